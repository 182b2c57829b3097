"""Local binary patterns: which points of a circle are at least as bright as its centre."""

import functools
import math

import numpy as np

from emolab.core import ArgumentError, DataError, ShapeError, formula
from emolab.core.backend import as_array, to_host
from emolab.core.checks import one_of
from emolab.vision.lbp_mapping import MAPPINGS, checked_points, lbp_labels

BORDERS = ("zero", "edge", "crop")
TIE = 1e-12  # a brighter pixel counts this share more, so that what rounding leaves of a tie is no darkness
EXACT = 2**53  # float64 holds all whole numbers up to here


@functools.lru_cache(64)
def lbp_neighbours(points, radius):
    """The four pixels around each point of the circle, and their bilinear weights.

    Formula   x_p = R cos(2 pi p / P),  y_p = -R sin(2 pi p / P): anticlockwise from East, rows downwards
              with x = floor(x) + t and y = floor(y) + u:
              weights (1-u)(1-t), (1-u) t, u (1-t), u t  of the pixels NW, NE, SW, SE of the point
    Shapes    points and radius are numbers -> offsets (P, 4, 2) as (row, column), weights (P, 4)
    Note      Places are rounded to 1e-5 of a pixel, as scikit-image has it. A point that falls on a pixel
              is that pixel: its weights are 1, 0, 0, 0.
    """
    angle = 2 * np.pi * np.arange(points) / points
    place = np.stack([-radius * np.sin(angle), radius * np.cos(angle)], axis=-1)  # (P, 2)
    place = np.round(place, 5)
    corner = np.floor(place)
    u, t = (place - corner).T  # (P,) each
    offsets = corner[:, None].astype(np.int64) + [[0, 0], [0, 1], [1, 0], [1, 1]]
    weights = np.stack([(1 - u) * (1 - t), (1 - u) * t, u * (1 - t), u * t], axis=-1)
    offsets.flags.writeable = weights.flags.writeable = False
    return offsets, weights


@formula("zhu2022 3.1 patterns", kernel="lbp")
def lbp_codes(images, offsets, weights, mapping="default", border="zero"):
    """Labels of all pixels of a stack of grey images, from the neighbours of `lbp_neighbours`.

    Formula   b_p = 1 where  sum over k of w_pk max(d_pk, (1 + e) d_pk) >= 0,  e = 1e-12,
              d_pk = grey of the k-th pixel around point p, less the grey of the centre
              label = mapping of (b_0, ..., b_P-1), see `lbp_labels`
    Shapes    images (N, H, W), offsets (P, 4, 2), weights (P, 4) -> labels (N, H', W')
    Note      Differences are weighted, not grey levels: on flat ground all are 0, and so is the sum. Where
              they cancel, rounding leaves up to 1e-15 of them; e is above that and far below what any
              picture holds. A point on a pixel has one weight, 1: it is compared exactly.
    """
    offsets, weights = to_host(offsets), to_host(weights)  # a few numbers, read one by one
    N, H, W = images.shape
    reach = lbp_margin(offsets, weights)
    high, wide = (0, 0) if border == "crop" else (min(reach, H), min(reach, W))
    mode = {"mode": "edge"} if border == "edge" else {}
    padded = np.pad(images.astype(float), [(0, 0), (high, high), (wide, wide)], **mode)
    top, left = (reach, reach) if border == "crop" else (high, wide)
    size = padded.shape[1] - 2 * top, padded.shape[2] - 2 * left  # H', W'

    def seen(row, column):
        row, column = top + max(-top, min(top, row)), left + max(-left, min(left, column))
        return padded[:, row : row + size[0], column : column + size[1]]

    centre = seen(0, 0)  # (N, H', W')
    bits = []
    for point, weight in zip(offsets.tolist(), weights.tolist()):
        total = np.zeros_like(centre)
        for (row, column), w in zip(point, weight):
            if w:
                d = seen(row, column) - centre
                total += w * np.maximum(d, (1 + TIE) * d)
        bits.append(total >= 0)
    return lbp_labels(np.stack(bits, axis=-1), mapping)


