"""Feature fusion: the modalities' vectors side by side."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.core.errors import ShapeError


class JoinCache(NamedTuple):
    """Where each part begins in the joined vector."""

    edges: tuple


@formula("song2021 fusion", "liu2026 7")
def join_features_forward(*parts):
    """Join feature vectors of one batch along the last axis.

    Formula   y = [x_1, x_2, ...]
    Shapes    each part (N, D_i) -> y (N, D_1 + D_2 + ...), cache
    Errors    ShapeError where the parts differ in another axis than the last
    """
    if len({part.shape[:-1] for part in parts}) != 1:
        raise ShapeError(
            "join_features: the parts must agree in all axes but the last; their shapes are "
            + ", ".join(str(part.shape) for part in parts)
        )
    edges = tuple(np.cumsum([part.shape[-1] for part in parts])[:-1])
    return np.concatenate(parts, axis=-1), JoinCache(edges)


@formula("song2021 fusion", "liu2026 7")
def join_features_backward(dy, cache):
    """Cut the gradient of the joined vector into the parts' gradients.

    Shapes    dy (N, D) -> one (N, D_i) for each part
    """
    return tuple(np.split(dy, cache.edges, axis=-1))


def join_features(*parts):
    """Join feature vectors along the last axis; see `join_features_forward`."""
    return join_features_forward(*parts)[0]
