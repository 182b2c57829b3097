"""The rectified linear unit: what is negative becomes 0."""

from typing import NamedTuple

import numpy as np

from emolab.core import ArgumentError, formula
from emolab.nn.module import Module


class ReLUCache(NamedTuple):
    """One byte an entry: whether the slope there is 1."""

    passed: np.ndarray


@formula("song2021 2.9", kernel="relu")
def relu(x):
    """Rectified linear unit of every entry.

    Formula   y = x where x >= 0, else 0
    Note      song2021 2.9 prints the two conditions swapped, which would cut the positive half.
    """
    return np.maximum(x, 0)


@formula("song2021 2.9", kernel="relu")
def relu_forward(x, at_zero=1):
    """Rectified linear unit, with the cache for its backward.

    Formula   y = x where x >= 0, else 0
    at_zero   the slope taken at x = 0, where there is none: 1 as in song2021 2.10 (1 for x >= 0), or 0 as
              in PyTorch and TensorFlow
    """
    if at_zero not in (0, 1):
        raise ArgumentError(f"relu_forward: at_zero must be 0 or 1, not {at_zero!r}")
    return np.maximum(x, 0), ReLUCache(x >= 0 if at_zero else x > 0)


@formula("song2021 2.10", kernel="relu")
def relu_backward(dy, cache):
    """Gradient through the rectified linear unit.

    Formula   dx = dy where x >= 0, else 0
    """
    return dy * cache.passed


class ReLU(Module):
    """Rectified linear unit of every entry; its slope at 0 is `at_zero`, 1 or 0."""

    def __init__(self, at_zero=1):
        self.at_zero = at_zero

    def forward(self, x):
        """x, of any shape -> y, of the same."""
        y, self.cache = relu_forward(x, self.at_zero)
        return y

    def backward(self, dy):
        """dy -> dx, of the same shape."""
        return relu_backward(dy, self.cache)
