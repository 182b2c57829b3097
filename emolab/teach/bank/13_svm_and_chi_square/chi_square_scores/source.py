import numpy as np


def chi_square(present, member):
    """Dependence of every feature and every class (liu2021 1).

    present   (N, F) and member (N, K), both True and False, or 1 and 0
    Returns   (F, K); 0 where a table has an empty margin
    """
    # BEGIN SOLUTION
    present, member = present.astype(np.float64), member.astype(np.float64)
    N = len(present)
    A = present.T @ member  # (F, K)
    B = present.sum(axis=0)[:, None] - A
    C = member.sum(axis=0) - A
    D = N - A - B - C
    top = N * (A * D - B * C) ** 2
    below = (A + C) * (B + D) * (A + B) * (C + D)
    return np.divide(top, below, out=np.zeros_like(A), where=below > 0)
    # END SOLUTION


def feature_scores(X, labels, classes):
    """Score of each feature: the largest chi-square over the classes.

    X         (N, F) numbers;  labels (N,) from 0 to classes - 1
    Returns   (F,)
    """
    # BEGIN SOLUTION
    member = labels[:, None] == np.arange(classes)  # (N, K)
    return chi_square(X > np.median(X, axis=0), member).max(axis=1)
    # END SOLUTION
