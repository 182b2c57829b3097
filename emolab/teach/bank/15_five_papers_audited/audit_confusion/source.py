import numpy as np


def audit_confusion(M, digits, printed, printed_digits):
    """Hold a printed confusion matrix and its accuracy against each other (liu2026, Figure 10).

    M         (C, C) rates, rows true, each rounded to `digits` decimals
    printed   the accuracy beside it, in percent, rounded to `printed_digits` decimals
    Returns   a dict: off (C,) bool, beyond (C,) bool, mean in percent, follows True or False
    """
    # BEGIN SOLUTION
    sums = M.sum(axis=1)  # (C,)
    slack = 0.5 * 10.0**-digits * np.count_nonzero(M, axis=1) + 1e-9
    mean = 100 * np.diag(M).mean()
    return {
        "off": np.abs(sums - 1) > 1e-9,
        "beyond": np.abs(sums - 1) > slack,
        "mean": float(mean),
        "follows": bool(abs(printed - mean) <= 0.5 * 10.0**-printed_digits + 1e-9),
    }
    # END SOLUTION
