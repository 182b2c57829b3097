"""Standardisation inside a network, so that its statistics travel with the weights."""

import numpy as np

from emolab.core.errors import DataError, ShapeError
from emolab.nn.module import Buffer, Module


class Standardise(Module):
    """Take a mean and a deviation, learned from the training part, out of every feature.

    limit     values beyond so many deviations are set to it; None lets all pass
    Formula   y = (x - mean) / deviation
    Shapes    x (..., D) -> y (..., D)
    Note      a feature that never varies in training is only centred
    """

    def __init__(self, D, dtype=np.float32, *, limit=None):
        self.limit = limit
        self.mean = Buffer(np.zeros(D, dtype))
        self.deviation = Buffer(np.ones(D, dtype))

    def fit(self, sequences):
        """Learn both statistics from a list of (T_i, D) arrays; returns self."""
        count = sum(len(s) for s in sequences)
        if count == 0:
            raise DataError("Standardise.fit: no step in any sequence")
        mean = sum(s.sum(axis=0, dtype=np.float64) for s in sequences) / count  # (D,)
        square = sum(((s - mean) ** 2).sum(axis=0) for s in sequences) / count  # (D,)
        self.mean.value[...] = mean
        self.deviation.value[...] = np.where(square > 1e-12, np.sqrt(square), 1)
        return self

    def forward(self, x):
        """x (..., D) -> y (..., D)."""
        D = len(self.mean.value)
        if x.shape[-1:] != (D,):
            raise ShapeError(f"Standardise: x has shape {x.shape}; its last axis must be {D}")
        y = (x - self.mean.value) / self.deviation.value
        if self.limit is None:
            return y
        self._inside = abs(y) <= self.limit  # (..., D)
        return y.clip(-self.limit, self.limit)

    def backward(self, dy):
        """dy (..., D) -> dx (..., D)."""
        dx = dy / self.deviation.value
        return dx if self.limit is None else dx * self._inside
