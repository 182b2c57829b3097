"""Grey from colour: how bright the eye finds each pixel."""

import numpy as np

from emolab.core import formula
from emolab.core.backend import like

WEIGHTS = (0.299, 0.587, 0.114)


@formula("zhu2022 3.1 grey", kernel="gray")
def to_gray(image):
    """Luma of ITU-R BT.601; integers are rounded, halves up, and the dtype is kept.

    Formula   Y = 0.299 R + 0.587 G + 0.114 B
    Shapes    image (..., 3) -> grey (...)
    Source    ITU-R BT.601, as Pillow and OpenCV weigh; scikit-image takes BT.709's .2125, .7154, .0721
    """
    if image.dtype.kind in "iu":  # whole thousandths, so that halves are exact
        red, green, blue = (image[..., i].astype(np.int64) for i in range(3))
        return ((299 * red + 587 * green + 114 * blue + 500) // 1000).astype(image.dtype)
    return image @ like(image, WEIGHTS, image.dtype)
