"""Histograms of labels, block by block: what occurs, and roughly where."""

import math

import numpy as np

from emolab.core import ArgumentError, DataError, ShapeError, formula
from emolab.core.backend import as_array, like

MOST = 2**31  # values that a histogram of one call may have


@formula("zhu2022 step 2", kernel="block_histogram")
def block_counts(codes, labels, blocks):
    """How often each label occurs in each block of a grid that covers the whole image.

    Formula   c_nbl = number of pixels of image n in block b that have label l
              of R rows of blocks, row i ends before pixel row floor((i + 1) H / R); columns alike
    Shapes    codes (N, H, W) -> counts (N, R, S, labels)
    Errors    DataError for a label below 0 or from `labels` on
    """
    N, H, W = codes.shape
    R, S = blocks
    if codes.size and not (codes.min() >= 0 and codes.max() < labels):
        raise DataError(f"codes hold {codes.min()} to {codes.max()}; labels must lie in 0 to {labels - 1}")
    row = block_of(H, R)[:, None]  # (H, 1)
    place = row * S + block_of(W, S)  # (H, W)
    place = place + R * S * np.arange(N)[:, None, None]  # (N, H, W)
    flat = like(codes, place) * labels + codes.astype(np.int64)
    return np.bincount(flat.reshape(-1), minlength=N * R * S * labels).reshape(N, R, S, labels)


def block_of(n, blocks):
    """Which block each of n pixels lies in, along one axis.

    Shapes    n and blocks are numbers -> place (n,)
    """
    ends = np.arange(1, blocks + 1) * n // blocks
    return np.searchsorted(ends, np.arange(n), side="right")


def block_histogram(codes, labels, blocks=(8, 8), weights=None, normalise=True, dtype=float):
    """Histograms of all blocks of label images (H, W) or (..., H, W), weighted and joined, row by row.

    labels     how many labels there are, as `label_count` says
    blocks     rows and columns of the grid; one number stands for both
    weights    one for each block, (rows, columns); None: all 1
    normalise  divide each block's counts by its pixels, so that blocks and images of any size compare
    Formula    x = (w_1 h_1, ..., w_B h_B),  h_b = c_b / sum of c_b
    Shapes     codes (..., H, W) -> x (..., rows * columns * labels)
    Errors     ShapeError for more blocks than pixels; ArgumentError; DataError for labels out of range
    Note       64 blocks of 256 labels are 16,384 values, of 59 labels 3,776. Every pixel counts: sizes of
               blocks differ by at most one row and column.
    """
    codes = checked_codes("block_histogram", codes)
    blocks = checked_blocks("block_histogram", blocks, codes.shape[-2:])
    labels = checked_labels("block_histogram", labels, blocks)
    stack = codes.reshape(math.prod(codes.shape[:-2]), *codes.shape[-2:])  # (N, H, W)
    x = block_counts(stack, labels, blocks).astype(dtype)  # (N, R, S, labels)
    share = np.ones(blocks)
    if normalise:
        sides = (np.bincount(block_of(n, b), minlength=b) for n, b in zip(codes.shape[-2:], blocks))
        share = 1 / np.multiply.outer(*sides)  # (R, S)
    if weights is not None:
        share = share * checked_weights("block_histogram", weights, blocks)
    if normalise or weights is not None:
        x *= like(x, share[..., None], dtype)
    return x.reshape(*codes.shape[:-2], math.prod(x.shape[1:]))


def checked_codes(where, codes):
    """Return label images (..., H, W) as an array of integers, or raise."""
    codes = as_array(codes)
    if codes.ndim < 2 or 0 in codes.shape[-2:]:
        raise ShapeError(f"{where}: codes has shape {codes.shape}; it must be (H, W) or (..., H, W), none 0")
    if codes.dtype.kind not in "iu":
        raise ArgumentError(
            f"{where}: codes has dtype {codes.dtype}; labels are integers, as lbp returns them"
        )
    return codes


def checked_blocks(where, blocks, size):
    """Return blocks as (rows, columns), of which the image holds as many."""
    blocks = blocks if isinstance(blocks, tuple | list) else (blocks, blocks)
    if len(blocks) != 2 or any(not isinstance(b, int | np.integer) or b < 1 for b in blocks):
        raise ArgumentError(f"{where}: blocks must be (rows, columns), whole numbers from 1, not {blocks!r}")
    if any(b > n for b, n in zip(blocks, size)):
        raise ShapeError(
            f"{where}: {blocks[0]} x {blocks[1]} blocks do not fit into {size[0]} x {size[1]} pixels; "
            "use fewer blocks or a larger image"
        )
    return int(blocks[0]), int(blocks[1])


def checked_labels(where, labels, blocks):
    """Return the number of labels, where a histogram of so many can be held."""
    if not isinstance(labels, int | np.integer) or isinstance(labels, bool) or labels < 1:
        raise ArgumentError(f"{where}: labels must be a whole number from 1, not {labels!r}")
    if labels * blocks[0] * blocks[1] > MOST:
        raise ArgumentError(
            f"{where}: {labels} labels in {blocks[0]} x {blocks[1]} blocks are too many for a histogram; "
            "choose the mapping 'uniform' or 'riu2'"
        )
    return int(labels)


def checked_weights(where, weights, blocks):
    """Return weights (rows, columns) as floats, or raise."""
    weights = np.asarray(weights, float)
    if weights.shape != blocks:
        raise ShapeError(
            f"{where}: weights has shape {weights.shape}; it must be {blocks}, one for each block"
        )
    if not (np.isfinite(weights).all() and weights.min() >= 0):
        raise DataError(f"{where}: weights must be finite and not negative")
    return weights
