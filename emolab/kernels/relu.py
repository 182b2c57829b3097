"""ReLU over threads: output and mask in one pass over memory."""

from typing import NamedTuple

import numpy as np

from emolab.core.errors import ArgumentError
from emolab.core.threads import run_pieces
from emolab.kernels.jit import jit

ENTRIES = 1 << 15  # fewer entries than this are not worth a thread


class ReLUCache(NamedTuple):
    """As the formula's."""

    passed: np.ndarray


@jit
def _forward(x, y, passed, at_zero):
    for i in range(x.size):
        v = x[i]
        y[i] = v if v > 0 or v != v else 0  # NaN stays NaN
        passed[i] = v > 0 or (at_zero and v == 0)


@jit
def _backward(dy, passed, dx):
    for i in range(dy.size):
        dx[i] = dy[i] * passed[i]


def relu(x):
    x = np.asarray(x)
    y = np.empty(x.shape, x.dtype)
    source, target = x.reshape(-1), y.reshape(-1)
    run_pieces(lambda a, b: np.maximum(source[a:b], 0, out=target[a:b]), x.size, ENTRIES)
    return y


def relu_forward(x, at_zero=1):
    if at_zero not in (0, 1):
        raise ArgumentError(f"relu_forward: at_zero must be 0 or 1, not {at_zero!r}")
    x = np.ascontiguousarray(x)
    y, passed = np.empty(x.shape, x.dtype), np.empty(x.shape, np.bool_)
    flat = x.reshape(-1), y.reshape(-1), passed.reshape(-1)
    run_pieces(lambda a, b: _forward(*(f[a:b] for f in flat), bool(at_zero)), x.size, ENTRIES)
    return y, ReLUCache(passed)


def relu_backward(dy, cache):
    dy = np.ascontiguousarray(dy)
    dx = np.empty(dy.shape, dy.dtype)
    flat = dy.reshape(-1), cache.passed.reshape(-1), dx.reshape(-1)
    run_pieces(lambda a, b: _backward(*(f[a:b] for f in flat)), dy.size, ENTRIES)
    return dx
