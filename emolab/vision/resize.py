"""Resizing: every new pixel is a weighted mean of the old ones around its place."""

import numpy as np

from emolab.core import ArgumentError, DataError, ShapeError, formula
from emolab.core.backend import as_array, like

METHODS = ("bilinear", "area", "nearest")
HALF = 0.5 + 1e-9  # integers: halves go up, also where the weights' rounding leaves them a hair below


@formula("song2021 video system")
def resize_weights(n, m, method="bilinear", antialias=True):
    """Weights of n old pixels in each of m new ones, along one axis.

    Formula   new pixel i has its centre at  u_i = (i + 1/2) n / m - 1/2  on the old axis
              W_ij = h((j - u_i) / s) / sum over j,  s = max(1, n / m) with antialias, else 1
              bilinear: h(t) = max(0, 1 - |t|);  nearest: the j that holds u_i
              area: the length that old pixel j and new pixel i have in common
    Shapes    n and m are numbers -> W (m, n), rows sum to 1
    Note      Pixel centres, not corners, are aligned (align_corners=False). Beyond the border the border
              pixel goes on where nothing is widened; a widened triangle is cut there and scaled up.
    """
    scale = n / m
    centre = (np.arange(m)[:, None] + 0.5) * scale - 0.5  # (m, 1)
    if method == "nearest":
        holder = np.minimum(np.floor(centre + 0.5), n - 1)
        return (np.arange(n) == holder).astype(float)  # (m, n)
    if method == "area":
        left = np.arange(m)[:, None] * scale  # (m, 1)
        common = np.minimum(left + scale, np.arange(1, n + 1)) - np.maximum(left, np.arange(n))
        W = np.maximum(common, 0)  # (m, n)
    else:
        width = max(1.0, scale) if antialias else 1.0
        if width == 1:
            centre = np.clip(centre, 0, n - 1)
        W = np.maximum(0, 1 - np.abs(np.arange(n) - centre) / width)  # (m, n)
    return W / W.sum(axis=1, keepdims=True)


@formula("song2021 video system", kernel="resize")
def resize_stack(images, size, method="bilinear", antialias=True):
    """Resize a stack of images, first down the rows, then along the columns.

    Formula   Y_n = W_rows X_n W_columns^T for each channel
    Shapes    images (N, H, W, C) -> resized (N, H', W', C)
    """
    N, H, W, C = images.shape
    dtype = images.dtype if images.dtype.kind == "f" else np.dtype(float)
    rows = like(images, resize_weights(H, size[0], method, antialias), dtype)  # (H', H)
    columns = like(images, resize_weights(W, size[1], method, antialias), dtype)  # (W', W)
    y = rows @ images.reshape(N, H, W * C).astype(dtype)  # (N, H', W C)
    y = columns @ y.reshape(N, size[0], W, C)  # (N, H', W', C)
    if images.dtype.kind != "f":
        y = np.floor(y + HALF).astype(images.dtype)  # a mean stays within the old range
    return y


def resize(image, size, method="bilinear", antialias=True):
    """Resize an image (H, W) or (H, W, C), or a stack (N, H, W, C), to size (H', W').

    method     "bilinear", "area" (the mean over the area that a new pixel covers) or "nearest"
    antialias  of "bilinear": where the image shrinks, the triangle widens so that no old pixel is passed
               over; False samples two pixels a side, as torch's interpolate does by default
    Returns   the dtype is kept; integers are rounded, halves up
    Errors    ShapeError for other shapes; ArgumentError for a bad size or method; DataError for NaN
    Note      Three axes are read as (H, W, C): give a stack of grey images as (N, H, W, 1).
    """
    image = as_array(image)
    if image.ndim not in (2, 3, 4) or 0 in image.shape:
        raise ShapeError(
            f"resize: image has shape {image.shape}; it must be (H, W), (H, W, C) or (N, H, W, C), none 0"
        )
    if method not in METHODS:
        raise ArgumentError(f"resize: unknown method {method!r}; choose one of {', '.join(METHODS)}")
    if image.dtype.kind not in "fiu":
        raise ArgumentError(f"resize: image has dtype {image.dtype}; it must be of integers or floats")
    if image.dtype.kind == "f" and not np.isfinite(image).all():
        raise DataError(f"resize: image holds {np.sum(~np.isfinite(image))} values of NaN or infinity")
    stack = {2: image[None, ..., None], 3: image[None], 4: image}[image.ndim]  # (N, H, W, C)
    resized = resize_stack(stack, checked_size(size, "resize"), method, bool(antialias))
    return {2: resized[0, ..., 0], 3: resized[0], 4: resized}[image.ndim]


def checked_size(size, where):
    """Return (height, width) as whole numbers from 1, or raise ArgumentError."""
    sides = size if isinstance(size, tuple | list) else ()
    if len(sides) != 2 or any(not isinstance(s, int | np.integer) or s < 1 for s in sides):
        raise ArgumentError(f"{where}: size must be (height, width), two whole numbers from 1, not {size!r}")
    return int(sides[0]), int(sides[1])
