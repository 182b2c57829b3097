import numpy as np


def softmax(s):
    """Weights from scores, s (N, T) -> (N, T)."""
    e = np.exp(s - s.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def draw_steps(s, uniform):
    """One step of each sequence, drawn by its weight.

    s         scores (N, T)
    uniform   (N,) numbers from 0 to below 1, the only randomness: step i is taken where the number lies from
              a_0 + ... + a_(i-1) on, and below a_0 + ... + a_i
    Returns   index (N,), whole numbers
    """
    # BEGIN SOLUTION
    a = softmax(s)
    edges = np.cumsum(a, axis=1)  # (N, T)
    edges = edges / edges[:, -1:]  # exactly 1 at the end
    drawn = uniform[:, None]  # (N, 1)
    index = (edges <= drawn).sum(axis=1)  # (N,)
    return index
    # END SOLUTION


def score_function_gradient(s, index, losses, baseline=0.0):
    """The estimate of dE/ds from one draw of each sequence.

    s         scores (N, T);  index (N,) the steps taken;  losses (N,) of these;  baseline a number
    Returns   (N, T)
    """
    # BEGIN SOLUTION
    a = softmax(s)
    taken = np.zeros_like(a)
    taken[np.arange(len(a)), index] = 1
    return (losses - baseline)[:, None] * (taken - a)
    # END SOLUTION


def expected_gradient(s, losses):
    """dE/ds exactly, as a sum over all steps that could have been drawn.

    s         scores (N, T);  losses (N, T): what each step would cost
    Returns   (N, T)
    """
    # BEGIN SOLUTION
    a = softmax(s)
    mean = (a * losses).sum(axis=1, keepdims=True)  # (N, 1)
    return a * (losses - mean)
    # END SOLUTION


def running_baseline(losses, decay=0.9):
    """The baseline of each batch: a running mean of the losses of the batches before it.

    losses    (B,) the mean loss of each batch, in order
    Returns   (B,): at k, the sum over j < k of decay^(k-1-j) losses_j, divided by
              the sum of decay^(k-1-j); 0 at k = 0
    """
    # BEGIN SOLUTION
    found, mean, weight = [], 0.0, 0.0
    for loss in losses:
        before = mean / weight if weight else 0.0
        found.append(before)
        mean = decay * mean + (1 - decay) * loss
        weight = decay * weight + (1 - decay)
    return np.array(found)
    # END SOLUTION
