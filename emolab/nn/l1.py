"""Mean absolute error: the loss of a regression that forgives outliers."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.nn.module import Module
from emolab.nn.mse import difference


class L1Cache(NamedTuple):
    """What the backward needs."""

    sign: np.ndarray


@formula("liu2026 20")
def l1_forward(prediction, target):
    """Mean over all entries of the absolute difference.

    Formula   loss = mean(|prediction - target|)
    """
    d = difference("l1_forward", prediction, target)
    return np.abs(d).mean(), L1Cache(np.sign(d))


@formula("liu2026 20")
def l1_backward(dloss, cache):
    """Gradient of the mean absolute error.

    Formula   dprediction = dloss sign(prediction - target) / count
    Note      Where both are equal the slope is taken as 0.
    """
    return cache.sign * (dloss / cache.sign.size)


def l1(prediction, target):
    """Return (loss, dprediction) at once, as a training step wants them."""
    loss, cache = l1_forward(prediction, target)
    return loss, l1_backward(loss.dtype.type(1), cache)


class L1(Module):
    """Mean absolute error as a module."""

    def forward(self, prediction, target):
        """prediction and target, of one shape -> loss ()."""
        loss, self.cache = l1_forward(prediction, target)
        return loss

    def backward(self, dloss=1.0):
        """dloss () -> dprediction."""
        return l1_backward(dloss, self.cache)
