"""Gradient cases of the dense layer."""

import numpy as np

from emolab.nn.dense import Dense, dense_backward, dense_forward
from emolab.nn.gradient_case import gradient_case


@gradient_case("dense", covers=("dense_forward", "dense_backward"))
def dense(rng):
    """The pair, on sequences."""
    x, W, b = (rng.standard_normal(shape) for shape in [(2, 3, 4), (4, 3), (3,)])
    return (dense_forward, dense_backward), (x, W, b), {}


@gradient_case("Dense", covers=("dense_forward", "dense_backward"))
def dense_module(rng):
    """The module, on rows."""
    return Dense(4, 3, rng=rng, dtype=np.float64), (rng.standard_normal((5, 4)),), {}
