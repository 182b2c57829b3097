"""The dense layer: every output sees every input."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.nn.initialise import glorot_uniform
from emolab.nn.module import Module, Parameter


class DenseCache(NamedTuple):
    """What the backward needs; y is not kept, because the map is linear."""

    x: np.ndarray  # (..., D)
    W: np.ndarray  # (D, H)


@formula("song2021 2.1", "song2021 2.2", "liu2026 12", kernel="dense")
def dense_forward(x, W, b):
    """Affine map of the last axis.

    Formula   y = x W + b
    Shapes    x (..., D), W (D, H), b (H,) -> y (..., H), cache
    """
    return x @ W + b, DenseCache(x, W)  # (..., H)


@formula("song2021 2.1", "song2021 2.2", "liu2026 12", kernel="dense")
def dense_backward(dy, cache):
    """Gradients of the affine map.

    Formula   dx = dy W^T;  dW = sum over rows of x^T dy;  db = sum over rows of dy
    Shapes    dy (..., H) -> dx (..., D), dW (D, H), db (H,)
    """
    x = cache.x.reshape(-1, cache.x.shape[-1])  # (rows, D)
    rows = dy.reshape(-1, dy.shape[-1])  # (rows, H)
    return dy @ cache.W.T, x.T @ rows, rows.sum(axis=0)


class Dense(Module):
    """Dense layer with weights W (D, H) and bias b (H,), Glorot-uniform start."""

    def __init__(self, D, H, *, rng=None, dtype=np.float32):
        self.W = Parameter(glorot_uniform((D, H), rng, dtype))
        self.b = Parameter(np.zeros(H, dtype))

    def forward(self, x):
        """x (..., D) -> y (..., H)."""
        y, self.cache = dense_forward(x, self.W.value, self.b.value)
        return y

    def backward(self, dy):
        """dy (..., H) -> dx (..., D)."""
        dx, dW, db = dense_backward(dy, self.cache)
        self.W.grad += dW
        self.b.grad += db
        return dx
