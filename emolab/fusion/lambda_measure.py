"""Sugeno's lambda measure: how much a set of sources counts, from what each of them counts alone."""

import numpy as np

from emolab.core import formula
from emolab.core.backend import as_array, like, to_host
from emolab.core.errors import ArgumentError, DataError, ShapeError

HALVINGS = 2200  # at most: double precision has fewer numbers between 0 and any bound
EXACT = 1e-14  # a sum of densities this near to 1 is 1


@formula("liu2021 fusion", "liu2021 Fig 6")
def lambda_measure(densities):
    """Interaction of the sources under which all of them together count 1.

    Formula   product over i of (1 + lambda g_i) = 1 + lambda,  lambda > -1
              in logarithms:  sum over i of log(1 + lambda g_i) = log(1 + lambda), beside the root lambda = 0
    Shapes    axis 0 of densities holds the S sources: S -> a number; S x K, for K classes -> K numbers
    Errors    ArgumentError for densities outside 0 to 1; DataError where no lambda exists: all densities are
              0, or only one is not and it is below 1, or they are too small for the number to be held
    Note      Sum 1: lambda = 0, plain addition; below 1: lambda > 0, sources complete each other; above 1:
              lambda < 0, they overlap. liu2021's weight 0.57, read as densities (.57, .43), gives 0. Where
              a density is 1 and another above 0, the root tends to -1, and -1 is returned: sets then count
              1 - product of (1 - g_i), which is 1 as soon as the sure source is among them.
    """
    g = to_host(checked_densities(densities))  # a few numbers, and hundreds of steps
    if g.ndim == 1:
        return float(_roots(g[:, None])[0])
    return like(densities, _roots(g.reshape(len(g), -1)).reshape(g.shape[1:]))


def checked_densities(densities):
    """Return densities as float64, sources along axis 0, or raise what `lambda_measure` says."""
    g = as_array(densities, np.float64)
    if g.ndim == 0 or 0 in g.shape:
        raise ShapeError(f"densities have shape {g.shape}; axis 0 must hold the sources, one at least")
    bad = ~((g >= 0) & (g <= 1))
    if bad.any():
        place = tuple(int(i) for i in np.argwhere(bad)[0])
        raise ArgumentError(
            f"densities[{', '.join(map(str, place))}] is {g[place]:g}; a density is what a source counts "
            "alone, from 0 to 1. Accuracies in per cent must be divided by 100"
        )
    return g


def _roots(g):
    """lambda of each column of densities (S, K) -> (K,)."""
    excess = g.sum(axis=0) - 1  # (K,)
    additive = np.abs(excess) <= EXACT * len(g)
    alone = ~additive & (np.count_nonzero(g, axis=0) < 2)
    if alone.any():
        column = g[:, np.argmax(alone)]
        raise DataError(
            f"lambda_measure: no lambda exists for the densities {column.tolist()}: all sources "
            "together must count 1, and with fewer than two above 0 they cannot. Leave out those of density 0"
        )
    pairs = np.zeros(
        g.shape[1]
    )  # sum of g_i g_j over all pairs: 1 + lambda >= 1 + lambda sum + lambda^2 pairs
    for i in range(1, len(g)):
        pairs += g[i] * g[:i].sum(axis=0)
    with np.errstate(divide="ignore", over="ignore"):
        high = np.where(excess < 0, -excess / np.where(pairs > 0, pairs, 5e-324), 0)
    if not np.isfinite(high).all():
        raise DataError("lambda_measure: the densities are too small for lambda to be held; scale them up")
    low = np.where(excess > 0, -1.0, 0.0)
    for _ in range(HALVINGS):
        middle = low + (high - low) / 2
        if ((middle == low) | (middle == high)).all():
            break
        gap = np.log1p(middle * g).sum(axis=0) - np.log1p(middle)  # over lambda: below 0 left of the root
        left = np.where(middle > 0, gap < 0, gap > 0)
        low, high = np.where(left, middle, low), np.where(left, high, middle)
    sure = (g == 1).any(axis=0)
    return np.where(additive, 0.0, np.where(sure, -1.0, high))


def add_source(counted, density, lam):
    """What a set counts once another source joins it: g(A + i) = g(A) + g_i + lambda g(A) g_i."""
    return np.minimum(counted + density + lam * counted * density, 1)
