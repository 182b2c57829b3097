import numpy as np


def rbf_kernel(X, Z, gamma=1.0):
    """Radial basis functions of all pairs of rows.

    X         (N, D);  Z (M, D);  gamma above 0
    Returns   K (N, M)
    """
    # BEGIN SOLUTION
    centre = Z.mean(axis=0)  # (D,)
    X, Z = X - centre, Z - centre
    squares = (X**2).sum(axis=1)[:, None] + (Z**2).sum(axis=1) - 2 * (X @ Z.T)  # (N, M)
    return np.exp(-gamma * np.maximum(squares, 0))
    # END SOLUTION
