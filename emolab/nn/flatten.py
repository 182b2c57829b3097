"""Flatten: each sample becomes one row."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.nn.module import Module


class FlattenCache(NamedTuple):
    """What the backward needs."""

    shape: tuple  # of x


@formula()
def flatten_forward(x):
    """Lay the axes after the first one behind one another, the last running fastest.

    Formula   y_n = all entries of x_n
    Shapes    x (...), first axis N -> y (N, D), cache
    """
    return x.reshape(len(x), int(np.prod(x.shape[1:]))), FlattenCache(x.shape)


@formula()
def flatten_backward(dy, cache):
    """Give the gradient the shape of x again.

    Formula   dx_n = all entries of dy_n
    Shapes    dy (N, D) -> dx (N, ...)
    """
    return dy.reshape(cache.shape)


class Flatten(Module):
    """Each sample as one row, channels running fastest."""

    def forward(self, x):
        """x (N, ...) -> y (N, D)."""
        y, self.cache = flatten_forward(x)
        return y

    def backward(self, dy):
        """dy (N, D) -> dx (N, ...)."""
        return flatten_backward(dy, self.cache)
