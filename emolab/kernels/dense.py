"""Dense layer over threads: rows are split, each piece is one BLAS product."""

from typing import NamedTuple

import numpy as np

from emolab.core.threads import run_pieces

ROWS = 64  # fewer rows than this are not worth a thread


class DenseCache(NamedTuple):
    """As the formula's."""

    x: np.ndarray
    W: np.ndarray


def dense_forward(x, W, b):
    rows = x.reshape(-1, x.shape[-1])
    y = np.empty((len(rows), W.shape[1]), np.result_type(x, W))

    def piece(start, stop):
        np.matmul(rows[start:stop], W, out=y[start:stop])
        y[start:stop] += b

    run_pieces(piece, len(rows), ROWS)
    return y.reshape(*x.shape[:-1], W.shape[1]), DenseCache(x, W)


def dense_backward(dy, cache):
    x = cache.x.reshape(-1, cache.x.shape[-1])
    rows = dy.reshape(-1, dy.shape[-1])
    dx = np.empty((len(rows), x.shape[1]), np.result_type(dy, cache.W))

    def piece(start, stop):
        np.matmul(rows[start:stop], cache.W.T, out=dx[start:stop])
        return x[start:stop].T @ rows[start:stop], rows[start:stop].sum(axis=0)

    sums = run_pieces(piece, len(rows), ROWS)
    if not sums:  # an empty batch
        return dx.reshape(cache.x.shape), np.zeros_like(cache.W), np.zeros(dy.shape[-1], dy.dtype)
    return dx.reshape(cache.x.shape), sum(s[0] for s in sums), sum(s[1] for s in sums)
