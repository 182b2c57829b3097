"""Local binary pattern histograms as OpenCV's face recogniser has them, and its distance."""

import numpy as np

from emolab.core import formula
from emolab.vision.block_histogram import block_histogram, checked_blocks
from emolab.vision.lbp import lbp


def lbph(image, points=8, radius=1, grid=(8, 8), dtype=float):
    """Joined histograms of a grey face (H, W), or of each of a stack (..., H, W).

    grid       cells as (rows, columns)
    Formula    labels of the pixels whose whole circle lies in the image, mapping "default"
               cells of floor(H' / rows) x floor(W' / columns) pixels, what is left over is left out
               each cell's counts over its pixels, joined row by row
    Shapes     image (..., H, W) -> h (..., rows * columns * 2^P)
    Source     OpenCV 4, cv2.face.LBPHFaceRecognizer; whole radii there
    Note       OpenCV compares interpolated values in single precision within 1.2e-7, so that ties may fall
               either way there; here they are exact.
    """
    codes = lbp(image, points, radius, "default", "crop")
    rows, columns = checked_blocks("lbph", grid, codes.shape[-2:])
    high, wide = codes.shape[-2] // rows * rows, codes.shape[-1] // columns * columns
    return block_histogram(codes[..., :high, :wide], 2**points, (rows, columns), None, True, dtype)


@formula("zhu2022 Table 1, row 3")
def chi_square_distance(a, b):
    """Chi-square distance of histograms, as LBPH compares faces.

    Formula   d = 2 sum over l of (a_l - b_l)^2 / (a_l + b_l), empty bins left out
    Shapes    a (..., L), b (..., L) -> d (...)
    """
    total = a + b
    return 2 * ((a - b) ** 2 / np.where(total == 0, 1, total)).sum(axis=-1)
