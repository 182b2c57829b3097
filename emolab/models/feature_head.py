"""The last layers of a network whose outputs serve as features: dropout, dense, the classes."""

import numpy as np

from emolab.core.errors import ArgumentError
from emolab.nn import Dense, Dropout, Module, ReLU


class FeatureHead(Module):
    """Dropout and dense layers; what each leaves behind is kept by name.

    hidden    units of a dense layer with ReLU before the classes; None for none
    keep      share of its input that dropout keeps in training; 1 for none
    layers    after forward: {"dropout": (N, D), "dense": (N, hidden), or the logits where hidden is None}
    Formula   logits = relu(drop(x) W1 + b1) W + b, or drop(x) W + b
    Shapes    x (..., D) -> logits (..., C)
    """

    def __init__(self, D, classes, *, hidden=None, keep=1.0, rng=None, dtype=np.float32):
        if hidden is not None and not hidden >= 1:
            raise ArgumentError(
                f"FeatureHead: hidden must be a number of units from 1 or None, not {hidden!r}"
            )
        rng = np.random.default_rng(rng)
        self.dropout = Dropout(keep, rng=rng)
        self.dense = Dense(D, hidden, rng=rng, dtype=dtype) if hidden else None
        self.relu = ReLU() if hidden else None
        self.out = Dense(hidden or D, classes, rng=rng, dtype=dtype)

    def forward(self, x):
        """x (..., D) -> logits (..., C)."""
        y = dropped = self.dropout(x)
        if self.dense is not None:
            y = self.relu(self.dense(dropped))  # (..., hidden)
        logits = self.out(y)
        self.layers = {"dropout": dropped, "dense": logits if self.dense is None else y}
        return logits

    def backward(self, dy):
        """dlogits (..., C) -> dx (..., D)."""
        dy = self.out.backward(dy)
        if self.dense is not None:
            dy = self.dense.backward(self.relu.backward(dy))
        return self.dropout.backward(dy)
