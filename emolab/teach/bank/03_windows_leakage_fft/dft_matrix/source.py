import numpy as np


def dft_matrix(N):
    """The matrix of all waves: dft_matrix(N) @ x is the transform of x (liu2026 1, mended).

    Returns   W (N, N), complex
    """
    # BEGIN SOLUTION
    k = np.arange(N)
    return np.exp(-2j * np.pi * np.outer(k, k) / N)  # (N, N)
    # END SOLUTION


def inverse_matrix(N):
    """The matrix that undoes it: inverse_matrix(N) @ dft_matrix(N) is the identity.

    Returns   V (N, N), complex
    """
    # BEGIN SOLUTION
    m = np.arange(N)
    return np.exp(2j * np.pi * np.outer(m, m) / N) / N
    # END SOLUTION
