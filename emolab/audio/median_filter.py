"""The median filter: each value becomes the middle one of its neighbours."""

import numpy as np

from emolab.audio.options import whole
from emolab.core import ArgumentError, formula


@formula(kernel="median_filter")
def median_filter(x, width, axis=-1):
    """Running median along one axis, the ends mirrored.

    width     odd number of values in the window
    Formula   y[n] = median of x[n - h] .. x[n + h],  h = (width - 1) / 2,  x[-1 - i] = x[i] at the ends
    Shapes    x (..., N) -> y (..., N)
    Errors    ArgumentError for an even width
    Note      A ridge thinner than half the window vanishes; an edge stays where it is.
    """
    width = whole("median_filter: width", width)
    if width % 2 == 0:
        raise ArgumentError(f"median_filter: width is {width}; an odd number has a middle")
    if x.size == 0:
        return x.copy()
    sides = [(0, 0)] * x.ndim
    sides[axis] = (width // 2, width // 2)
    padded = np.pad(x, sides, mode="symmetric")
    windows = np.lib.stride_tricks.sliding_window_view(padded, width, axis=axis)  # (..., N, width)
    return np.median(windows, axis=-1)
