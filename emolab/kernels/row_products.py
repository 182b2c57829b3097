"""Convolution as products of whole rows, without laying out any window.

With channels last the kw pixels under one row of the kernel are one run of kw * Cin numbers, and the run of
the next output begins sw * Cin numbers later: a row of the image, padded, already is the matrix of windows
(Wo, kw Cin), with rows that overlap in memory. So y(u) = sum over i of X(u sh + i) W(i), kh products of
(Wo, kw Cin) with (kw Cin, Cout); dW(i) is X^T dy; and with stride 1, dx is such a convolution of dy.
"""

import numpy as np

from emolab.core.threads import run_pieces
from emolab.kernels.jit import jit
from emolab.kernels.packed_product import pack_columns_into
from emolab.kernels.panel_product import multiply_panel, panels
from emolab.kernels.workspace import workspace

ROWS = 8  # output rows of a piece at least
SHARE = 512  # outputs of a piece of dW at least, so that adding its dW is worth it


@jit
def _padded_row(x, n, h, left, buffer, kept):
    """Return where row h of image n stands in buffer (slots, width), after a copy if it is not there yet."""
    H, W, C = x.shape[1:]
    slot = h % len(kept)
    if kept[slot] != n * H + h:
        kept[slot] = n * H + h
        target = buffer[slot]
        for w in range(min(W, target.size // C - left)):
            for c in range(C):
                target[(left + w) * C + c] = x[n, h, w, c]
    return slot * buffer.shape[1]


@jit
def _forward(
    x, packed, plane, parts, scale, bias, floor, y, start, stop, kw, sh, sw, top, left, buffer, kept
):  # fmt: skip
    (Ho, Wo, Cout), (H, C) = y.shape[1:], x.shape[1::2]
    K, pitch = kw * C, sw * C
    buffer[:] = 0
    kept[:] = -1
    for r in range(start, stop):
        n, u = r // Ho, r % Ho
        row = y[n, u]
        row[:] = 0
        for i in range(len(kept)):
            h = u * sh - top + i
            if h < 0 or h >= H:
                continue
            at = _padded_row(x, n, h, left, buffer, kept)
            for p in range(len(parts)):
                c0, columns, width = parts[p]
                multiply_panel(
                    buffer, at, pitch, 1, Wo, K, packed, i * plane + c0 * K, width, columns,
                    y, r * Wo * Cout + c0, Cout, True,
                )  # fmt: skip
        for v in range(Wo):
            for c in range(Cout):
                value = row[v, c] * scale[c] + bias[c]
                row[v, c] = floor if value < floor else value  # NaN stays NaN


@jit
def _weight_gradient(x, dy, parts, dW, db, start, stop, sh, sw, top, left, buffer, kept, panel):
    (Ho, Wo, Cout), (H, C) = dy.shape[1:], x.shape[1::2]
    K, pitch = dW.shape[1] * C, sw * C
    buffer[:] = 0
    kept[:] = -1
    for r in range(start, stop):
        n, u = r // Ho, r % Ho
        row = dy[n, u]
        pack_columns_into(row, panel)
        for v in range(Wo):
            for c in range(Cout):
                db[c] += row[v, c]
        for i in range(len(kept)):
            h = u * sh - top + i
            if h < 0 or h >= H:
                continue
            at = _padded_row(x, n, h, left, buffer, kept)
            for p in range(len(parts)):
                c0, columns, width = parts[p]
                multiply_panel(
                    buffer, at, 1, pitch, K, Wo, panel, c0 * Wo, width, columns,
                    dW, i * K * Cout + c0, Cout, True,
                )  # fmt: skip


def _buffer(grid, C, dtype):
    width = ((grid.out[1] - 1) * grid.stride[1] + grid.kernel[1]) * C
    return workspace("rows", (grid.kernel[0], width), dtype), np.empty(grid.kernel[0], np.int64)


def rows_forward(x, W, b, grid, floor=-np.inf, scale=None):
    """Return y (N, Ho, Wo, Cout), scale (Cout,) times the convolution, plus b, at least floor.

    Shapes    x (N, H, W, Cin) and W (kh, kw, Cin, Cout), contiguous and of one dtype
    """
    (kh, kw), Cout, dtype = grid.kernel, W.shape[3], x.dtype
    parts = panels(Cout, dtype)
    matrices = W.reshape(kh, -1, Cout)  # (kh, kw*Cin, Cout)
    plane = matrices.shape[1] * int(parts[:, 2].sum())
    packed = workspace("packed rows", (kh * plane,), dtype)
    for i in range(kh):
        pack_columns_into(matrices[i], packed[i * plane : (i + 1) * plane])
    scale = np.ones(Cout, dtype) if scale is None else scale
    bias, floor = np.zeros(Cout, dtype) if b is None else b, dtype.type(floor)
    y = np.empty((len(x), *grid.out, Cout), dtype)

    def piece(start, stop):
        places = (kw, *grid.stride, *grid.before, *_buffer(grid, x.shape[3], dtype))
        _forward(x, packed, plane, parts, scale, bias, floor, y, start, stop, *places)

    run_pieces(piece, len(x) * grid.out[0], ROWS)
    return y


def rows_weight_gradient(dy, x, W, grid):
    """Return dW and db."""
    Cout, dtype = W.shape[3], x.dtype
    Ho, Wo = grid.out
    parts = panels(Cout, dtype)

    def piece(start, stop):
        dW, db = np.zeros(W.shape, dtype), np.zeros(Cout, dtype)
        panel = workspace("dy", (Wo * int(parts[:, 2].sum()),), dtype)
        places = (*grid.stride, *grid.before, *_buffer(grid, x.shape[3], dtype))
        _weight_gradient(x, dy, parts, dW, db, start, stop, *places, panel)
        return dW, db

    sums = run_pieces(piece, len(x) * Ho, -(-SHARE // Wo))
    dW, db = sums[0]
    for other, part in sums[1:]:
        dW += other
        db += part
    return dW, db


def rows_input_gradient(dy, x, W, grid):
    """Return dx for stride 1 and a padding smaller than the kernel."""
    taps = np.ascontiguousarray(W[::-1, ::-1].transpose(0, 1, 3, 2))  # (kh, kw, Cout, Cin)
    before = tuple(k - 1 - b for k, b in zip(grid.kernel, grid.before))
    return rows_forward(dy, taps, None, grid._replace(before=before, out=x.shape[1:3]))
