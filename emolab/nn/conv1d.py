"""Convolution of sequences: one small kernel slides over the time."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.core.windows import Grid, crop, pad, seen, window_grid
from emolab.nn.initialise import he_normal
from emolab.nn.module import Module, Parameter


class Conv1dCache(NamedTuple):
    """What the backward needs; x is kept unpadded."""

    x: np.ndarray  # (N, T, Cin)
    W: np.ndarray  # (K, Cin, Cout)
    grid: Grid
    flip: bool
    has_bias: bool


@formula("song2021 2.13", kernel="conv1d")
def conv1d_forward(x, W, b, stride=1, padding="valid", flip=False):
    """Convolution over time, channels last.

    Formula   y(t) = b + sum over k of x(t s + k) W(k), zeros around x;  flip: W(K-1-k) instead
    Shapes    x (N, T, Cin), W (K, Cin, Cout), b (Cout,) -> y (N, Tout, Cout), cache
    padding   "valid", "same" (as Keras and TensorFlow), a number, or (before, after)
    Errors    ShapeError where the kernel exceeds the padded input
    Note      b may be None. flip=True is the convolution of mathematics.
    """
    grid = window_grid("conv1d_forward", x.shape[1:2], W.shape[:1], stride, padding)
    padded = pad(x, grid)  # (N, T+, Cin)
    taps = W[::-1] if flip else W
    y = np.zeros_like(x, shape=(len(x), *grid.out, W.shape[2]), dtype=np.result_type(x, W))
    for k in range(len(W)):
        y += seen(padded, (k,), grid) @ taps[k]  # (N, Tout, Cout)
    if b is not None:
        y += b
    return y, Conv1dCache(x, W, grid, flip, b is not None)


@formula("song2021 2.13", kernel="conv1d")
def conv1d_backward(dy, cache):
    """Gradients of the convolution over time.

    Formula   dx(t s + k) += dy(t) W(k)^T;  dW(k) = sum over n, t of x(t s + k)^T dy(t)
              db = sum over n, t of dy(t)
    Shapes    dy (N, Tout, Cout) -> dx (N, T, Cin), dW (K, Cin, Cout), db (Cout,)
    Note      db is None where the forward had no b.
    """
    x, W, grid, flip, has_bias = cache
    padded = pad(x, grid)  # (N, T+, Cin)
    taps = W[::-1] if flip else W
    dpadded = np.zeros_like(padded, dtype=np.result_type(dy, W))
    dtaps = np.zeros_like(W, dtype=np.result_type(x, dy))
    for k in range(len(W)):
        seen(dpadded, (k,), grid)[...] += dy @ taps[k].T  # (N, Tout, Cin)
        dtaps[k] = np.tensordot(seen(padded, (k,), grid), dy, axes=((0, 1), (0, 1)))  # (Cin, Cout)
    dW = dtaps[::-1] if flip else dtaps
    return crop(dpadded, grid), dW, dy.sum(axis=(0, 1)) if has_bias else None


class Conv1d(Module):
    """Convolution of sequences with W (K, Cin, Cout) and b (Cout,), He-normal start.

    kernel    K; stride, padding and flip as in `conv1d_forward`
    bias      False for a layer that batch normalisation follows
    """

    def __init__(
        self, Cin, Cout, kernel, *, stride=1, padding="valid", flip=False, bias=True,
        rng=None, dtype=np.float32,
    ):  # fmt: skip
        self.W = Parameter(he_normal((kernel, Cin, Cout), rng, dtype))
        self.b = Parameter(np.zeros(Cout, dtype)) if bias else None
        self.stride, self.padding, self.flip = stride, padding, flip

    def forward(self, x):
        """x (N, T, Cin) -> y (N, Tout, Cout)."""
        b = None if self.b is None else self.b.value
        y, self.cache = conv1d_forward(x, self.W.value, b, self.stride, self.padding, self.flip)
        return y

    def backward(self, dy):
        """dy (N, Tout, Cout) -> dx (N, T, Cin)."""
        dx, dW, db = conv1d_backward(dy, self.cache)
        self.W.grad += dW
        if self.b is not None:
            self.b.grad += db
        return dx
