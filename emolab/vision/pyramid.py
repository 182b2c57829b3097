"""An image pyramid: an image in smaller and smaller sizes, so that one window meets faces of all sizes."""

import math

import numpy as np

from emolab.core import ArgumentError
from emolab.vision.resize import resize

MAX_PIXELS = 200_000_000  # of one level; an enlargement beyond is a slip


def pyramid_sizes(shape, window, step=1.2, min_size=None, max_size=None, border=0):
    """Sizes of the levels, largest first, such that a window of `window` pixels stands for
    min_size, min_size step, min_size step^2 ... pixels of the image.

    shape      (H, W)
    min_size   pixels; None: the window's own, so that nothing is enlarged
    max_size   pixels; None: as large as the image
    border     pixels that are added around each level; levels stop where the window fits no longer
    Formula    H_k = round(H window / (min_size step^k)), the same for W
    Returns    list of (height, width), empty where the window is larger than the image
    Errors     ArgumentError for a step of 1 or less, or a min_size that asks for an absurd enlargement
    """
    smallest = float(window if min_size is None else min_size)
    largest = math.inf if max_size is None else float(max_size)
    if not 1 < step <= 10:
        raise ArgumentError(f"pyramid_sizes: step must be above 1 and at most 10, not {step!r}")
    if not 0 < smallest <= largest or math.isinf(smallest):
        raise ArgumentError(
            f"pyramid_sizes: min_size={min_size!r}, max_size={max_size!r}; it takes 0 < min_size <= max_size"
        )
    if math.prod(shape) * (window / smallest) ** 2 > MAX_PIXELS:
        raise ArgumentError(
            f"pyramid_sizes: min_size={min_size!r} would enlarge {shape[0]} x {shape[1]} pixels "
            f"{window / smallest:.3g} times; choose a larger one"
        )
    sizes, k = [], 0
    while smallest * step**k <= largest * (1 + 1e-9):
        shrink = window / (smallest * step**k)
        size = tuple(max(1, math.floor(side * shrink + 0.5)) for side in shape)
        if min(size) + 2 * border < window:
            break
        sizes.append(size)
        k += 1
    return sizes


def image_pyramid(image, sizes, border=0):
    """Yield the image (H, W) in each size, with a border of repeated pixels, and the factors back.

    Returns   level (H_k + 2 border, W_k + 2 border), (H / H_k, W / W_k): a place y in the level is the place
              (y - border) H / H_k in the image
    Note      Each level is made from the image itself, not from the level before: nothing blurs twice.
    """
    for size in sizes:
        level = image if size == image.shape else resize(image, size)
        factors = image.shape[0] / size[0], image.shape[1] / size[1]
        yield np.pad(level, border, mode="edge"), factors
