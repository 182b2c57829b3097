"""HOG as Dalal and Triggs had it: a Gaussian over each block, votes shared between its cells."""

import functools

import numpy as np

from emolab.core import ArgumentError, ShapeError
from emolab.core.backend import like
from emolab.core.checks import one_of
from emolab.vision.hog import checked_orientations, checked_picture
from emolab.vision.hog_blocks import NORMS, checked_pair, normalise_histograms
from emolab.vision.hog_histograms import orientation_histograms

WINDOW = (128, 64)


@functools.lru_cache(64)
def dalal_triggs_weights(n, cell, block, sigma):
    """How much each of n pixels gives to each cell of each block along one axis; blocks lie a cell apart.

    Formula   with x the pixel's place in the block, L = block * cell its length, c the cell's number:
              exp(-(x - L/2)^2 / (2 sigma^2)) max(0, 1 - |x + 1/2 - (c + 1/2) cell| / cell)
    Shapes    n, cell, block and sigma are numbers -> weights (blocks * block, n)
    Note      The Gaussian's middle is at pixel L/2, half a pixel off the block's, as in OpenCV.
    """
    length = block * cell
    x = np.arange(length)
    gauss = np.exp(-((x - length / 2) ** 2) / (2 * sigma**2))
    share = np.maximum(0, 1 - np.abs(x + 0.5 - (np.arange(block)[:, None] + 0.5) * cell) / cell)
    one = gauss * share  # (block, length)
    blocks = (n - length) // cell + 1
    weights = np.zeros((blocks, block, n))
    for i in range(blocks):
        weights[i, :, i * cell : i * cell + length] = one
    weights.flags.writeable = False
    return weights.reshape(-1, n)


def dalal_triggs_blocks(image, cell=(8, 8), block=(2, 2), orientations=9, norm="opencv", root=True,
                        sigma=None, dtype=None):  # fmt: skip
    """Normalised blocks of an image of any size; a window is a slice of them.

    cell      pixels, block   cells, each as (rows, columns); blocks overlap, one cell apart
    norm      "opencv", or one of `normalise_histograms`
    root      take the square root of the grey levels first
    sigma     of the Gaussian in pixels; None: a quarter of the block's side, OpenCV's 4 at 16 pixels. Dalal
              and Triggs took half
    Formula   votes linear in the direction, bilinear in the cells of the block, times the Gaussian
    Shapes    image (H, W) or (H, W, C) -> blocks (R, S, B, C, K)
    Units     grey levels 0 to 255, because of the constants in OpenCV's norm
    Source    Dalal and Triggs 2005; cv2.HOGDescriptor 4, whose vector runs down the columns first:
              blocks.transpose(1, 0, 3, 2, 4).reshape(-1)
    """
    image = checked_picture("dalal_triggs_blocks", image, root, dtype)
    cell = checked_pair("dalal_triggs_blocks", "cell", cell)
    block = checked_pair("dalal_triggs_blocks", "block", block)
    one_of("dalal_triggs_blocks: norm", norm, NORMS)
    K = checked_orientations("dalal_triggs_blocks", orientations)
    sides = [b * c for b, c in zip(block, cell)]
    if any(n < side for n, side in zip(image.shape, sides)):
        raise ShapeError(
            f"dalal_triggs_blocks: a block of {sides[0]} x {sides[1]} pixels does not fit into "
            f"{image.shape[0]} x {image.shape[1]}; enlarge the image or shrink cell or block"
        )
    if sigma is None:
        sigma = sum(sides) / 8
    if not isinstance(sigma, int | float | np.number) or not 0 < sigma < np.inf:
        raise ArgumentError(f"dalal_triggs_blocks: sigma must be above 0 and finite, not {sigma!r}")
    sizes = zip(image.shape, cell, block)
    rows, columns = (like(image, dalal_triggs_weights(n, c, b, float(sigma))) for n, c, b in sizes)
    h = orientation_histograms(image, rows, columns, K, "linear")  # (R B, S C, K)
    h = h.reshape(len(rows) // block[0], block[0], len(columns) // block[1], block[1], K)
    return normalise_histograms(h.transpose(0, 2, 1, 3, 4), norm)


def dalal_triggs(window, dtype=None):
    """The 3,780 values of a window of 128 rows and 64 columns, in OpenCV's order.

    Formula   15 x 7 blocks of 2 x 2 cells of 8 x 8 pixels, 9 bins: 105 * 4 * 9 = 3,780
    Shapes    window (128, 64) or (128, 64, 3) -> features (3780,)
    Source    the defaults of cv2.HOGDescriptor 4
    """
    window = np.asarray(window)
    if window.shape[:2] != WINDOW:
        raise ShapeError(f"dalal_triggs: window has shape {window.shape}; it must be of 128 rows, 64 columns")
    return dalal_triggs_blocks(window, dtype=dtype).transpose(1, 0, 3, 2, 4).reshape(-1)
