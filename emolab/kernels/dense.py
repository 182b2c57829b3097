"""Dense layer: three products, each over threads."""

from typing import NamedTuple

import numpy as np

from emolab.kernels.gemm import matmul


class DenseCache(NamedTuple):
    """As the formula's."""

    x: np.ndarray
    W: np.ndarray


def dense_forward(x, W, b):
    y = matmul(x.reshape(-1, x.shape[-1]), W)
    y += b
    return y.reshape(*x.shape[:-1], W.shape[1]), DenseCache(x, W)


def dense_backward(dy, cache):
    x = cache.x.reshape(-1, cache.x.shape[-1])
    rows = dy.reshape(-1, dy.shape[-1])
    dx = matmul(rows, cache.W.T)
    return dx.reshape(cache.x.shape), matmul(x.T, rows), rows.sum(axis=0)
