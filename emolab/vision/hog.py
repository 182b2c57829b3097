"""Histograms of oriented gradients: cells, then normalised blocks, in two named conventions."""

import functools
import math

import numpy as np

from emolab.core import ArgumentError, DataError, ShapeError
from emolab.core.backend import as_array, like
from emolab.core.checks import one_of
from emolab.vision.hog_blocks import checked_pair, normalise_blocks
from emolab.vision.hog_histograms import VOTES, orientation_histograms

HOG_CONVENTIONS = ("skimage", "dalal-triggs")
SPREADS = ("box", "bilinear")
LARGEST = 1e15  # squares of gradients stay within float32


@functools.lru_cache(64)
def cell_weights(n, cell, spread="box"):
    """How much each of n pixels gives to each whole cell along one axis.

    Formula   box: 1 / cell inside the cell
              bilinear: max(0, 1 - |pixel's centre - cell's centre| / cell) / cell
    Shapes    n and cell are numbers -> weights (n // cell, n)
    """
    cells = np.arange(n // cell)[:, None]  # (cells, 1)
    pixels = np.arange(n)
    if spread == "box":
        weights = (pixels // cell == cells) / cell
    else:
        distance = np.abs(pixels + 0.5 - (cells + 0.5) * cell)
        weights = np.maximum(0, 1 - distance / cell) / cell
    weights.flags.writeable = False
    return weights


def hog_cells(image, cell=(8, 8), orientations=9, votes="nearest", spread="box", root=False, dtype=None):
    """Histograms of gradient directions in each whole cell of an image (H, W) or (H, W, C).

    cell      pixels as (rows, columns); one number stands for both. What is left over at the right and
              below votes for no cell
    votes     "nearest": a pixel votes for the bin that holds its direction;  "linear": for the two nearest
    spread    "box": for the cell that holds it;  "bilinear": for the four nearest
    root      take the square root of the grey levels first
    dtype     None: a float image keeps its own, integers become float32
    Formula   h = mean over the cell of |gradient| in each of K bins over 0 to 180 degrees
    Shapes    image (H, W) or (H, W, C) -> cells (H // cell, W // cell, K)
    Errors    ShapeError for an image smaller than a cell; DataError for NaN; ArgumentError
    Note      Of several channels the one with the largest gradient votes. Cells depend on their own pixels
              and their neighbours alone: for a window that slides by whole cells compute them once.
    """
    image, cell = checked_picture("hog_cells", image, root, dtype), checked_pair("hog_cells", "cell", cell)
    one_of("hog_cells: votes", votes, VOTES)
    one_of("hog_cells: spread", spread, SPREADS)
    if any(n < c for n, c in zip(image.shape, cell)):
        raise ShapeError(
            f"hog_cells: a cell of {cell[0]} x {cell[1]} pixels does not fit into {image.shape[0]} x "
            f"{image.shape[1]}; enlarge the image or shrink the cell"
        )
    rows, columns = (like(image, cell_weights(n, c, spread)) for n, c in zip(image.shape, cell))
    return orientation_histograms(
        image, rows, columns, checked_orientations("hog_cells", orientations), votes
    )


def hog(image, convention="skimage", *, orientations=9, cell=(8, 8), block=None, norm=None, root=None,
        flat=True, dtype=None):  # fmt: skip
    """Histograms of oriented gradients of an image (H, W) or (H, W, C) as one vector.

    convention   "skimage": hard votes, blocks of 3 x 3 cells, L2-Hys with epsilon 1e-5, as scikit-image 0.26
                 "dalal-triggs": square root of the grey levels, votes shared between bins and cells,
                 Gaussian weights, blocks of 2 x 2 cells, as OpenCV 4; see `dalal_triggs_blocks`
    block, norm, root   None: as the convention has it; norms are in `normalise_histograms`
    flat         False keeps the shape (R, S, B, C, K): place of the block, cell in it, bin
    dtype        None: a float image keeps its own, integers become float32
    Shapes    image (H, W) or (H, W, C) -> features (R * S * B * C * K,)
    Units     skimage: any scale. dalal-triggs: grey levels 0 to 255, because of the constants in its norm
    Errors    ShapeError for an image that holds no block or has 2 or 4 channels; DataError for NaN
    """
    one_of("hog: convention", convention, HOG_CONVENTIONS)
    if convention == "skimage":
        cells = hog_cells(image, cell, orientations, root=bool(root), dtype=dtype)
        blocks = normalise_blocks(cells, 3 if block is None else block, "L2-Hys" if norm is None else norm)
    else:
        from emolab.vision.dalal_triggs import dalal_triggs_blocks

        blocks = dalal_triggs_blocks(
            image, cell, 2 if block is None else block, orientations, "opencv" if norm is None else norm,
            root is None or bool(root), dtype=dtype,
        )  # fmt: skip
    return blocks.reshape(-1) if flat else blocks


def checked_picture(where, image, root, dtype):
    """Return the image as floats (H, W, C), with the square root taken where it is asked for."""
    image = as_array(image)
    if image.ndim not in (2, 3) or 0 in image.shape or image.ndim == 3 and image.shape[2] not in (1, 3):
        mend = (
            "; lay its alpha over a background first, as read_image does" if image.shape[-1:] == (4,) else ""
        )
        raise ShapeError(f"{where}: image has shape {image.shape}; it must be (H, W) or (H, W, 3){mend}")
    if image.dtype.kind not in "biuf":
        raise ArgumentError(f"{where}: image has dtype {image.dtype}; it must be of integers or floats")
    wanted = np.dtype(dtype if dtype is not None else image.dtype if image.dtype.kind == "f" else np.float32)
    if wanted not in (np.float32, np.float64):
        wanted = np.dtype(np.float32 if wanted == np.float16 else np.float64)
    if image.dtype.kind == "f":
        low, high = float(image.min()), float(image.max())
        if not math.isfinite(high - low):
            raise DataError(f"{where}: image holds {np.sum(~np.isfinite(image))} pixels of NaN or infinity")
        if max(-low, high) > LARGEST:
            raise DataError(f"{where}: image holds values beyond {LARGEST:g}; scale it to 0 to 255")
    if root:
        if image.min() < 0:
            raise DataError(
                f"{where}: root=True takes no negative grey levels; the smallest is {image.min()}"
            )
        image = np.sqrt(image, dtype=wanted)
    image = image.astype(wanted, copy=False)
    return image if image.ndim == 3 else image[..., None]


def checked_orientations(where, orientations):
    """Return the number of bins as a whole number from 1 to 255."""
    whole = isinstance(orientations, int | np.integer) and not isinstance(orientations, bool)
    if not whole or not 1 <= orientations <= 255:
        raise ArgumentError(
            f"{where}: orientations must be a whole number from 1 to 255, not {orientations!r}"
        )
    return int(orientations)
