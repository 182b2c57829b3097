"""Kernel functions by blocks of rows: the product, then everything else while the block is in the cache."""

import numpy as np

from emolab.core.threads import run_pieces

ROWS = 32  # of a block


def linear_kernel(X, Z):
    return _by_blocks(X, Z, lambda block, start, stop: None)


def polynomial_kernel(X, Z, gamma=1.0, coef0=0.0, degree=3):
    def finish(block, start, stop):
        block *= gamma
        block += coef0
        with np.errstate(over="ignore"):  # infinity is named by who asked
            if degree == 3:  # two products are far cheaper than a power
                np.multiply(block * block, block, out=block)
            else:
                np.power(block, degree, out=block)

    return _by_blocks(X, Z, finish)


def rbf_kernel(X, Z, gamma=1.0):
    same = X is Z
    centre = Z.mean(axis=0)
    Z = Z - centre
    X = Z if same else X - centre
    rows, columns = _squares(X), _squares(Z)

    def finish(block, start, stop):
        block *= -2
        block += rows[start:stop, None]
        block += columns
        np.maximum(block, 0, out=block)
        block *= -gamma
        np.exp(block, out=block)

    return _by_blocks(X, Z, finish)


def _squares(X):
    return np.einsum("nd,nd->n", X, X)


def _by_blocks(X, Z, finish):
    K = np.empty((len(X), len(Z)), np.result_type(X, Z))

    def piece(start, stop):
        np.matmul(X[start:stop], Z.T, out=K[start:stop])
        for first in range(start, stop, ROWS):
            last = min(first + ROWS, stop)
            finish(K[first:last], first, last)

    run_pieces(piece, len(X), ROWS)
    return K
