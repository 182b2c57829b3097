"""Batch normalisation over threads: the statistics in one pass over memory, the output in another."""

from typing import NamedTuple

import numpy as np

from emolab.core.errors import ShapeError
from emolab.core.threads import run_pieces
from emolab.kernels.jit import jit

ENTRIES = 1 << 15  # fewer entries than this are not worth a thread


class BatchNormCache(NamedTuple):
    """As the formula's; x is contiguous."""

    x: np.ndarray
    gamma: np.ndarray
    mean: np.ndarray
    variance: np.ndarray
    eps: float


class BatchNormEvalCache(NamedTuple):
    """As the formula's; x is contiguous."""

    x: np.ndarray
    gamma: np.ndarray
    mean: np.ndarray
    variance: np.ndarray
    eps: float


@jit
def _moments(rows, origin, sums):
    """Add the sums of (x - origin) and of its square to sums (2, C), in float64.

    origin is one of the rows, so that the square of its own distance is a part of the variance: the
    subtraction that follows loses no more than a factor of m in precision, however large the mean is.
    """
    for r in range(len(rows)):
        for c in range(rows.shape[1]):
            d = np.float64(rows[r, c]) - origin[c]
            sums[0, c] += d
            sums[1, c] += d * d


@jit
def _normalise(rows, mean, scale, shift, y):
    for r in range(len(rows)):
        for c in range(rows.shape[1]):
            y[r, c] = (rows[r, c] - mean[c]) * scale[c] + shift[c]


@jit
def _gradient_sums(rows, dy, mean, sums):
    """Add the sums of dy and of dy (x - mean) to sums (2, C), in float64."""
    for r in range(len(rows)):
        for c in range(rows.shape[1]):
            d = np.float64(dy[r, c])
            sums[0, c] += d
            sums[1, c] += d * (rows[r, c] - mean[c])


@jit
def _gradient(rows, dy, mean, scale, offset, slope, dx):
    for r in range(len(rows)):
        for c in range(rows.shape[1]):
            dx[r, c] = scale[c] * (dy[r, c] - offset[c] - (rows[r, c] - mean[c]) * slope[c])


def batch_norm_forward(x, gamma, beta, eps=1e-5):
    x = np.ascontiguousarray(x)
    rows = x.reshape(-1, x.shape[-1])  # (m, C)
    if len(rows) < 2:
        raise ShapeError(
            f"batch_norm_forward: x has shape {x.shape}, {len(rows)} entries a channel; the statistics of a "
            f"batch need at least 2. Use larger batches (drop a last one of 1) or eval()"
        )
    m, least = len(rows), ENTRIES // rows.shape[1] + 1
    origin = rows[0].astype(np.float64)

    def moments(start, stop):
        sums = np.zeros((2, rows.shape[1]))
        _moments(rows[start:stop], origin, sums)
        return sums

    first, second = sum(run_pieces(moments, m, least)) / m  # (C,) each
    mean = (origin + first).astype(x.dtype)
    variance = np.maximum(second - first * first, 0).astype(x.dtype)
    scale = gamma / np.sqrt(variance + x.dtype.type(eps))
    y = np.empty_like(rows, dtype=np.result_type(x, gamma, beta))
    run_pieces(lambda a, b: _normalise(rows[a:b], mean, scale, beta, y[a:b]), m, least)
    return y.reshape(x.shape), BatchNormCache(x, gamma, mean, variance, eps)


def _sums(rows, dy, mean, least):
    """Return the sums of dy and of dy (x - mean), (C,) each."""

    def piece(start, stop):
        sums = np.zeros((2, rows.shape[1]))
        _gradient_sums(rows[start:stop], dy[start:stop], mean, sums)
        return sums

    return sum(run_pieces(piece, len(rows), least), np.zeros((2, rows.shape[1])))


def batch_norm_eval_forward(x, gamma, beta, mean, variance, eps=1e-5):
    x = np.ascontiguousarray(x)
    rows = x.reshape(-1, x.shape[-1])  # (m, C)
    scale = gamma / np.sqrt(variance + x.dtype.type(eps))
    y = np.empty_like(rows, dtype=np.result_type(x, gamma, beta, mean, variance))
    least = ENTRIES // rows.shape[1] + 1
    run_pieces(lambda a, b: _normalise(rows[a:b], mean, scale, beta, y[a:b]), len(rows), least)
    return y.reshape(x.shape), BatchNormEvalCache(x, gamma, mean, variance, eps)


def batch_norm_eval_backward(dy, cache):
    x, gamma, mean, variance, eps = cache
    rows = x.reshape(-1, x.shape[-1])  # (m, C)
    dy = np.ascontiguousarray(dy).reshape(rows.shape)
    total, moment = _sums(rows, dy, mean, ENTRIES // rows.shape[1] + 1)
    deviation = np.sqrt(variance + x.dtype.type(eps))
    dtype = np.result_type(x, dy, gamma)
    dx = dy * (gamma / deviation)
    return dx.reshape(x.shape), (moment / deviation).astype(dtype), total.astype(dy.dtype)


def batch_norm_backward(dy, cache):
    x, gamma, mean, variance, eps = cache
    rows = x.reshape(-1, x.shape[-1])  # (m, C)
    dy = np.ascontiguousarray(dy).reshape(rows.shape)
    m, least = len(rows), ENTRIES // rows.shape[1] + 1
    total, moment = _sums(rows, dy, mean, least)
    deviation = np.sqrt(variance + x.dtype.type(eps))
    dtype = np.result_type(x, dy, gamma)
    scale, offset = (gamma / deviation).astype(dtype), (total / m).astype(dtype)
    slope = (moment / (m * deviation.astype(np.float64) ** 2)).astype(dtype)
    dx = np.empty(rows.shape, dtype)
    run_pieces(lambda a, b: _gradient(rows[a:b], dy[a:b], mean, scale, offset, slope, dx[a:b]), m, least)
    return dx.reshape(x.shape), (moment / deviation).astype(dtype), total.astype(dy.dtype)
