"""Local response normalisation: a strong channel dims its neighbours."""

from typing import NamedTuple

import numpy as np

from emolab.core import ArgumentError, formula
from emolab.nn.module import Module


class LRNCache(NamedTuple):
    """What the backward needs."""

    x: np.ndarray  # (..., C)
    s: np.ndarray  # (..., C), the sum under the power
    band: np.ndarray  # (C, C)
    alpha: float
    beta: float


@formula("song2021 Table 2.1, LRN")
def lrn_forward(x, size=5, k=2.0, alpha=1e-4, beta=0.75):
    """Divide each channel by a power of the energy in the channels around it.

    Formula   s_c = k + alpha sum of x_d^2 over |d - c| <= (size - 1) / 2;   y_c = x_c / s_c^beta
    Shapes    x (..., C) -> y (..., C), cache
    Errors    ArgumentError for an even size, which has no middle
    Source    Krizhevsky et al. 2012, with its constants as defaults
    Note      song2021 names the layer in column A-LRN and gives no equation. PyTorch and Caffe divide alpha
              by size: theirs is size times this one.
    """
    if size < 1 or size % 2 == 0:
        raise ArgumentError(f"lrn_forward: size must be odd, so that a channel is its middle, not {size}")
    channel = np.arange(x.shape[-1], like=x)
    near = np.abs(channel[:, None] - channel) <= size // 2
    band = np.ones_like(x, shape=near.shape) * near  # (C, C)
    s = k + alpha * (x**2 @ band)  # (..., C)
    return x * s**-beta, LRNCache(x, s, band, alpha, beta)


@formula("song2021 Table 2.1, LRN")
def lrn_backward(dy, cache):
    """Gradient through the local response normalisation.

    Formula   dx_c = dy_c s_c^-beta - 2 alpha beta x_c sum over |d - c| of dy_d x_d s_d^(-beta - 1)
    Shapes    dy (..., C) -> dx (..., C)
    """
    x, s, band, alpha, beta = cache
    shared = (dy * x * s ** (-beta - 1)) @ band  # (..., C); the band is symmetric
    return dy * s**-beta - 2 * alpha * beta * x * shared


class LRN(Module):
    """Local response normalisation over the channels; settings as in `lrn_forward`."""

    def __init__(self, size=5, k=2.0, alpha=1e-4, beta=0.75):
        self.size, self.k, self.alpha, self.beta = size, k, alpha, beta

    def forward(self, x):
        """x (..., C) -> y (..., C)."""
        y, self.cache = lrn_forward(x, self.size, self.k, self.alpha, self.beta)
        return y

    def backward(self, dy):
        """dy (..., C) -> dx (..., C)."""
        return lrn_backward(dy, self.cache)
