import numpy as np


def lambda_measure(densities):
    """The lambda under which all sources together count 1.

    densities   (S,) numbers between 0 and 1, two or more
    Returns     a number above -1; 0 where they sum to 1
    """
    # BEGIN SOLUTION
    g = np.asarray(densities, dtype=float)
    total = g.sum()
    if abs(total - 1) < 1e-9:
        return 0.0

    def gap(lam):
        return np.log1p(lam * g).sum() - np.log1p(lam)  # of the logarithms: no overflow

    if total > 1:
        low, high = -1 + 1e-15, -1e-15
    else:
        low, high = 1e-15, 1.0
        while gap(high) < 0:
            high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        left = gap(middle) > 0 if total > 1 else gap(middle) < 0  # of the root
        low, high = (middle, high) if left else (low, middle)
    return middle
    # END SOLUTION


def set_measure(densities, lam, members):
    """What a set of sources counts.

    densities   (S,);  lam a number;  members a list of indices of sources, none twice
    Returns     a number; 0 for the empty set
    """
    # BEGIN SOLUTION
    g, counted = np.asarray(densities, dtype=float), 0.0
    for i in members:
        counted = counted + g[i] + lam * counted * g[i]
    return float(counted)
    # END SOLUTION
