"""Kernel functions: inner products of samples after a map into a larger space that is never computed."""

import numpy as np

from emolab.core import formula
from emolab.core.checks import one_of

KERNELS = ("linear", "rbf", "polynomial")


@formula("liu2021 Fig 5", kernel="kernel_functions")
def linear_kernel(X, Z):
    """Inner products of all rows of X and all rows of Z.

    Formula   k(x, z) = x . z
    Shapes    X (N, D), Z (M, D) -> K (N, M)
    """
    return X @ Z.T


@formula("liu2021 Fig 5", kernel="kernel_functions")
def polynomial_kernel(X, Z, gamma=1.0, coef0=0.0, degree=3):
    """Inner products in the space of all monomials up to a degree.

    Formula   k(x, z) = (gamma x . z + coef0)^degree
    Shapes    X (N, D), Z (M, D) -> K (N, M)
    """
    with np.errstate(over="ignore"):  # infinity is named by who asked
        return (gamma * (X @ Z.T) + coef0) ** degree


@formula("liu2021 Fig 5", kernel="kernel_functions")
def rbf_kernel(X, Z, gamma=1.0):
    """Radial basis functions: nearness on the scale of 1 / sqrt(gamma).

    Formula   k(x, z) = exp(-gamma |x - z|^2),  |x - z|^2 = |x|^2 + |z|^2 - 2 x . z
    Shapes    X (N, D), Z (M, D) -> K (N, M)
    Note      Z's mean is taken out of both first: distances stay, and features far from 0 lose no digits.
    """
    centre = Z.mean(axis=0)  # (D,)
    X, Z = X - centre, Z - centre
    squares = (X**2).sum(axis=1)[:, None] + (Z**2).sum(axis=1) - 2 * (X @ Z.T)  # (N, M)
    return np.exp(-gamma * np.maximum(squares, 0))


def kernel_matrix(X, Z, kernel="rbf", gamma=1.0, coef0=0.0, degree=3):
    """Return the kernel named "linear", "rbf" or "polynomial" for all pairs of rows.

    Shapes    X (N, D), Z (M, D) -> K (N, M)
    """
    one_of("kernel", kernel, KERNELS)
    if kernel == "linear":
        return linear_kernel(X, Z)
    return rbf_kernel(X, Z, gamma) if kernel == "rbf" else polynomial_kernel(X, Z, gamma, coef0, degree)
