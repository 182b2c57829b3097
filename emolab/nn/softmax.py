"""Softmax: scores into probabilities."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.nn.module import Module


class SoftmaxCache(NamedTuple):
    """The backward needs the output alone."""

    y: np.ndarray
    axis: int


@formula("song2021 2.8")
def softmax(x, axis=-1):
    """Probabilities from scores along an axis.

    Formula   y_i = exp(x_i) / sum over j of exp(x_j)
    Note      song2021 2.8 prints j in the numerator too, so that all entries would be equal. The largest
              score is taken off first: that changes nothing and exp cannot overflow.
    """
    shifted = np.exp(x - x.max(axis=axis, keepdims=True))
    return shifted / shifted.sum(axis=axis, keepdims=True)


@formula("song2021 2.8")
def softmax_forward(x, axis=-1):
    """Probabilities from scores, with the cache for the backward.

    Formula   y_i = exp(x_i) / sum over j of exp(x_j)
    """
    y = softmax(x, axis)
    return y, SoftmaxCache(y, axis)


@formula("song2021 2.8")
def softmax_backward(dy, cache):
    """Gradient through the softmax.

    Formula   dx_i = y_i (dy_i - sum over j of dy_j y_j)
    """
    y, axis = cache
    return y * (dy - (dy * y).sum(axis=axis, keepdims=True))


class Softmax(Module):
    """Softmax along an axis."""

    def __init__(self, axis=-1):
        self.axis = axis

    def forward(self, x):
        """x, of any shape -> y, of the same, sums of 1 along the axis."""
        y, self.cache = softmax_forward(x, self.axis)
        return y

    def backward(self, dy):
        """dy -> dx, of the same shape."""
        return softmax_backward(dy, self.cache)
