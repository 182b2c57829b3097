import numpy as np


def hamming(length):
    """The symmetric Hamming window (song2021 2.25).

    length    how many points, 2 or more
    Returns   w (length,)
    """
    # BEGIN SOLUTION
    n = np.arange(length)
    return 0.54 - 0.46 * np.cos(2 * np.pi * n / (length - 1))  # (length,)
    # END SOLUTION
