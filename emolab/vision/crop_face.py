"""Cutting a face out of an image, in one size, whatever part of the box the image holds."""

import numpy as np

from emolab.core import ArgumentError
from emolab.vision.face_pixels import checked_boxes, grey_image
from emolab.vision.resize import resize


def crop_face(image, box, size=48, margin=0.0):
    """The square around a face's box, resized.

    image    (H, W) or (H, W, 3), on the scale 0 to 255
    box      (top, left, height, width, ...) in pixels, as a detector's Box; the square takes its longer side
    size     pixels of the side
    margin   added at each side, as a share of the box's; below 0 it cuts into the box
    Returns  (size, size) or (size, size, 3), of the image's dtype; what lies outside the image repeats its
             border
    Errors   ArgumentError for a box outside the image or below 2 pixels; DataError for NaN, another scale or
             one grey value alone; ShapeError
    """
    image = np.asarray(image)
    if not isinstance(size, int | np.integer) or not 1 <= size <= 4096:
        raise ArgumentError(f"crop_face: size must be a whole number from 1 to 4096, not {size!r}")
    if not isinstance(margin, int | float | np.number) or not -0.45 <= margin <= 5:
        raise ArgumentError(f"crop_face: margin must lie in -0.45 to 5, not {margin!r}")
    if np.ndim(box) != 1 or len(box) < 4:
        raise ArgumentError(f"crop_face: box must be (top, left, height, width), not {box!r}")
    top, left, height, width = checked_boxes(box[:4], grey_image(image))[0]
    side = max(height, width) * (1 + 2 * margin)
    side_pixels = max(1, round(side))
    rows = round(top + height / 2 - side / 2) + np.arange(side_pixels)
    columns = round(left + width / 2 - side / 2) + np.arange(side_pixels)
    rows, columns = np.clip(rows, 0, image.shape[0] - 1), np.clip(columns, 0, image.shape[1] - 1)
    return resize(image[np.ix_(rows, columns)], (int(size), int(size)))
