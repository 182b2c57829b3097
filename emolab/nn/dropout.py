"""Dropout: each entry is kept with probability keep, or set to 0, while training."""

from typing import NamedTuple

import numpy as np

from emolab.core import ArgumentError, ShapeError, formula
from emolab.core.backend import like
from emolab.nn.module import Module

SCALINGS = ("inverted", "test", "none")


class DropoutCache(NamedTuple):
    """What the backward needs."""

    mask: np.ndarray  # bool, of x's shape
    scale: float


def dropout_mask(shape, keep, rng):
    """Draw which entries are kept.

    Formula   r ~ Bernoulli(keep)
    Note      The same generator state gives the same mask for float32 and float64.
    """
    rng = np.random.default_rng(rng)
    return rng.random(shape, np.float32) < np.float32(keep)


@formula("song2021 2.35-2.38", "liu2021 dropout 0.99")
def dropout_forward(x, mask, scale=1.0):
    """Keep what the mask keeps, times the scale.

    Formula   y = scale r x
    Note      song2021's p is the probability to keep, and 2.36 has no scale. With scale = 1 / keep the
              mean of y is x, so that inference needs none (inverted dropout).
    """
    if np.shape(mask) != np.shape(x):
        raise ShapeError(
            f"dropout_forward: the mask has shape {np.shape(mask)}, x {np.shape(x)}; draw a new mask"
        )
    mask = like(x, mask)
    return np.where(mask, x * scale, 0), DropoutCache(mask, scale)


@formula("song2021 2.35-2.38", "liu2021 dropout 0.99")
def dropout_backward(dy, cache):
    """Gradient through the mask.

    Formula   dx = scale r dy
    """
    return np.where(cache.mask, dy * cache.scale, 0)


class Dropout(Module):
    """Dropout with the probability `keep` of keeping an entry (song2021's p; Keras and PyTorch name 1 - p).

    scaling   "inverted": 1 / keep while training, nothing in inference (default)
              "test": nothing while training, keep in inference
              "none": nothing at all, as song2021 2.35-2.38 prints it
    rng       a Generator or seed, kept as self.rng; it moves on at each forward in training
    mask      None: a new mask at each forward. An array of x's shape freezes it, for a gradient check:
              layer.mask = layer.draw(x.shape). Set it to None again afterwards.
    """

    def __init__(self, keep=0.5, *, scaling="inverted", rng=None):
        if not 0 < keep <= 1:
            raise ArgumentError(f"Dropout: keep is the probability to keep an entry, in 0..1, not {keep!r}")
        if scaling not in SCALINGS:
            raise ArgumentError(
                f"Dropout: scaling {scaling!r} is not known; use one of {', '.join(SCALINGS)}"
            )
        self.keep, self.scaling, self.mask = float(keep), scaling, None
        self.rng = np.random.default_rng(rng)

    def draw(self, shape):
        """Draw a mask of a shape from self.rng."""
        return dropout_mask(shape, self.keep, self.rng)

    def forward(self, x):
        """x, of any shape -> y, of the same."""
        if self.training:
            mask = self.draw(x.shape) if self.mask is None else self.mask
            y, self.cache = dropout_forward(x, mask, 1 / self.keep if self.scaling == "inverted" else 1.0)
            return y
        self.cache = None
        return x * self.keep if self.scaling == "test" else x

    def backward(self, dy):
        """dy -> dx, of the same shape."""
        if self.cache is None:
            return dy * self.keep if self.scaling == "test" else dy
        return dropout_backward(dy, self.cache)
