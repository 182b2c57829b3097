"""A vector of measured features that joins what a network has found in a picture."""

import numpy as np

from emolab.core.errors import ShapeError
from emolab.fusion import join_features_backward, join_features_forward
from emolab.nn import Module
from emolab.nn.standardise import Standardise


class JoinVector(Module):
    """Found features, and a standardised vector of measured ones side by side; nothing happens with size 0.

    Shapes    x (N, F), v (N, V) -> y (N, F + V); v is None where V is 0
    Note      `standardise.fit` learns the vector's mean and deviation from the training part
    """

    def __init__(self, V, *, dtype=np.float32):
        self.V = V
        self.standardise = Standardise(V, dtype) if V else None

    def forward(self, x, v=None):
        """x (N, F), v (N, V) -> y (N, F + V)."""
        wanted = (len(x), self.V) if self.V else None
        given = None if v is None else v.shape
        if given != wanted:
            raise ShapeError(f"the measured features have shape {given}; this network takes {wanted}")
        if v is None:
            return x
        y, self.cache = join_features_forward(x, self.standardise(v))
        return y

    def backward(self, dy):
        """dy (N, F + V) -> dx (N, F), dv (N, V) or None."""
        if not self.V:
            return dy, None
        dx, dv = join_features_backward(dy, self.cache)
        return dx, self.standardise.backward(dv)
