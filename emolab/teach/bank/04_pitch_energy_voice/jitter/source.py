import numpy as np


def jitter(lengths):
    """Mean change from period to period, as a share of the mean period (gu2025, sound quality).

    lengths   of the periods (n,), n at least 2
    Returns   a number; 0.01 is one per cent
    """
    # BEGIN SOLUTION
    return float(np.abs(np.diff(lengths)).mean() / np.mean(lengths))
    # END SOLUTION


def harmonics_to_noise(r):
    """Harmonics-to-noise ratio in dB from the height r of the autocorrelation at the period, 0 < r < 1.

    r         a number or an array
    Returns   as r
    """
    # BEGIN SOLUTION
    r = np.asarray(r, dtype=float)
    return 10 * np.log10(r / (1 - r))
    # END SOLUTION
