"""Max pooling: of each window the largest entry."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.core.windows import Grid, crop, pad, pooling_grid, seen
from emolab.nn.module import Module


class MaxPoolCache(NamedTuple):
    """What the backward needs: who won, not the values."""

    winner: np.ndarray  # (N, Hout, Wout, C), the tap i * kw + j
    shape: tuple  # of x
    grid: Grid


@formula("song2021 2.4.3 max pooling", kernel="max_pool")
def max_pool_forward(x, size, stride=None, padding="valid"):
    """Largest entry of each window, channel by channel.

    Formula   y(u, v) = max over i, j of x(u s + i, v s + j)
    Shapes    x (N, Hin, Win, C) -> y (N, Hout, Wout, C), cache
    size      a number, or (height, width); stride the same, None for the window's size
    padding   "valid", "same", a number or (top, bottom, left, right); padding never wins
    Note      At a tie the first wins, row by row: the gradient goes to one entry, never to two.
    """
    grid = pooling_grid("max_pool_forward", x.shape[1:3], size, stride, padding)
    padded = pad(x, grid, -np.inf)  # (N, H+, W+, C)
    taps = np.ndindex(*grid.kernel)
    windows = np.stack([seen(padded, tap, grid) for tap in taps])  # (kh*kw, N, Hout, Wout, C)
    winner = windows.argmax(axis=0)  # the first of equals
    y = np.take_along_axis(windows, winner[None], axis=0)[0]
    return y, MaxPoolCache(winner, x.shape, grid)


@formula("song2021 2.4.3 max pooling", kernel="max_pool")
def max_pool_backward(dy, cache):
    """Gradient of the max pooling: to the winner alone.

    Formula   dx(u s + i, v s + j) += dy(u, v) where (i, j) won
    Shapes    dy (N, Hout, Wout, C) -> dx (N, Hin, Win, C)
    """
    winner, shape, grid = cache
    dpadded = pad(np.zeros_like(dy, shape=shape), grid)  # (N, H+, W+, C)
    for k, tap in enumerate(np.ndindex(*grid.kernel)):
        seen(dpadded, tap, grid)[...] += np.where(winner == k, dy, 0)
    return crop(dpadded, grid)


class MaxPool2d(Module):
    """Max pooling over height and width; settings as in `max_pool_forward`."""

    def __init__(self, size, stride=None, padding="valid"):
        self.size, self.stride, self.padding = size, stride, padding

    def forward(self, x):
        """x (N, Hin, Win, C) -> y (N, Hout, Wout, C)."""
        y, self.cache = max_pool_forward(x, self.size, self.stride, self.padding)
        return y

    def backward(self, dy):
        """dy (N, Hout, Wout, C) -> dx (N, Hin, Win, C)."""
        return max_pool_backward(dy, self.cache)


class MaxPool1d(Module):
    """Max pooling over time: an image of width 1."""

    def __init__(self, size, stride=None, padding="valid"):
        self.size, self.stride, self.padding = (size, 1), (size if stride is None else stride, 1), padding
        if not isinstance(padding, str):
            before, after = padding if isinstance(padding, tuple | list) else (padding, padding)
            self.padding = (before, after, 0, 0)

    def forward(self, x):
        """x (N, T, D) -> y (N, Tout, D)."""
        y, self.cache = max_pool_forward(x[:, :, None], self.size, self.stride, self.padding)
        return y[:, :, 0]

    def backward(self, dy):
        """dy (N, Tout, D) -> dx (N, T, D)."""
        return max_pool_backward(dy[:, :, None], self.cache)[:, :, 0]
