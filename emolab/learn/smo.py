"""Sequential minimal optimisation: the dual of a support vector machine, two multipliers at a time."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.core.errors import ArgumentError, DataError
from emolab.learn.kernel_functions import kernel_matrix

FLAT = 1e-12  # least curvature along a pair: duplicates of different classes have none
PERIOD = 1000  # steps between two looks at what may be left out
NEARLY = 10  # times eps: so near the end everything is looked at once again


class Solution(NamedTuple):
    """How the optimisation went."""

    state: str  # "converged"; "bound": the steps ran out; "stalled": steps no longer change anything
    steps: int
    gap: float  # worst violation of the conditions, over all samples
    objective: float  # 1/2 a^T Q a - sum a: the smaller the better


@formula("liu2021 Fig 5", kernel="smo")
def smo(X, y, C, kernel="precomputed", gamma=1.0, coef0=0.0, degree=3, *, eps=1e-3, shrinking=True,
        most=1_000_000, cache=200.0):  # fmt: skip
    """Train a two-class support vector machine with penalties C.

    Formula   minimise  1/2 sum_ij a_i a_j y_i y_j K_ij - sum_i a_i,  0 <= a_i <= C_i,  sum_i a_i y_i = 0
              f_i = y_i - sum_j a_j y_j K_ij;  up: a_i y_i may grow;  low: a_i y_i may fall
              i = argmax of f over up;  curve_j = K_ii + K_jj - 2 K_ij
              j = argmax of (f_i - f_j)^2 / curve_j over low with f_j < f_i
              a_i y_i += t,  a_j y_j -= t,  f_k -= t (K_ik - K_jk),  t = (f_i - f_j) / curve_j within the box
              until  max of f over up - min of f over low < eps;  b = mean f of the free (0 < a < C)
    Shapes    X (N, D), y (N,), C (N,) -> a (N,), b, solution
    Errors    ArgumentError where y does not hold both -1 and +1 and nothing else; DataError where the
              kernel of a sample with itself overflows
    Source    Fan, Chen, Lin (2005), working set by second-order information; Joachims (1998), shrinking
    Note      Of equals, i and j are the last, as in LIBSVM, so that the paths agree but for rounding.
              kernel "precomputed" takes K (N, N) for X. Shrinking leaves samples out for a while that sit
              at a bound and pull outward; the last test is always on all of them. `cache`, in MB, bounds
              what the compiled twin keeps of K; this formula keeps all of it.
    """
    if set(np.unique(y)) != {-1, 1}:
        raise ArgumentError("smo: y must hold -1 and +1, both of them and nothing else")
    y, C = y.astype(np.float64), C.astype(np.float64)
    X = X.astype(np.float64)
    K = X if kernel == "precomputed" else kernel_matrix(X, X, kernel, gamma, coef0, degree)  # (N, N)
    N = len(y)
    if not np.isfinite(K.diagonal()).all():
        raise DataError("smo: the kernel's values overflow; scale the features, or lower gamma or degree")
    a, f = np.zeros(N), y.copy()
    active, looked_again = np.arange(N), False
    state, steps = "bound", 0
    while steps < most:
        sub = K[np.ix_(active, active)] if len(active) < N else K
        local = [a[active], f[active]]
        ended, made = _steps(sub, y[active], C[active], *local, eps, min(PERIOD, most - steps))
        a[active], f[active] = local
        steps += made
        if ended == "stalled" or (ended == "converged" and len(active) == N):
            state = ended
            break
        if ended == "converged":  # without those left out; f of these is out of date
            active, f = np.arange(N), y - K @ (a * y)
        elif shrinking:
            up, low = movable(a[active], y[active], C[active])
            top, bottom = limits(f[active], up, low)
            if top - bottom <= NEARLY * eps and not looked_again:
                looked_again = True
                if len(active) < N:
                    active, f = np.arange(N), y - K @ (a * y)
                continue
            stays = (up & low) | (up & (f[active] >= bottom)) | (low & (f[active] <= top))
            if 8 * stays.sum() <= 7 * len(active):  # less would not pay for the smaller matrix
                active = active[stays]
    f = y - K @ (a * y)  # (N,) without the rounding of many steps
    up, low = movable(a, y, C)
    top, bottom = limits(f, up, low)
    if top - bottom < eps:
        state = "converged"
    free = up & low
    b = f[free].mean() if free.any() else (top + bottom) / 2
    return a, b, Solution(state, steps, float(top - bottom), float(-(a * (1 + y * f)).sum() / 2))


def movable(a, y, C):
    """Whether a_i y_i may grow, and whether it may fall, within 0 <= a_i <= C_i.

    Shapes    a, y and C (N,) -> up (N,), low (N,)
    """
    return np.where(y > 0, a < C, a > 0), np.where(y > 0, a > 0, a < C)


def limits(f, up, low):
    """Largest f among those that may grow and smallest among those that may fall; equal at the optimum."""
    return np.max(f, initial=-np.inf, where=up), np.min(f, initial=np.inf, where=low)


def last_argmax(values):
    """Where the largest value is, the last of equals."""
    return len(values) - 1 - np.argmax(values[::-1])


def _steps(K, y, C, a, f, eps, count):
    """Up to count steps on a and f, in place; how they ended ("" where the count ran out), and how many."""
    diagonal = K.diagonal()
    for made in range(count):
        up, low = movable(a, y, C)
        top, bottom = limits(f, up, low)
        if top - bottom < eps:
            return "converged", made
        i = last_argmax(np.where(up, f, -np.inf))
        curve = np.maximum(diagonal[i] + diagonal - 2 * K[i], FLAT)  # (N,)
        ahead = top - f
        j = last_argmax(np.where(low & (ahead > 0), ahead**2 / curve, -np.inf))
        room_i = C[i] - a[i] if y[i] > 0 else a[i]
        room_j = a[j] if y[j] > 0 else C[j] - a[j]
        t = min(ahead[j] / curve[j], room_i, room_j)
        before = a[i], a[j]
        a[i] = (C[i] if y[i] > 0 else 0) if t == room_i else a[i] + y[i] * t  # a bound is met exactly
        a[j] = (0 if y[j] > 0 else C[j]) if t == room_j else a[j] - y[j] * t
        if (a[i], a[j]) == before:
            return "stalled", made
        f -= t * (K[i] - K[j])
    return "", count
