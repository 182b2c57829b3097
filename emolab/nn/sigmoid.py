"""The sigmoid: any number onto 0..1."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.nn.module import Module


class SigmoidCache(NamedTuple):
    """The backward needs the output alone."""

    y: np.ndarray


@formula("song2021 2.4")
def sigmoid(x):
    """Logistic function of every entry.

    Formula   y = 1 / (1 + exp(-x))
    Note      exp of -|x| only, which cannot overflow: for x < 0 the fraction is extended by exp(x).
    """
    small = np.exp(-np.abs(x))  # in (0, 1]
    return np.where(x >= 0, 1, small) / (1 + small)


@formula("song2021 2.4")
def sigmoid_forward(x):
    """Logistic function, with the cache for its backward.

    Formula   y = 1 / (1 + exp(-x))
    """
    y = sigmoid(x)
    return y, SigmoidCache(y)


@formula("song2021 2.5")
def sigmoid_backward(dy, cache):
    """Gradient through the sigmoid.

    Formula   dx = dy y (1 - y)
    """
    return dy * cache.y * (1 - cache.y)


class Sigmoid(Module):
    """Sigmoid of every entry."""

    def forward(self, x):
        """x, of any shape -> y, of the same."""
        y, self.cache = sigmoid_forward(x)
        return y

    def backward(self, dy):
        """dy -> dx, of the same shape."""
        return sigmoid_backward(dy, self.cache)
