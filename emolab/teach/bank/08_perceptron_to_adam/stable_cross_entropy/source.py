import numpy as np


def softmax_cross_entropy(z, labels):
    """Mean cross-entropy of the softmax of scores (song2021 2.8, 2.11), and its gradient.

    z         (N, C) scores;  labels (N,) whole numbers from 0 to C - 1
    Returns   loss, dz (N, C)
    """
    # BEGIN SOLUTION
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))  # (N, C)
    rows = np.arange(len(z))
    loss = -log_p[rows, labels].mean()
    dz = np.exp(log_p)
    dz[rows, labels] -= 1
    return loss, dz / len(z)
    # END SOLUTION
