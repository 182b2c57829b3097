"""Mean squared error: the loss of a regression."""

from typing import NamedTuple

import numpy as np

from emolab.core import DataError, ShapeError, formula
from emolab.core.backend import like
from emolab.nn.module import Module


class MSECache(NamedTuple):
    """What the backward needs."""

    difference: np.ndarray


def difference(where, prediction, target):
    """Return prediction - target, never broadcast: a wrong shape would pass unseen.

    Errors    ShapeError, which names the axis; DataError for an empty batch
    """
    if np.shape(prediction) != np.shape(target):
        pairs = zip(np.shape(prediction), np.shape(target))
        axis = next((i for i, (a, b) in enumerate(pairs) if a != b), "count")
        raise ShapeError(
            f"{where}: prediction has shape {np.shape(prediction)}, target {np.shape(target)}; "
            f"they differ in axis {axis}"
        )
    if np.size(prediction) == 0:
        raise DataError(f"{where}: the batch is empty; a mean over nothing is no number")
    return prediction - like(prediction, target, prediction.dtype)


@formula("liu2026 18")
def mse_forward(prediction, target):
    """Mean over all entries of the squared difference.

    Formula   loss = mean((prediction - target)^2)
    """
    d = difference("mse_forward", prediction, target)
    return (d * d).mean(), MSECache(d)


@formula("liu2026 18")
def mse_backward(dloss, cache):
    """Gradient of the mean squared error.

    Formula   dprediction = dloss 2 (prediction - target) / count
    """
    return cache.difference * (2 * dloss / cache.difference.size)


def mse(prediction, target):
    """Return (loss, dprediction) at once, as a training step wants them."""
    loss, cache = mse_forward(prediction, target)
    return loss, mse_backward(loss.dtype.type(1), cache)


class MSE(Module):
    """Mean squared error as a module."""

    def forward(self, prediction, target):
        """prediction and target, of one shape -> loss ()."""
        loss, self.cache = mse_forward(prediction, target)
        return loss

    def backward(self, dloss=1.0):
        """dloss () -> dprediction."""
        return mse_backward(dloss, self.cache)
