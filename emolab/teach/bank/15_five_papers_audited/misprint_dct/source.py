import numpy as np


def printed(s, L):
    """The cosine transform as song2021 2.27 prints it, bounds turned round. (M,) -> (L,)"""
    m, n = np.arange(len(s)), np.arange(1, L + 1)
    return np.cos(np.pi * n[:, None] * (m - 0.5) / len(s)) @ s


def mended(s, L):
    """The cosine transform as it is meant, n = 1 .. L. (M,) -> (L,)"""
    # BEGIN SOLUTION
    m = np.arange(1, len(s) + 1)
    n = np.arange(1, L + 1)
    return np.cos(np.pi * np.outer(n, m - 0.5) / len(s)) @ s
    # END SOLUTION


def case(M, n):
    """A spectrum of M bands whose mended C(n) is 0, and whose printed one is not. -> (M,)"""
    # BEGIN SOLUTION
    return np.cos(np.pi * (n + 1) * (np.arange(M) + 0.5) / M)
    # END SOLUTION
