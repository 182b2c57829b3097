import numpy as np


def which_accuracy(right, samples, printed, digits):
    """Say which accuracy a printed figure is (zhu2022, Table 2).

    right, samples   (C,) right and all clips of each class
    printed          percent, rounded to `digits` decimals
    Returns          "weighted", "unweighted", "both" or "neither"
    """
    # BEGIN SOLUTION
    right, samples = np.asarray(right, float), np.asarray(samples, float)
    WA = right.sum() / samples.sum()
    UA = (right / samples).mean()
    half = 0.5 * 10.0**-digits + 1e-9
    weighted, unweighted = (abs(printed - 100 * value) <= half for value in (WA, UA))
    if weighted and unweighted:
        return "both"
    return "weighted" if weighted else "unweighted" if unweighted else "neither"
    # END SOLUTION


def impossible(printed, n, digits):
    """Say which printed accuracies no whole count of n clips rounds to.

    printed   (K,) percent, rounded to `digits` decimals
    Returns   (K,) bool
    """
    # BEGIN SOLUTION
    printed = np.asarray(printed, float)
    k = np.round(printed / 100 * n)
    return np.abs(printed - 100 * k / n) > 0.5 * 10.0**-digits + 1e-9
    # END SOLUTION
