"""Densities of the lambda measure, learned from how often each source is right on validation data."""

import numpy as np

from emolab.core.errors import ArgumentError, DataError, ShapeError


def densities_from_accuracies(accuracies, total=None):
    """Turn validation accuracies into densities.

    Formula   g_i = p_i;  with a total:  g_i = total p_i / sum_j p_j
    accuracies  S, or S x K for accuracies in each class, from 0 to 1
    total     what the densities sum to; 1 gives lambda 0 and so a weighted mean; below 1 sources complete
              each other, above 1 they overlap. None: the accuracies as they are, which overlap as soon as
              the sources are any good
    Returns   float64, as accuracies
    Errors    ArgumentError for accuracies outside 0 to 1, or a total that lifts a density above 1;
              DataError where no source is ever right
    """
    p = np.asarray(accuracies, np.float64)
    if p.ndim not in (1, 2) or 0 in p.shape:
        raise ShapeError(f"accuracies have shape {p.shape}; they must be S, or S x K, with no axis empty")
    if not ((p >= 0) & (p <= 1)).all():
        raise ArgumentError(
            f"accuracies reach from {p.min():g} to {p.max():g}; they must lie in 0 to 1, not in per cent"
        )
    if total is None:
        return p
    sums = p.sum(axis=0)
    if not np.all(sums > 0):
        raise DataError(
            "densities_from_accuracies: no source is ever right, so there is nothing to share out"
        )
    g = total * p / sums
    if not (np.isfinite(total) and total > 0) or g.max() > 1 + 1e-12:
        raise ArgumentError(
            f"total={total!r} gives densities up to {g.max():g}; each must lie in 0 to 1. Choose a total "
            f"from above 0 to {float((sums / p.max(axis=0)).min()):.4g}"
        )
    return np.minimum(g, 1)


def learn_densities(scores, targets, per_class=False, total=None):
    """Learn densities from the sources' scores on validation data.

    Formula   p_i = (right_i + 1) / (n + 2), right_i of n samples (of the class, with per_class) where the
              argmax of source i is the target;  then `densities_from_accuracies`
    scores    S x N x K;  targets: N class indices from 0 to K - 1
    Returns   S densities, or S x K with per_class
    Errors    ShapeError where scores and targets do not fit; DataError for NaN or a target that is no class
    Note      The added one right and one wrong keep densities of 0 and 1, which settle everything, away from
              small validation parts. A class without a sample gets 1/2.
    """
    scores, targets = np.asarray(scores, np.float64), np.asarray(targets)
    if scores.ndim != 3 or targets.shape != scores.shape[1:2]:
        raise ShapeError(
            f"learn_densities: scores have shape {scores.shape} and targets {targets.shape}; they must be "
            "S x N x K and N"
        )
    if np.isnan(scores).any():
        raise DataError("learn_densities: scores hold NaN")
    K = scores.shape[2]
    if targets.dtype.kind not in "iu" or not ((targets >= 0) & (targets < K)).all():
        raise DataError(f"learn_densities: targets must be class indices from 0 to {K - 1}")
    right = (scores.argmax(axis=2) == targets).astype(np.int64)  # (S, N)
    if not per_class:
        return densities_from_accuracies((right.sum(axis=1) + 1) / (len(targets) + 2), total)
    member = targets[:, None] == np.arange(K)  # (N, K)
    return densities_from_accuracies((right @ member + 1) / (member.sum(axis=0) + 2), total)
