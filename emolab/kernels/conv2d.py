"""Convolution as matrix products: the windows of some output rows side by side, then one BLAS product.

The windows are never laid out for a whole batch: a block of output rows that stays in the cache is
gathered, multiplied and forgotten, so that memory does not grow by kh * kw. The backward gathers again.
"""

from typing import NamedTuple

import numpy as np

from emolab.core.threads import run_pieces
from emolab.core.windows import Grid, window_grid
from emolab.kernels.jit import jit

BLOCK = 1 << 18  # entries of a block of windows: 1 MB of float32
PIXELS = 256  # a block has at least so many windows, so that the product is worth its set-up
SHARE = 512  # a piece of the backward has at least so many windows, so that adding its dW is worth it


class Conv2dCache(NamedTuple):
    """As the formula's; x is contiguous, W has been flipped where flip is set."""

    x: np.ndarray  # (N, H, W, Cin)
    W: np.ndarray  # (kh, kw, Cin, Cout)
    grid: Grid
    flip: bool
    has_bias: bool


@jit
def gather(x, columns, first, count, H, C, Ho, Wo, kh, kw, sh, sw, top, left):
    """Lay the windows of output rows first .. first + count into columns (count * Wo, kh * kw * C).

    x (N * H, W * C) has one image row in a row, so that kw taps of all channels are one run of numbers.
    """
    width, run = x.shape[1], kw * C
    for r in range(count):
        image = (first + r) // Ho * H
        top_row = (first + r) % Ho * sh - top
        for wo in range(Wo):
            start = (wo * sw - left) * C
            lo = min(max(0, -start), run)
            hi = max(min(run, width - start), lo)
            for i in range(kh):
                target = columns[r * Wo + wo, i * run : (i + 1) * run]
                h = top_row + i
                if h < 0 or h >= H:
                    target[:] = 0
                    continue
                source = x[image + h]
                for c in range(lo):
                    target[c] = 0
                for c in range(lo, hi):
                    target[c] = source[start + c]
                for c in range(hi, run):
                    target[c] = 0


@jit
def scatter(columns, dx, first, count, H, C, Ho, Wo, kh, kw, sh, sw, top, left):
    """Add the windows in columns back to where `gather` took them from."""
    width, run = dx.shape[1], kw * C
    for r in range(count):
        image = (first + r) // Ho * H
        top_row = (first + r) % Ho * sh - top
        for wo in range(Wo):
            start = (wo * sw - left) * C
            lo = min(max(0, -start), run)
            hi = max(min(run, width - start), lo)
            for i in range(kh):
                h = top_row + i
                if h < 0 or h >= H:
                    continue
                source = columns[r * Wo + wo, i * run : (i + 1) * run]
                target = dx[image + h]
                for c in range(lo, hi):
                    target[start + c] += source[c]


def _is_plain(grid):
    """Whether a window is one pixel and every pixel has one: then x is its own matrix of windows."""
    return set(grid.kernel + grid.stride) == {1} and set(grid.before + grid.after) == {0}


def _places(x, grid):
    return (x.shape[1], x.shape[3], *grid.out, *grid.kernel, *grid.stride, *grid.before)


def _block(grid, size):
    """Output rows in a block of windows that have `size` entries each."""
    return max(1, max(PIXELS, BLOCK // max(1, size)) // max(1, grid.out[1]))


def conv2d_forward(x, W, b, stride=1, padding="valid", flip=False):
    grid = window_grid("conv2d_forward", x.shape[1:3], W.shape[:2], stride, padding)
    dtype = np.result_type(x, W)
    x = np.ascontiguousarray(x, dtype)
    taps = np.ascontiguousarray(W[::-1, ::-1] if flip else W, dtype)
    kh, kw, Cin, Cout = taps.shape
    Ho, Wo = grid.out
    matrix = taps.reshape(-1, Cout)  # (kh*kw*Cin, Cout)
    rows = x.reshape(len(x) * x.shape[1], x.shape[2] * x.shape[3])  # (N*H, W*Cin)
    y = np.empty((len(x), Ho, Wo, Cout), dtype)
    flat = y.reshape(-1, Cout)  # (N*Ho*Wo, Cout)
    block, places = _block(grid, len(matrix)), _places(x, grid)

    def piece(start, stop):
        if _is_plain(grid):
            part = flat[start * Wo : stop * Wo]
            np.matmul(x.reshape(-1, Cin)[start * Wo : stop * Wo], matrix, out=part)
            if b is not None:
                part += b
            return
        buffer = np.empty((min(block, stop - start) * Wo, len(matrix)), dtype)
        for first in range(start, stop, block):
            count = min(block, stop - first)
            columns = buffer[: count * Wo]
            gather(rows, columns, first, count, *places)
            part = flat[first * Wo : (first + count) * Wo]
            np.matmul(columns, matrix, out=part)
            if b is not None:
                part += b

    run_pieces(piece, len(x) * Ho, block)
    return y, Conv2dCache(x, taps, grid, flip, b is not None)


def conv2d_backward(dy, cache):
    x, taps, grid, flip, has_bias = cache
    kh, kw, Cin, Cout = taps.shape
    Ho, Wo = grid.out
    dtype = np.result_type(dy, taps)
    dy = np.ascontiguousarray(dy, dtype)
    flat = dy.reshape(-1, Cout)  # (N*Ho*Wo, Cout)
    matrix = taps.reshape(-1, Cout)  # (kh*kw*Cin, Cout)
    transposed = matrix.T
    rows = x.reshape(len(x) * x.shape[1], x.shape[2] * x.shape[3])  # (N*H, W*Cin)
    dx = np.zeros(x.shape, dtype)
    drows = dx.reshape(rows.shape)
    block, places = _block(grid, len(matrix)), _places(x, grid)

    def piece(start, stop):
        """Whole images, because neighbouring windows add to the same pixels."""
        if _is_plain(grid):
            part = slice(start * Ho * Wo, stop * Ho * Wo)
            np.matmul(flat[part], transposed, out=dx.reshape(-1, Cin)[part])
            return x.reshape(-1, Cin)[part].T @ flat[part], flat[part].sum(axis=0)
        start, stop = start * Ho, stop * Ho
        buffer = np.empty((min(block, stop - start) * Wo, len(matrix)), dtype)
        dmatrix = np.zeros(matrix.shape, dtype)
        for first in range(start, stop, block):
            count = min(block, stop - first)
            columns, part = buffer[: count * Wo], flat[first * Wo : (first + count) * Wo]
            gather(rows, columns, first, count, *places)
            dmatrix += columns.T @ part
            np.matmul(part, transposed, out=columns)
            scatter(columns, drows, first, count, *places)
        return dmatrix, flat[start * Wo : stop * Wo].sum(axis=0)

    sums = run_pieces(piece, len(x), max(1, SHARE // max(1, Ho * Wo)))
    dmatrix = sum((s[0] for s in sums), np.zeros(matrix.shape, dtype))
    dtaps = dmatrix.reshape(taps.shape)
    dW = dtaps[::-1, ::-1] if flip else dtaps
    return dx, dW, sum((s[1] for s in sums), np.zeros(Cout, dtype)) if has_bias else None
