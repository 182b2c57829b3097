import numpy as np


def dropout_mask(u, keep):
    """Which entries are kept: u of any shape, evenly spread over 0..1 -> bool of that shape."""
    # BEGIN SOLUTION
    return u < keep
    # END SOLUTION


def dropout_forward(x, mask, keep):
    """Inverted dropout while training: x and mask of one shape -> y, cache."""
    # BEGIN SOLUTION
    y = np.where(mask, x / keep, 0)
    return y, (mask, keep)
    # END SOLUTION


def dropout_backward(dy, cache):
    """dy -> dx."""
    # BEGIN SOLUTION
    mask, keep = cache
    dx = np.where(mask, dy / keep, 0)
    return dx
    # END SOLUTION
