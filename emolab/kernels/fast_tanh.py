"""Tanh and sigmoid for use inside kernels: a rational form in float32 that LLVM vectorises, exact in float64.

tanh(x) is approximated by x P(x^2) / Q(x^2), P of degree 6 and Q of degree 3 in x^2, minimax on
-7.905 to 7.905, beyond which float32 tanh is 1; the error is a few units in the last place.
"""

import math

import numpy as np
from numba import types
from numba.extending import overload

_LIMIT = np.float32(7.90531110763549805)
_P = tuple(
    np.float32(c)
    for c in (
        4.89352455891786e-03, 6.37261928875436e-04, 1.48572235717979e-05, 5.12229709037114e-08,
        -8.60467152213735e-11, 2.00018790482477e-13, -2.76076847742355e-16,
    )
)  # fmt: skip
_Q = tuple(
    np.float32(c)
    for c in (4.89352518554385e-03, 2.26843463243900e-03, 1.18534705686654e-04, 1.19825839466702e-06)
)
_P0, _P1, _P2, _P3, _P4, _P5, _P6 = _P
_Q0, _Q1, _Q2, _Q3 = _Q
_HALF, _ONE = np.float32(0.5), np.float32(1)


def tanh(x):
    """Hyperbolic tangent of one number, for compiled code only."""
    return math.tanh(x)


def sigmoid(x):
    """Logistic function of one number, (1 + tanh(x / 2)) / 2, for compiled code only."""
    return (1 + math.tanh(x / 2)) / 2


def _tanh32(x):
    x = _LIMIT if x > _LIMIT else x  # in this order NaN stays NaN
    x = -_LIMIT if x < -_LIMIT else x
    s = x * x
    p = s * (s * (s * (s * (s * (s * _P6 + _P5) + _P4) + _P3) + _P2) + _P1) + _P0
    q = s * (s * (s * _Q3 + _Q2) + _Q1) + _Q0
    return x * p / q


@overload(tanh)
def _choose_tanh(x):
    if x == types.float32:
        return _tanh32
    return lambda x: math.tanh(x)


@overload(sigmoid)
def _choose_sigmoid(x):
    if x == types.float32:
        return lambda x: _HALF + _HALF * tanh(_HALF * x)
    return lambda x: 0.5 + 0.5 * math.tanh(0.5 * x)
