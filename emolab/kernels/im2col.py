"""Convolution as matrix products: the windows of some output rows side by side, then one product.

The windows are never laid out for a whole batch: a block of output rows that stays in the cache is
gathered, multiplied and forgotten, so that memory does not grow by kh * kw. The backward gathers again.
Up to FEW windows are gathered all at once, and the output is cut by its channels: the threads share out the
packing of the weights. Up to FEWEST windows are packed themselves, by `gemm`, and no weights.
"""

import numpy as np

from emolab.core.threads import run_pieces
from emolab.kernels.gemm import matmul
from emolab.kernels.jit import jit
from emolab.kernels.packed_product import multiply_packed, pack_columns, pack_columns_into, panels_size
from emolab.kernels.panel_product import panels
from emolab.kernels.workspace import workspace

BLOCK = 1 << 16  # entries of a block of windows: 256 KB of float32
PIXELS = 64  # a block has at least so many windows, so that the product is worth its set-up
FEW = 512  # windows of the batch up to which the output is cut by channels
FEWEST = 24  # windows that are packed in place of the weights
BROAD = 24  # output channels from which on they are cut
SHARE = 512  # a piece of the backward has at least so many windows, so that adding its dW is worth it


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


@jit
def _finish(rows, scale, b, floor):
    for r in range(len(rows)):
        for c in range(len(b)):
            value = rows[r, c] * scale[c] + b[c]
            rows[r, c] = floor if value < floor else value  # NaN stays NaN


@jit
def _add_rows(rows, total):
    for r in range(len(rows)):
        for c in range(len(total)):
            total[c] += rows[r, c]


def im2col_forward(x, W, b, grid, floor=-np.inf, scale=None):
    """Return y (N, Ho, Wo, Cout), scale (Cout,) times the convolution, plus b, at least floor.

    Shapes    x (N, H, W, Cin) and W (kh, kw, Cin, Cout), contiguous and of one dtype
    """
    Cout = W.shape[3]
    y = np.empty((len(x), *grid.out, Cout), x.dtype)
    bias = np.zeros(Cout, x.dtype) if b is None else b
    last = np.ones(Cout, x.dtype) if scale is None else scale, bias, x.dtype.type(floor)
    way = _forward_by_columns if y.size <= FEW * Cout and Cout >= BROAD else _forward_by_rows
    way(x, W.reshape(-1, Cout), grid, y.reshape(-1, Cout), last)
    return y


def _forward_by_rows(x, matrix, grid, flat, last):
    """flat (N*Ho*Wo, Cout) <- the windows times matrix (kh*kw*Cin, Cout), then scale, bias and floor."""
    packed = pack_columns(matrix)
    (Ho, Wo), Cin, Cout = grid.out, x.shape[3], flat.shape[1]
    rows = x.reshape(len(x) * x.shape[1], x.shape[2] * x.shape[3])  # (N*H, W*Cin)
    plain, block, places = _is_plain(grid), _block(grid, len(matrix)), _places(x, grid)

    def piece(start, stop):
        for first in range(start, stop, block):
            end = min(first + block, stop)
            part = flat[first * Wo : end * Wo]
            if plain:
                columns = x.reshape(-1, Cin)[first * Wo : end * Wo]
            else:
                columns = workspace("columns", (len(part), len(matrix)), x.dtype)
                gather(rows, columns, first, end - first, *places)
            multiply_packed(columns, packed, Cout, part, False)
            _finish(part, *last)

    run_pieces(piece, len(x) * Ho, block)


