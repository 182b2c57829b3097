"""Global pooling: one number a channel, whatever the size of the map."""

from typing import NamedTuple

import numpy as np

from emolab.core import ArgumentError, ShapeError, formula
from emolab.nn.module import Module


class GlobalPoolCache(NamedTuple):
    """What the backward needs."""

    winner: np.ndarray | None  # (N, C), the place of the largest entry; None for the mean
    shape: tuple  # of x


@formula("song2021 2.4.3 global pooling")
def global_pool_forward(x, kind="avg"):
    """Mean or largest entry of each channel over all axes between the first and the last.

    Formula   y_nc = mean over p of x_npc;  kind "max": max over p
    Shapes    x (..., C), first axis N -> y (N, C), cache
    Note      At a tie the first wins, row by row.
    """
    if kind not in ("avg", "max"):
        raise ArgumentError(f"global_pool_forward: kind {kind!r} is not known; use 'avg' or 'max'")
    if x.ndim < 3 or 0 in x.shape[1:-1]:
        raise ShapeError(
            f"global_pool_forward: x has shape {x.shape}; it needs places to pool between its first axis "
            f"(batch) and its last (channels)"
        )
    places = x.reshape(len(x), int(np.prod(x.shape[1:-1])), x.shape[-1])  # (N, P, C)
    if kind == "avg":
        return places.mean(axis=1), GlobalPoolCache(None, x.shape)
    winner = places.argmax(axis=1)  # (N, C)
    return places.max(axis=1), GlobalPoolCache(winner, x.shape)


@formula("song2021 2.4.3 global pooling")
def global_pool_backward(dy, cache):
    """Gradient of the global pooling.

    Formula   dx_npc = dy_nc / P;  kind "max": dy_nc at the place that won
    Shapes    dy (N, C) -> dx (N, ..., C)
    """
    winner, shape = cache
    count = int(np.prod(shape[1:-1]))
    if winner is None:
        dx = np.zeros_like(dy, shape=(shape[0], count, shape[-1])) + dy[:, None] / count  # (N, P, C)
    else:
        place = np.arange(count, like=dy).reshape(1, -1, 1)  # (1, P, 1)
        dx = np.where(place == winner[:, None], dy[:, None], 0)  # (N, P, C)
    return dx.reshape(shape)


class GlobalPool(Module):
    """Global pooling of images (N, H, W, C) or sequences (N, T, C); kind is "avg" or "max"."""

    def __init__(self, kind="avg"):
        self.kind = kind

    def forward(self, x):
        """x (N, ..., C) -> y (N, C)."""
        y, self.cache = global_pool_forward(x, self.kind)
        return y

    def backward(self, dy):
        """dy (N, C) -> dx (N, ..., C)."""
        return global_pool_backward(dy, self.cache)
