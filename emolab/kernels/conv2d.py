"""Convolution by the fastest way for its shape, float32 and float64.

Winograd's     3 x 3 with stride 1, from CHANNELS on either side on, below which its transforms cost more than
               they save, and from TILES in the whole batch on, below which the transform of the weights does
rows           other kernels, where a row of the output has WIDE pixels or more; dx of stride 1 alone
im2col         1 x 1 with stride 1, where x is its own matrix of windows; small images; dx of other strides
Measured beside one another and PyTorch in benchmarks/convolution.py: 48 x 48 x 64 -> 64 by Winograd's takes
0.5 of PyTorch's time, 24 x 24 x 64 -> 64 with 5 x 5 by rows 1.1, by im2col 2.3.
"""

from typing import NamedTuple

import numpy as np

from emolab.core.windows import Grid, window_grid
from emolab.kernels.im2col import im2col_forward, im2col_input_gradient, im2col_weight_gradient
from emolab.kernels.row_products import rows_forward, rows_input_gradient, rows_weight_gradient
from emolab.kernels.winograd import tile_count, winograd_backward, winograd_forward

CHANNELS = 16
TILES = 4
WIDE = 8


class Conv2dCache(NamedTuple):
    """As the formula's; x is contiguous, W has been flipped where flip is set."""

    x: np.ndarray  # (N, H, W, Cin)
    W: np.ndarray  # (kh, kw, Cin, Cout)
    grid: Grid
    flip: bool
    has_bias: bool


def by_winograd(N, W, grid):
    """Return whether Winograd's algorithm is the fastest."""
    fits = grid.kernel == (3, 3) and grid.stride == (1, 1)
    return fits and min(W.shape[2:]) >= CHANNELS and N * tile_count(grid) >= TILES


def by_rows(N, grid):
    """Return whether products of whole rows are the fastest, for the output and dW."""
    return N > 0 and grid.out[1] >= WIDE and not set(grid.kernel + grid.stride) == {1}


def _input_by_rows(x, grid):
    inside = all(before < k for before, k in zip(grid.before, grid.kernel))
    return by_rows(len(x), grid) and grid.stride == (1, 1) and inside and x.shape[2] >= WIDE


def _output(x, taps, b, grid, floor=-np.inf, scale=None):
    if by_winograd(len(x), taps, grid):
        return winograd_forward(x, taps if scale is None else taps * scale, b, grid, floor)
    return (rows_forward if by_rows(len(x), grid) else im2col_forward)(x, taps, b, grid, floor, scale)


def conv2d_forward(x, W, b, stride=1, padding="valid", flip=False):
    grid = window_grid("conv2d_forward", x.shape[1:3], W.shape[:2], stride, padding)
    dtype = np.result_type(x, W)
    x = np.ascontiguousarray(x, dtype)
    taps = np.ascontiguousarray(W[::-1, ::-1] if flip else W, dtype)
    bias = None if b is None else np.ascontiguousarray(b, dtype)
    return _output(x, taps, bias, grid), Conv2dCache(x, taps, grid, flip, b is not None)


def conv2d_inference(
    x, W, b, stride=1, padding="valid", flip=False, scale=None, shift=None, rectify=False
):  # fmt: skip
    """Normalisation and ReLU go into the product's last step; Winograd's takes the scale into its taps."""
    grid = window_grid("conv2d_inference", x.shape[1:3], W.shape[:2], stride, padding)
    dtype = np.result_type(x, W)
    taps = W[::-1, ::-1] if flip else W
    if scale is not None:
        b = shift if b is None else b * scale + shift
        scale = np.ascontiguousarray(scale, dtype)
    x, taps = np.ascontiguousarray(x, dtype), np.ascontiguousarray(taps, dtype)
    bias = None if b is None else np.ascontiguousarray(b, dtype)
    return _output(x, taps, bias, grid, 0 if rectify else -np.inf, scale)


def conv2d_backward(dy, cache, input_gradient=True):
    x, taps, grid, flip, has_bias = cache
    dtype = np.result_type(dy, taps)
    dy, x, taps = (np.ascontiguousarray(array, dtype) for array in (dy, x, taps))
    dx = None
    if by_winograd(len(x), taps, grid):
        dx, dW, db = winograd_backward(dy, x, taps, grid, input_gradient)
    else:
        dW, db = (rows_weight_gradient if by_rows(len(x), grid) else im2col_weight_gradient)(
            dy, x, taps, grid
        )
        if input_gradient:
            way = rows_input_gradient if _input_by_rows(x, grid) else im2col_input_gradient
            dx = way(dy, x, taps, grid)
    return dx, dW[::-1, ::-1] if flip else dW, db if has_bias else None
