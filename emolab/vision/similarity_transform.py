"""The similarity between two shapes: turn, scale and shift that lay one over the other (Procrustes)."""

import numpy as np

from emolab.core import DataError, formula


@formula("gu2025 landmarks")
def similarity_transform(source, target):
    """Turn, scale and shift that take the points of one shape nearest to those of another.

    Formula   minimise  sum_i |R a_i + t - b_i|^2  over  R = [[c, -s], [s, c]]  and t
              with a and b from their means:  c = sum a.b / sum a.a,  s = sum (a x b) / sum a.a
              t = mean(b) - R mean(a)
    Shapes    source (..., L, 2), target (..., L, 2) -> R (..., 2, 2), t (..., 2)
    Errors    DataError where all points of source lie in one place
    Note      R mirrors nothing: turn and scale only.
    """
    dtype = np.result_type(source, target, np.float32)
    from_mean, to_mean = source.mean(axis=-2, dtype=dtype), target.mean(axis=-2, dtype=dtype)  # (..., 2)
    a, b = source - from_mean[..., None, :], target - to_mean[..., None, :]  # (..., L, 2)
    size = (a * a).sum(axis=(-2, -1))  # (...)
    if (size == 0).any():
        raise DataError("similarity_transform: all points of source lie in one place; they have no direction")
    c = (a * b).sum(axis=(-2, -1)) / size
    s = (a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]).sum(axis=-1) / size
    R = np.stack([np.stack([c, -s], axis=-1), np.stack([s, c], axis=-1)], axis=-2)  # (..., 2, 2)
    return R, to_mean - (R @ from_mean[..., None])[..., 0]
