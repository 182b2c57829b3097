import numpy as np

from emolab.teach.testing import Miss, close


def _literal(X, Z, gamma):
    return np.array([[np.exp(-gamma * ((x - z) ** 2).sum()) for z in Z] for x in X])


def test_all_pairs(answer, rng):
    """every row of X is held against every row of Z"""
    X, Z = rng.standard_normal((6, 4)), rng.standard_normal((3, 4))
    close(answer.rbf_kernel(X, Z, 0.5), _literal(X, Z, 0.5), "K of 6 and 3 rows")


def test_far_from_the_origin(answer, rng):
    """features near a million lose no digits"""
    X, Z = rng.standard_normal((5, 8)), rng.standard_normal((7, 8))
    found = answer.rbf_kernel(X + 1e6, Z + 1e6, 0.3)
    close(found, _literal(X + 1e6, Z + 1e6, 0.3), "K of features near a million")


def test_inner_product(answer, rng):
    """K of a set with itself is symmetric, and no eigenvalue is negative"""
    X = rng.standard_normal((12, 2))
    K = np.asarray(answer.rbf_kernel(X, X, 1.3))
    close(K, K.T, "K against its transpose")
    if np.linalg.eigvalsh(K).min() < -1e-9:
        raise Miss("K of a set with itself has a negative eigenvalue, so that it is no inner product")
