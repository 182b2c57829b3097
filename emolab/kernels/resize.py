"""Resizing by the few old pixels that each new one needs, in one pass over the old ones."""

import numpy as np

from emolab.core.threads import run_pieces
from emolab.kernels.jit import jit

HALF = 0.5 + 1e-9


def resize_stack(images, size, method="bilinear", antialias=True):
    N, H, W, C = images.shape
    images = np.ascontiguousarray(images)
    dtype = images.dtype if images.dtype.kind == "f" else np.dtype(float)
    row_starts, row_weights = _taps(H, size[0], method, antialias, dtype)
    column_starts, column_weights = _taps(W, size[1], method, antialias, dtype)
    y = np.empty((N * size[0], size[1], C), images.dtype)
    whole = images.dtype.kind != "f"

    def piece(start, stop):
        line = np.empty((W, C), dtype)
        cell = np.empty(C, dtype)
        _rows(
            images, start, stop, row_starts, row_weights, column_starts, column_weights, line, cell, y, whole
        )

    run_pieces(piece, N * size[0])
    return y.reshape(N, *size, C)


def _taps(n, m, method, antialias, dtype):
    """First old pixel of each new one (m,), and the weights from there on (m, taps)."""
    scale = n / m
    centre = (np.arange(m) + 0.5) * scale - 0.5
    if method == "nearest":
        return np.minimum(np.floor(centre + 0.5), n - 1).astype(np.int64), np.ones((m, 1), dtype)
    if method == "area":
        first, reach = np.floor(np.arange(m) * scale), int(np.ceil(scale)) + 1
    else:
        width = max(1.0, scale) if antialias else 1.0
        if width == 1:
            centre = np.clip(centre, 0, n - 1)
        first, reach = np.ceil(centre - width), int(np.floor(2 * width)) + 1
    reach = min(reach, n)
    starts = np.clip(first, 0, n - reach).astype(np.int64)
    old = starts[:, None] + np.arange(reach)
    if method == "area":
        left = np.arange(m)[:, None] * scale
        weights = np.maximum(np.minimum(left + scale, old + 1) - np.maximum(left, old), 0)
    else:
        weights = np.maximum(0, 1 - np.abs(old - centre[:, None]) / width)
    return starts, (weights / weights.sum(axis=1, keepdims=True)).astype(dtype)


@jit
def _rows(images, start, stop, row_starts, row_weights, column_starts, column_weights, line, cell, y, whole):
    height = len(row_starts)
    W, C = line.shape
    for r in range(start, stop):
        n, i = r // height, r % height
        line[:] = 0
        for tap in range(row_weights.shape[1]):
            weight = row_weights[i, tap]
            if weight != 0:
                old = images[n, row_starts[i] + tap]
                for j in range(W):
                    for c in range(C):
                        line[j, c] += weight * old[j, c]
        for j in range(y.shape[1]):
            cell[:] = 0
            for tap in range(column_weights.shape[1]):
                for c in range(C):
                    cell[c] += column_weights[j, tap] * line[column_starts[j] + tap, c]
            for c in range(C):
                y[r, j, c] = np.floor(cell[c] + HALF) if whole else cell[c]
