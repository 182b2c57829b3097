"""The mean over a sequence's own steps."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.nn.sequence import masked, step_mask


class MeanStepsCache(NamedTuple):
    """What the backward needs: a step's share in the mean."""

    shares: np.ndarray  # (N, T, 1), zero past the ends


@formula("liu2026 15")
def mean_steps_forward(x, lengths=None):
    """Mean over time, each sequence by its own length.

    Formula   y = 1/T sum over t of x_t
    Shapes    x (N, T, D), lengths (N,) -> y (N, D), cache
    Note      liu2026 15 joins two results of different lengths; they are pooled over time first. What the
              padding holds changes nothing.
    """
    N, T, _ = x.shape
    mask = step_mask(lengths, N, T)
    inside = np.ones_like(x, shape=(N, T, 1)) if mask is None else np.asarray(mask, x.dtype, like=x)
    shares = inside / inside.sum(axis=1, keepdims=True)  # (N, T, 1)
    return (masked(x, mask) * shares).sum(axis=1), MeanStepsCache(shares)


@formula("liu2026 15")
def mean_steps_backward(dy, cache):
    """Gradient of the mean over time.

    Formula   dx_t = dy / T
    Shapes    dy (N, D) -> dx (N, T, D)
    """
    return cache.shares * dy[:, None]
