"""Signed distances of simple shapes, and how they turn into soft edges."""

import numpy as np


def ellipse(u, v, width, height):
    """Distance to an ellipse around the origin, below 0 inside; exact to first order at its edge.

    Formula   k (k - 1) / |(u / w^2, v / h^2)|  with  k = |(u / w, v / h)|
    """
    k = np.sqrt((u / width) ** 2 + (v / height) ** 2)
    slope = np.sqrt((u / width**2) ** 2 + (v / height**2) ** 2)
    return k * (k - 1) / (slope + 1e-6)


def cover(distance, pixel):
    """How much of a pixel of a given size a shape covers, 0 to 1."""
    return np.clip(0.5 - distance / pixel, 0, 1)


def paint(canvas, alpha, colour):
    """Lay a colour over the canvas in place, as strongly as alpha says.

    canvas    (3, F, H, W)
    alpha     (F, H, W)
    colour    (3,) or (3, F, H, W)
    """
    colour = np.asarray(colour, canvas.dtype)
    if colour.ndim == 1:
        colour = colour[:, None, None, None]
    canvas += alpha * (colour - canvas)
