"""Convolution by the fastest way for its shape: Winograd's for 3 x 3 with stride 1, else matrix products.

Winograd's takes over from CHANNELS on either side, below which its transforms cost more than they save, and
from TILES in the whole batch, below which the transform of the weights does.
"""

from typing import NamedTuple

import numpy as np

from emolab.core.windows import Grid, window_grid
from emolab.kernels.im2col import im2col_backward, im2col_forward
from emolab.kernels.winograd import tile_count, winograd_backward, winograd_forward

CHANNELS = 16
TILES = 8


class Conv2dCache(NamedTuple):
    """As the formula's; x is contiguous, W has been flipped where flip is set."""

    x: np.ndarray  # (N, H, W, Cin)
    W: np.ndarray  # (kh, kw, Cin, Cout)
    grid: Grid
    flip: bool
    has_bias: bool


def by_winograd(N, W, grid):
    """Return whether Winograd's algorithm is the faster one."""
    fits = grid.kernel == (3, 3) and grid.stride == (1, 1)
    return fits and min(W.shape[2:]) >= CHANNELS and N * tile_count(grid) >= TILES


def conv2d_forward(x, W, b, stride=1, padding="valid", flip=False):
    grid = window_grid("conv2d_forward", x.shape[1:3], W.shape[:2], stride, padding)
    dtype = np.result_type(x, W)
    x = np.ascontiguousarray(x, dtype)
    taps = np.ascontiguousarray(W[::-1, ::-1] if flip else W, dtype)
    bias = None if b is None else np.ascontiguousarray(b, dtype)
    way = winograd_forward if by_winograd(len(x), taps, grid) else im2col_forward
    return way(x, taps, bias, grid), Conv2dCache(x, taps, grid, flip, b is not None)


def conv2d_backward(dy, cache, input_gradient=True):
    x, taps, grid, flip, has_bias = cache
    dtype = np.result_type(dy, taps)
    dy, x, taps = (np.ascontiguousarray(array, dtype) for array in (dy, x, taps))
    way = winograd_backward if by_winograd(len(x), taps, grid) else im2col_backward
    dx, dW, db = way(dy, x, taps, grid, input_gradient)
    return dx, dW[::-1, ::-1] if flip else dW, db if has_bias else None
