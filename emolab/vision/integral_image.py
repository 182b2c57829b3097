"""Sums over any upright box in four look-ups."""

import numpy as np

from emolab.core import formula


@formula("gu2025 face detection", kernel="integral_image")
def integral_image(image):
    """Sums of all pixels above and to the left, with a first row and column of 0.

    Formula   S_ij = sum over r < i and c < j of x_rc
    Shapes    image (H, W) -> S (H+1, W+1)
    Note      Integers are summed as int64, exactly; floats as float64.
    """
    dtype = float if image.dtype.kind == "f" else np.int64
    S = np.zeros_like(image, dtype=dtype, shape=(image.shape[0] + 1, image.shape[1] + 1))
    S[1:, 1:] = image.cumsum(axis=0, dtype=dtype).cumsum(axis=1)
    return S


@formula("gu2025 face detection")
def box_sum(S, top, left, height, width):
    """Sums of boxes from an integral image; places and sizes are numbers or arrays that fit together.

    Formula   S_(t+h, l+w) - S_(t, l+w) - S_(t+h, l) + S_(t, l)
    Shapes    S (H, W) -> sums (...)
    """
    return S[top + height, left + width] - S[top, left + width] - S[top + height, left] + S[top, left]
