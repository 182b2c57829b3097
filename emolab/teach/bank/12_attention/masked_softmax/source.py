import numpy as np


def masked_softmax(s, lengths):
    """Attention weights over each clip's own steps (song2021 2.29).

    s         scores (N, T); anything may stand past a clip's end
    lengths   steps of each clip (N,), from 1 to T
    Returns   a (N, T), each row sums to 1, zero past its end
    """
    # BEGIN SOLUTION
    inside = np.arange(s.shape[1]) < lengths[:, None]  # (N, T)
    s = np.where(inside, s, -np.inf)
    e = np.exp(s - s.max(axis=1, keepdims=True))  # exp(-inf) is 0
    return e / e.sum(axis=1, keepdims=True)
    # END SOLUTION
