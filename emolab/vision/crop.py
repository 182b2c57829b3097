"""Cutting a part out of an image by its place alone."""

import numpy as np

from emolab.core import ArgumentError, ShapeError


def crop_box(image, box):
    """Cut box (top, left, height, width) out of an image (H, W) or (H, W, C); a view, no copy.

    Errors    ArgumentError for a box that is empty or reaches beyond the image
    """
    image = np.asarray(image)
    if image.ndim not in (2, 3):
        raise ShapeError(f"crop_box: image has shape {image.shape}; it must be (H, W) or (H, W, C)")
    if not isinstance(box, tuple | list) or len(box) != 4:
        raise ArgumentError(f"crop_box: box must be (top, left, height, width), not {box!r}")
    if any(not isinstance(side, int | np.integer) for side in box):
        raise ArgumentError(f"crop_box: box must be of four whole numbers, not {box!r}")
    top, left, height, width = box
    H, W = image.shape[:2]
    if min(top, left) < 0 or min(height, width) < 1 or top + height > H or left + width > W:
        raise ArgumentError(
            f"crop_box: box (top, left, height, width) = {tuple(box)} is not inside an image of {H} x {W}"
        )
    return image[top : top + height, left : left + width]


def centre_square(image, share=1.0):
    """Cut the square in the middle, `share` of the shorter side long.

    It finds no face: it stands in for a face box where the film keeps the head in the middle, as RAVDESS
    does. `FaceDetector` is what looks for one.
    Errors    ArgumentError for a share outside 0 to 1, or so small that no pixel is left
    """
    image = np.asarray(image)
    if image.ndim not in (2, 3):
        raise ShapeError(f"centre_square: image has shape {image.shape}; it must be (H, W) or (H, W, C)")
    H, W = image.shape[:2]
    side = round(share * min(H, W)) if 0 < share <= 1 else 0
    if side < 1:
        raise ArgumentError(f"centre_square: share must be in 0 to 1 and leave a pixel of {H} x {W}: {share}")
    return crop_box(image, ((H - side) // 2, (W - side) // 2, side, side))
