"""Running median over a window that is kept sorted: one value leaves, one comes in."""

import numpy as np

from emolab.core.errors import ArgumentError
from emolab.core.threads import run_pieces
from emolab.kernels.jit import jit

ROWS = 16  # fewer rows than this are not worth a thread


@jit
def _rows(padded, width, y):
    window = np.empty(width, padded.dtype)
    for r in range(padded.shape[0]):
        row = padded[r]
        window[:] = np.sort(row[:width])
        y[r, 0] = window[width // 2]
        for n in range(1, y.shape[1]):
            gone, new = row[n - 1], row[n + width - 1]
            if gone != new:
                low, high = 0, width - 1
                while low < high:  # the place of the one that leaves
                    middle = (low + high) // 2
                    if window[middle] < gone:
                        low = middle + 1
                    else:
                        high = middle
                if new > gone:
                    while low < width - 1 and window[low + 1] < new:
                        window[low] = window[low + 1]
                        low += 1
                else:
                    while low > 0 and window[low - 1] > new:
                        window[low] = window[low - 1]
                        low -= 1
                window[low] = new
            y[r, n] = window[width // 2]


def median_filter(x, width, axis=-1):
    if isinstance(width, bool) or width != int(width) or width < 1:
        raise ArgumentError(f"median_filter: width: must be a whole number of at least 1, not {width!r}")
    width = int(width)
    if width % 2 == 0:
        raise ArgumentError(f"median_filter: width is {width}; an odd number has a middle")
    if x.size == 0:
        return x.copy()
    moved = np.moveaxis(x, axis, -1)
    rows = moved.reshape(-1, moved.shape[-1])
    padded = np.pad(rows, ((0, 0), (width // 2, width // 2)), mode="symmetric")
    y = np.empty(rows.shape, x.dtype)
    run_pieces(lambda a, b: _rows(padded[a:b], width, y[a:b]), len(rows), ROWS)
    return np.moveaxis(y.reshape(moved.shape), -1, axis)
