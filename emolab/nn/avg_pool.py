"""Average pooling: of each window the mean."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.core.windows import Grid, crop, pad, pooling_grid, seen
from emolab.nn.module import Module


class AvgPoolCache(NamedTuple):
    """What the backward needs; the map is linear, so that no value is kept."""

    count: np.ndarray  # (Hout, Wout, 1), entries that each window averages
    shape: tuple  # of x
    grid: Grid


@formula("song2021 2.4.3 average pooling", kernel="avg_pool")
def avg_pool_forward(x, size, stride=None, padding="valid", count_padding=False):
    """Mean of each window, channel by channel.

    Formula   y(u, v) = sum over i, j of x(u s + i, v s + j) / count(u, v)
    Shapes    x (N, Hin, Win, C) -> y (N, Hout, Wout, C), cache
    size      a number, or (height, width); stride the same, None for the window's size
    padding   "valid", "same", a number or (top, bottom, left, right)
    count_padding  whether zeros of the padding count in the mean: False as in Keras and TensorFlow, True
              as PyTorch does unless told otherwise
    """
    grid = pooling_grid("avg_pool_forward", x.shape[1:3], size, stride, padding)
    inside = pad(np.ones_like(x, shape=(1, *x.shape[1:3], 1)), grid, 1 if count_padding else 0)
    padded = pad(x, grid)  # (N, H+, W+, C)
    taps = list(np.ndindex(*grid.kernel))
    count = sum(seen(inside, tap, grid) for tap in taps)[0]  # (Hout, Wout, 1)
    y = sum(seen(padded, tap, grid) for tap in taps) / count  # (N, Hout, Wout, C)
    return y, AvgPoolCache(count, x.shape, grid)


@formula("song2021 2.4.3 average pooling", kernel="avg_pool")
def avg_pool_backward(dy, cache):
    """Gradient of the average pooling: to all entries of the window alike.

    Formula   dx(u s + i, v s + j) += dy(u, v) / count(u, v)
    Shapes    dy (N, Hout, Wout, C) -> dx (N, Hin, Win, C)
    """
    count, shape, grid = cache
    dpadded = pad(np.zeros_like(dy, shape=shape), grid)  # (N, H+, W+, C)
    for tap in np.ndindex(*grid.kernel):
        seen(dpadded, tap, grid)[...] += dy / count
    return crop(dpadded, grid)


class AvgPool2d(Module):
    """Average pooling over height and width; settings as in `avg_pool_forward`."""

    def __init__(self, size, stride=None, padding="valid", count_padding=False):
        self.size, self.stride, self.padding = size, stride, padding
        self.count_padding = count_padding

    def forward(self, x):
        """x (N, Hin, Win, C) -> y (N, Hout, Wout, C)."""
        y, self.cache = avg_pool_forward(x, self.size, self.stride, self.padding, self.count_padding)
        return y

    def backward(self, dy):
        """dy (N, Hout, Wout, C) -> dx (N, Hin, Win, C)."""
        return avg_pool_backward(dy, self.cache)
