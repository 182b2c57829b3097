"""How windows lie on one or two axes: padding, stride and number of places, for convolution and pooling."""

import operator
from typing import NamedTuple

import numpy as np

from emolab.core.errors import ArgumentError, ShapeError

NAMES = {1: ("time",), 2: ("height", "width")}


class Grid(NamedTuple):
    """Where the windows lie; each field has one entry for each axis."""

    kernel: tuple  # size of the window
    stride: tuple  # steps from one window to the next
    before: tuple  # padding before the axis: top, left
    after: tuple  # padding after the axis: bottom, right
    out: tuple  # number of windows


def window_grid(where, sizes, kernel, stride=1, padding="valid"):
    """Resolve stride and padding for axes of the given sizes.

    Formula   out = floor((size + before + after - kernel) / stride) + 1
    padding   "valid": none;  "same": out = ceil(size / stride), the odd one after the axis, as Keras and
              TensorFlow place it;  a number: that many on each side;  (before, after) for each axis in
              one tuple, such as (top, bottom, left, right)
    Errors    ArgumentError for a bad option; ShapeError, which names the axis, where no window fits
    """
    axes = len(sizes)
    kernel = _whole(where, "the kernel size", kernel, axes, 1)
    stride = _whole(where, "stride", stride, axes, 1)
    if isinstance(padding, str):
        if padding not in ("valid", "same"):
            raise ArgumentError(f"{where}: padding {padding!r} is not known; use 'valid', 'same' or numbers")
        total = [0] * axes
        if padding == "same":
            total = [max((-(-n // s) - 1) * s + k - n, 0) for n, k, s in zip(sizes, kernel, stride)]
        before = tuple(t // 2 for t in total)
        after = tuple(t - b for t, b in zip(total, before))
    else:
        sides = _whole(where, "padding", padding, 2 * axes, 0)
        before, after = sides[::2], sides[1::2]
    out = tuple((n + b + a - k) // s + 1 for n, b, a, k, s in zip(sizes, before, after, kernel, stride))
    for i, n in enumerate(sizes):
        if n + before[i] + after[i] < kernel[i]:
            raise ShapeError(
                f"{where}: the kernel covers {kernel[i]} along axis {i + 1} ({NAMES[axes][i]}), but x has "
                f"only {n}, padded with {before[i]} + {after[i]}; enlarge x or padding, or shrink the kernel"
            )
    return Grid(kernel, stride, before, after, out)


def pooling_grid(where, sizes, size, stride, padding):
    """Resolve as `window_grid`, for pooling: stride None means the window's size.

    Errors    ArgumentError where a window could lie wholly in the padding
    """
    grid = window_grid(where, sizes, size, size if stride is None else stride, padding)
    for i, k in enumerate(grid.kernel):
        widest = max(grid.before[i], grid.after[i])
        if widest >= k or sizes[i] == 0:
            name = NAMES[len(sizes)][i]
            raise ArgumentError(
                f"{where}: along axis {i + 1} ({name}) a window of {k} could lie wholly in the padding of "
                f"{widest}; there it has nothing to pool. Use a padding below {k}"
            )
    return grid


def _whole(where, what, value, count, least):
    """Return a tuple of `count` whole numbers; one number stands for all."""
    values = tuple(value) if isinstance(value, tuple | list) else (value,) * count
    try:
        values = tuple(operator.index(v) for v in values)
    except TypeError:
        values = ()
    if len(values) != count or min(values) < least:
        raise ArgumentError(
            f"{where}: {what} must be a whole number from {least}, or {count} of them, not {value!r}"
        )
    return values


def pad(x, grid, value=0):
    """Return x (N, axes, C) with the grid's padding around its axes; x itself where there is none."""
    if not any(grid.before) and not any(grid.after):
        return x
    return np.pad(x, [(0, 0), *zip(grid.before, grid.after), (0, 0)], constant_values=value)


def crop(padded, grid):
    """Take the grid's padding away again, as a view."""
    inner = [slice(b, n - a) for b, a, n in zip(grid.before, grid.after, padded.shape[1:-1])]
    return padded[(slice(None), *inner)]


def seen(padded, tap, grid):
    """Return what one tap of the kernel sees in all windows: a view (N, out, C) that may be written to."""
    places = [slice(t, t + (o - 1) * s + 1, s) for t, o, s in zip(tap, grid.out, grid.stride)]
    return padded[(slice(None), *places)]
