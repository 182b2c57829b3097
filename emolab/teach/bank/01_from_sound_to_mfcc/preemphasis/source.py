import numpy as np


def preemphasis(x, a=0.97):
    """Each sample minus a times the one before it (song2021 2.24).

    x         samples along the last axis, (..., S)
    Returns   y (..., S); the first sample has none before it and stays as it is
    """
    # BEGIN SOLUTION
    y = np.array(x, dtype=float)
    y[..., 1:] -= a * x[..., :-1]
    return y  # (..., S)
    # END SOLUTION
