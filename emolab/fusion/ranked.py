"""Sources in the order of their scores, and what the best of them count together."""

import numpy as np

from emolab.core.backend import as_array, like
from emolab.core.errors import DataError, ShapeError
from emolab.fusion.lambda_measure import add_source, checked_densities, lambda_measure


def ranked(scores, densities, where):
    """Sort every cell's sources by score, the largest first.

    scores    S x ..., numbers or a list of S arrays;  densities: S, or S x K with K the last axis of scores
    Returns   (values, counted), both as scores: the sorted scores, and g(A_i) of the first i sources
    Errors    ShapeError where scores and densities do not fit; DataError for NaN or infinity
    """
    try:
        scores = np.stack(scores) if isinstance(scores, tuple | list) else as_array(scores)
        scores = scores if scores.dtype == np.float32 else scores.astype(np.float64)
    except ValueError as error:
        raise ShapeError(f"{where}: the sources' scores must have one common shape ({error})") from error
    g = like(scores, checked_densities(densities))
    if scores.ndim == 0 or len(scores) != len(g) or 0 in scores.shape:
        raise ShapeError(
            f"{where}: scores have shape {scores.shape}; axis 0 must hold the {len(g)} sources that have "
            "densities, and no axis may be empty"
        )
    if g.ndim > 2 or (g.ndim == 2 and (scores.ndim < 2 or g.shape[1] != scores.shape[-1])):
        raise ShapeError(
            f"{where}: densities have shape {g.shape}, scores {scores.shape}; densities must be one a "
            "source, or one a source and class"
        )
    if not np.isfinite(scores).all():
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(scores))[0])
        raise DataError(f"{where}: scores[{', '.join(map(str, place))}] is NaN or infinity")
    lam = lambda_measure(g)  # a number or (K,)
    middle = (1,) * (scores.ndim - g.ndim)
    g = g.reshape(len(g), *middle, *g.shape[1:]).astype(scores.dtype)
    g = np.broadcast_to(g, scores.shape)  # (S, ..., K)
    order = np.argsort(-scores, axis=0, kind="stable")
    values, g = np.take_along_axis(scores, order, 0), np.take_along_axis(g, order, 0)
    counted = np.empty_like(values)
    counted[0] = g[0]
    for i in range(1, len(g)):
        counted[i] = add_source(counted[i - 1], g[i], lam)
    counted[-1] = 1  # by the choice of lambda
    return values, counted
