"""How weights start: scaled to the size of the layer, so that signals keep their variance."""

import numpy as np

from emolab.core import ShapeError


def fans(shape):
    """Return (inputs, outputs) of one unit: W (D, H), or a kernel (..., Cin, Cout)."""
    if len(shape) < 2:
        raise ShapeError(
            f"fans: weights of shape {tuple(shape)} have no inputs and outputs; give (..., D, H)"
        )
    field = int(np.prod(shape[:-2], dtype=int))
    return field * shape[-2], field * shape[-1]


def glorot_uniform(shape, rng=None, dtype=np.float32):
    """Uniform start that keeps the variance in both directions.

    Formula   W ~ U(-a, a),  a = sqrt(6 / (fan_in + fan_out))
    Source    Glorot and Bengio 2010
    """
    fan_in, fan_out = fans(shape)
    bound = np.sqrt(6 / (fan_in + fan_out))
    rng = np.random.default_rng(rng)
    return rng.uniform(-bound, bound, shape).astype(dtype)


def glorot_normal(shape, rng=None, dtype=np.float32):
    """Normal start that keeps the variance in both directions.

    Formula   W ~ N(0, 2 / (fan_in + fan_out))
    Source    Glorot and Bengio 2010
    """
    rng = np.random.default_rng(rng)
    return (rng.standard_normal(shape) * np.sqrt(2 / sum(fans(shape)))).astype(dtype)


def he_normal(shape, rng=None, dtype=np.float32):
    """Normal start that keeps the variance through ReLU.

    Formula   W ~ N(0, 2 / fan_in)
    Source    He et al. 2015
    """
    rng = np.random.default_rng(rng)
    return (rng.standard_normal(shape) * np.sqrt(2 / fans(shape)[0])).astype(dtype)


def he_uniform(shape, rng=None, dtype=np.float32):
    """Uniform start that keeps the variance through ReLU.

    Formula   W ~ U(-a, a),  a = sqrt(6 / fan_in)
    Source    He et al. 2015
    """
    bound = np.sqrt(6 / fans(shape)[0])
    rng = np.random.default_rng(rng)
    return rng.uniform(-bound, bound, shape).astype(dtype)


def orthogonal(shape, rng=None, dtype=np.float32):
    """Random matrix with orthonormal rows or columns, whichever are fewer.

    Formula   Q R = A, A normal;  W = Q sign(diag R)
    Shapes    shape (D, H) -> W (D, H)
    Source    Saxe et al. 2014
    """
    if len(shape) != 2:
        raise ShapeError(f"orthogonal: a matrix (D, H) is made, not {tuple(shape)}; reshape it afterwards")
    rows, columns = shape
    rng = np.random.default_rng(rng)
    tall = rng.standard_normal((max(shape), min(shape)))
    q, r = np.linalg.qr(tall)
    q = q * np.sign(np.diag(r))
    return (q if rows >= columns else q.T).astype(dtype)
