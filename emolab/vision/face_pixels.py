"""What a landmark model is given: grey pictures on the scale 0 to 255, boxes that lie in them, points."""

import numpy as np

from emolab.core import ArgumentError, DataError, ShapeError
from emolab.vision.gray import to_gray


def grey_image(image, grey="luma"):
    """Return an image (H, W), or (H, W, 3) turned grey, after a look at its values.

    grey      "luma": as `to_gray`; "mean": the mean of the three colours, of integers rounded down, as dlib's
    Errors    ShapeError; ArgumentError for a dtype that is no number; DataError for NaN or another scale
    """
    image = np.asarray(image)
    if image.ndim not in (2, 3) or image.ndim == 3 and image.shape[2] != 3 or 0 in image.shape:
        raise ShapeError(f"image has shape {image.shape}; it must be (H, W) or (H, W, 3), none 0")
    return _grey(image, grey)


def _grey(image, grey):
    """As `grey_image`, for any number of pictures whose colours, if any, stand last."""
    if image.dtype.kind not in "fiu":
        raise ArgumentError(f"image has dtype {image.dtype}; it must be of integers or floats")
    if image.dtype != np.uint8:
        low, high = image.min(), image.max()
        if not (np.isfinite(low) and np.isfinite(high)):  # NaN comes through min and max
            raise DataError(f"image holds {np.sum(~np.isfinite(image))} values of NaN or infinity")
        if low < 0 or high > 255:
            raise DataError(f"image holds values from {low:g} to {high:g}; its scale must be 0 to 255")
        if image.dtype.kind == "f" and 0 < high <= 1:
            raise DataError("image holds values from 0 to 1; its scale must be 0 to 255: multiply by 255")
        image = image.astype(np.float32 if image.dtype.kind == "f" else np.uint8)
    if image.shape[-1] != 3 or image.ndim == 2:
        return image
    if grey == "luma":
        return to_gray(image)
    if image.dtype == np.uint8:
        return (image.sum(axis=-1, dtype=np.uint16) // 3).astype(np.uint8)
    return image.mean(axis=-1)


def checked_boxes(box, grey):
    """Return boxes (N, 4) in float64, each of which holds a part of the image with some contrast.

    box       (top, left, height, width), with or without a score behind them, or several
    Errors    ShapeError, ArgumentError, DataError
    """
    boxes = np.asarray(box)
    if boxes.dtype.kind not in "fiu":
        raise ArgumentError(f"box must be (top, left, height, width) in pixels, not {box!r}")
    if boxes.shape == (0,):  # an empty list: no face was found
        return np.zeros((0, 4))
    if boxes.ndim not in (1, 2) or boxes.shape[-1] not in (4, 5):
        raise ShapeError(f"box has shape {boxes.shape}; it must be (4,) or (N, 4): top, left, height, width")
    boxes = boxes.reshape(-1, boxes.shape[-1])[:, :4].astype(np.float64)  # a detector's fifth is its score
    H, W = grey.shape
    for n, (top, left, height, width) in enumerate(boxes):
        said = f"box {n} (top, left, height, width) = ({top:g}, {left:g}, {height:g}, {width:g})"
        if not np.isfinite(boxes[n]).all() or min(height, width) < 2:
            raise ArgumentError(f"{said} must be finite and at least 2 x 2 pixels")
        rows = slice(max(int(np.floor(top)), 0), min(int(np.ceil(top + height)), H))
        columns = slice(max(int(np.floor(left)), 0), min(int(np.ceil(left + width)), W))
        part = grey[rows, columns] if rows.stop > 0 and columns.stop > 0 else grey[:0]
        if part.size == 0:
            raise ArgumentError(f"{said} lies outside the image of {H} x {W}")
        if part.min() == part.max():
            raise DataError(f"{said} holds one value alone, {part.flat[0]:g}; there is no face to see")
    return boxes


def checked_faces(images, which, boxes, points):
    """Return the faces to train on: images (I, H, W) grey, which (N,), boxes (N, 4), points (N, L, 2).

    Errors    ShapeError, ArgumentError, DataError
    """
    images, points = np.asarray(images), np.asarray(points)
    if images.ndim not in (3, 4) or images.ndim == 4 and images.shape[3] != 3 or 0 in images.shape:
        raise ShapeError(f"images has shape {images.shape}; it must be (I, H, W) or (I, H, W, 3), none 0")
    if points.ndim != 3 or points.shape[2] != 2 or points.shape[1] < 2 or points.dtype.kind not in "fiu":
        raise ShapeError(f"points has shape {points.shape}; it must be (N, L, 2) with L from 2, of numbers")
    N, boxes = len(points), np.asarray(boxes, np.float64)
    which = np.arange(len(images)) if which is None else np.asarray(which)
    if boxes.shape != (N, 4) or which.shape != (N,):
        raise ShapeError(
            f"boxes has shape {boxes.shape}, which {which.shape}; for {N} faces they must be ({N}, 4), ({N},)"
        )
    if which.dtype.kind not in "iu" or N and not (which.min() >= 0 and which.max() < len(images)):
        raise ArgumentError(f"which must hold whole numbers in 0 to {len(images) - 1}")
    if N < 2:
        raise DataError(f"{N} faces are too few to learn from")
    if not (np.isfinite(points).all() and np.isfinite(boxes).all()) or boxes[:, 2:].min() < 2:
        raise DataError("points and boxes must be finite, and boxes at least 2 x 2 pixels")
    if not np.ptp(points, axis=1).any(axis=1).all():
        raise DataError("the points of some faces lie all in one place")
    grey = images if images.ndim == 3 else images.reshape(len(images), -1, 3)
    grey = _grey(grey if images.ndim == 4 else grey[..., None], "luma").reshape(images.shape[:3])
    return grey, which.astype(np.int64), boxes, points.astype(np.float64)