def _forward_by_columns(x, matrix, grid, flat, last):
    columns = x.reshape(-1, x.shape[3]) if _is_plain(grid) else _all_windows(x, grid, len(matrix))
    if len(flat) <= FEWEST:
        matmul(columns, matrix, flat)
        _finish(flat, *last)
        return
    parts, (scale, bias, floor) = panels(flat.shape[1], x.dtype), last

    def piece(start, stop):
        for c0, n, width in parts[start:stop]:
            run, room = slice(c0, c0 + n), workspace("panel", (len(matrix) * width,), x.dtype)
            pack_columns_into(matrix[:, run], room)
            multiply_packed(columns, room, n, flat[:, run], False)
            _finish(flat[:, run], scale[run], bias[run], floor)

    run_pieces(piece, len(parts), 1)


def _all_windows(x, grid, size):
    (Ho, Wo), places = grid.out, _places(x, grid)
    rows = x.reshape(len(x) * x.shape[1], x.shape[2] * x.shape[3])  # (N*H, W*Cin)
    columns = workspace("all windows", (len(x) * Ho * Wo, size), x.dtype)

    def piece(start, stop):
        gather(rows, columns[start * Wo : stop * Wo], start, stop - start, *places)

    run_pieces(piece, len(x) * Ho, _block(grid, size))
    return columns


def im2col_weight_gradient(dy, x, W, grid):
    """Return dW and db."""
    Cin, Cout = W.shape[2:]
    Ho, Wo = grid.out
    flat = dy.reshape(-1, Cout)  # (N*Ho*Wo, Cout)
    shape = W.size // max(1, Cout), Cout  # (kh*kw*Cin, Cout)
    rows = x.reshape(len(x) * x.shape[1], x.shape[2] * x.shape[3])  # (N*H, W*Cin)
    plain, block, places = _is_plain(grid), _block(grid, shape[0]), _places(x, grid)

    def piece(start, stop):
        dmatrix, db = np.zeros(shape, x.dtype), np.zeros(Cout, x.dtype)
        for first in range(start, stop, block):
            last = min(first + block, stop)
            here = slice(first * Wo, last * Wo)
            part = flat[here]
            if plain:
                columns = x.reshape(-1, Cin)[here]
            else:
                columns = workspace("columns", (len(part), shape[0]), x.dtype)
                gather(rows, columns, first, last - first, *places)
            right = workspace("dy", (panels_size(len(part), Cout, x.itemsize),), x.dtype)
            pack_columns_into(part, right)
            multiply_packed(columns.T, right, Cout, dmatrix, True)
            _add_rows(part, db)
        return dmatrix, db

    sums = run_pieces(piece, len(x) * Ho, max(1, SHARE // max(1, Wo)))
    dmatrix, db = np.zeros(shape, x.dtype), np.zeros(Cout, x.dtype)
    for first, second in sums:
        dmatrix += first
        db += second
    return dmatrix.reshape(W.shape), db


def im2col_input_gradient(dy, x, W, grid):
    """Return dx."""
    Cin, Cout = W.shape[2:]
    Ho, Wo = grid.out
    flat = dy.reshape(-1, Cout)  # (N*Ho*Wo, Cout)
    size = W.size // max(1, Cout)  # kh*kw*Cin
    packed = pack_columns(W.reshape(size, Cout).T)
    plain, block, places = _is_plain(grid), _block(grid, size), _places(x, grid)
    dx = (np.empty if plain else np.zeros)(x.shape, x.dtype)
    rows = dx.reshape(len(x) * x.shape[1], x.shape[2] * x.shape[3])  # (N*H, W*Cin)

    def piece(start, stop):
        """Whole images, because neighbouring windows add to the same pixels."""
        for first in range(start * Ho, stop * Ho, block):
            last = min(first + block, stop * Ho)
            part = flat[first * Wo : last * Wo]
            if plain:
                multiply_packed(part, packed, size, dx.reshape(-1, Cin)[first * Wo : last * Wo], False)
                continue
            columns = workspace("columns", (len(part), size), x.dtype)
            multiply_packed(part, packed, size, columns, False)
            scatter(columns, rows, first, last - first, *places)

    run_pieces(piece, len(x), max(1, PIXELS // max(1, Ho * Wo)))
    return dx
