"""The hyperbolic tangent: any number onto -1..1."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.nn.module import Module


class TanhCache(NamedTuple):
    """The backward needs the output alone."""

    y: np.ndarray


@formula("song2021 2.6")
def tanh(x):
    """Hyperbolic tangent of every entry.

    Formula   y = 2 / (1 + exp(-2x)) - 1
    Note      np.tanh is this function without the loss of digits that the subtraction brings near 0.
    """
    return np.tanh(x)


@formula("song2021 2.6")
def tanh_forward(x):
    """Hyperbolic tangent, with the cache for its backward.

    Formula   y = 2 / (1 + exp(-2x)) - 1
    """
    y = np.tanh(x)
    return y, TanhCache(y)


@formula("song2021 2.7")
def tanh_backward(dy, cache):
    """Gradient through the hyperbolic tangent.

    Formula   dx = dy (1 - y^2)
    """
    return dy * (1 - cache.y * cache.y)


class Tanh(Module):
    """Hyperbolic tangent of every entry."""

    def forward(self, x):
        """x, of any shape -> y, of the same."""
        y, self.cache = tanh_forward(x)
        return y

    def backward(self, dy):
        """dy -> dx, of the same shape."""
        return tanh_backward(dy, self.cache)