def lbp_margin(offsets, weights):
    """How many pixels the circle reaches beyond its centre."""
    return int(np.abs(offsets[weights > 0]).max(initial=0))


def lbp(image, points=8, radius=1, mapping="default", border="zero"):
    """Local binary patterns of a grey image (H, W), or of each image of a stack (..., H, W).

    points   P from 1 to 64 places on the circle, the first in the East, then anticlockwise
    radius   R above 0 in pixels, whole or not, also beyond the image
    mapping  "default": 2^P labels; "ri": rotation invariant; "uniform": P (P-1) + 3 labels, 59 at P = 8;
             "riu2": P + 2 labels, rotation invariant. `lbp_labels` has the formulas and other names
    border   "zero": beyond the image is black, as scikit-image has it; "edge": the border pixel goes on;
             "crop": only pixels whose whole circle lies in the image, as OpenCV's LBPH has it
    Shapes    image (..., H, W) -> labels (..., H, W); with "crop" (..., H - 2 m, W - 2 m), m = ceil(R)
    Units     any grey scale: only differences count. uint8, 16-bit and floats give the same labels
    Errors    DataError for NaN or infinity; ShapeError for colour, and where "crop" leaves no pixel
    Note      Ties are set, exactly: flat ground is all ones. A brighter or stretched image (a grey + b,
              a > 0) has the same labels but for a black border; any growing map keeps them where all
              points lie on pixels.
    """
    image = checked_grey("lbp", image)
    points = checked_points("lbp", points)
    if not isinstance(radius, int | float | np.integer | np.floating) or not 0 < radius < 2**31:
        raise ArgumentError(f"lbp: radius must be above 0 and below 2^31, not {radius!r}")
    one_of("lbp: mapping", mapping, MAPPINGS)
    one_of("lbp: border", border, BORDERS)
    offsets, weights = lbp_neighbours(points, float(radius))
    H, W = image.shape[-2:]
    margin = lbp_margin(offsets, weights)
    if border == "crop" and min(H, W) <= 2 * margin:
        raise ShapeError(
            f"lbp: radius {radius} leaves no pixel of an image of {H} x {W} with border 'crop'; it needs "
            f"{2 * margin + 1} x {2 * margin + 1}. Enlarge the image, or choose border 'zero' or 'edge'"
        )
    labels = lbp_codes(image.reshape(math.prod(image.shape[:-2]), H, W), offsets, weights, mapping, border)
    return labels.reshape(*image.shape[:-2], *labels.shape[1:])


def checked_grey(where, image):
    """Return the image or stack as an array of finite numbers that float64 holds, or raise."""
    image = as_array(image)
    if image.ndim < 2 or 0 in image.shape[-2:]:
        raise ShapeError(f"{where}: image has shape {image.shape}; it must be (H, W) or (..., H, W), none 0")
    if image.ndim > 2 and image.shape[-1] in (2, 3, 4):
        mend = "to_gray(image[..., :3]), or read_image, which lays it over a background"
        raise ShapeError(
            f"{where}: image has shape {image.shape}, which looks like colour; it must be grey: use "
            + ("to_gray(image)" if image.shape[-1] == 3 else mend)
        )
    if image.dtype.kind not in "biuf" or image.dtype.itemsize > 8:
        raise ArgumentError(f"{where}: image has dtype {image.dtype}; it must be of integers or floats")
    if image.dtype.kind == "b":
        return image.astype(np.uint8)
    if image.dtype.kind == "f" and image.size:
        low, high = float(image.min()), float(image.max())
        if not math.isfinite(high - low):
            wrong = np.sum(~np.isfinite(image))
            said = f"{wrong} pixels of NaN or infinity" if wrong else "numbers too large to be subtracted"
            raise DataError(f"{where}: image holds {said}")
    if image.dtype.itemsize == 8 and image.dtype.kind in "iu" and image.size:
        if int(image.max()) > EXACT or int(image.min()) < -EXACT:
            raise DataError(f"{where}: image holds whole numbers beyond 2^53, which are not told apart")
    return image
