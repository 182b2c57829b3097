"""Blocks of cells, each normalised: what makes HOG blind to brightness and contrast."""

import numpy as np

from emolab.core import ArgumentError, ShapeError, formula
from emolab.core.backend import as_array
from emolab.core.checks import one_of

NORMS = ("L1", "L1-sqrt", "L2", "L2-Hys", "opencv")
CLIP = 0.2


@formula("gu2025 HOG", kernel="hog_blocks")
def normalise_histograms(blocks, norm="L2-Hys", epsilon=1e-5):
    """Normalise each block, the values of its cells together.

    Formula   L1:       v / (|v|_1 + e)
              L1-sqrt:  sqrt(v / (|v|_1 + e))
              L2:       v / sqrt(|v|_2^2 + e^2)
              L2-Hys:   L2, then no value above 0.2, then L2 again
              opencv:   v / (|v|_2 + n / 10), no value above 0.2, then v / (|v|_2 + 1/1000), n values
    Shapes    blocks (R, S, B, C, K) -> normalised (R, S, B, C, K)
    Source    Dalal and Triggs 2005, section 6.4; scikit-image's epsilon 1e-5; OpenCV's HOGDescriptor
    Note      `epsilon` is not used by "opencv", whose constants belong to grey levels of 0 to 255.
    """
    axes = (2, 3, 4)
    if norm in ("L1", "L1-sqrt"):
        v = blocks / (np.abs(blocks).sum(axis=axes, keepdims=True) + epsilon)
        return np.sqrt(v) if norm == "L1-sqrt" else v

    def length(v):
        return np.sqrt((v**2).sum(axis=axes, keepdims=True))

    if norm == "opencv":
        v = np.minimum(blocks / (length(blocks) + 0.1 * np.prod(blocks.shape[2:])), CLIP)
        return (v / (length(v) + 1e-3)).astype(blocks.dtype)
    v = blocks / np.sqrt(length(blocks) ** 2 + epsilon**2)
    if norm == "L2-Hys":
        v = np.minimum(v, CLIP)
        v = v / np.sqrt(length(v) ** 2 + epsilon**2)
    return v


def blocks_of(cells, block=(3, 3)):
    """All overlapping blocks of a grid of cells, one cell apart: a view, no copy.

    Shapes    cells (R, S, K) -> blocks (R-B+1, S-C+1, B, C, K)
    Errors    ShapeError where no block fits; ArgumentError
    """
    cells, block = as_array(cells), checked_pair("blocks_of", "block", block)
    if cells.ndim != 3:
        raise ShapeError(
            f"blocks_of: cells has shape {cells.shape}; it must be (rows, columns, orientations)"
        )
    if any(n < b for n, b in zip(cells.shape, block)):
        raise ShapeError(
            f"blocks_of: a block of {block[0]} x {block[1]} cells does not fit into {cells.shape[0]} x "
            f"{cells.shape[1]} cells; use a larger image, smaller cells or smaller blocks"
        )
    return np.lib.stride_tricks.sliding_window_view(cells, block, (0, 1)).transpose(0, 1, 3, 4, 2)


def normalise_blocks(cells, block=(3, 3), norm="L2-Hys", epsilon=1e-5):
    """All overlapping blocks of a grid of cells, each normalised.

    block     cells as (rows, columns); one number stands for both
    norm      "L1", "L1-sqrt", "L2", "L2-Hys" or "opencv"; see `normalise_histograms`
    Shapes    cells (R, S, K) -> blocks (R-B+1, S-C+1, B, C, K)
    Note      A window of the image that starts on a cell is a slice of this: blocks[r : r + h, s : s + w].
    """
    one_of("normalise_blocks: norm", norm, NORMS)
    cells = as_array(cells)
    if cells.dtype.kind != "f":
        raise ArgumentError(f"normalise_blocks: cells has dtype {cells.dtype}; histograms are floats")
    if not epsilon > 0:
        raise ArgumentError(
            f"normalise_blocks: epsilon must be above 0, not {epsilon!r}: some blocks are empty"
        )
    return normalise_histograms(blocks_of(cells, block), norm, epsilon)


def checked_pair(where, name, value):
    """Return (rows, columns) as whole numbers from 1; one number stands for both."""
    pair = value if isinstance(value, tuple | list) else (value, value)
    if len(pair) != 2 or any(not isinstance(n, int | np.integer) or n < 1 for n in pair):
        raise ArgumentError(f"{where}: {name} must be (rows, columns), whole numbers from 1, not {value!r}")
    return int(pair[0]), int(pair[1])
