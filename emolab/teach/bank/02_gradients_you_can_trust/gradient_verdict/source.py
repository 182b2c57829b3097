import numpy as np


def relative_error(a, n):
    """The largest relative error between two gradients of one shape. -> float"""
    # BEGIN SOLUTION
    size = np.maximum(np.abs(a), np.abs(n))
    largest = size.max()
    if largest == 0:
        return 0.0
    return float(np.max(np.abs(a - n) / np.maximum(size, 0.01 * largest)))
    # END SOLUTION


def verdict(a, n, bound=1e-7):
    """Whether the gradient a passes for the measured n. -> bool"""
    # BEGIN SOLUTION
    if not (np.isfinite(a).all() and np.isfinite(n).all()):
        return False
    return bool(relative_error(a, n) <= bound)
    # END SOLUTION
