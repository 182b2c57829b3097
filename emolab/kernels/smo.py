"""Sequential minimal optimisation compiled, over a kernel matrix that is kept whole or row by row."""

from typing import NamedTuple

import numpy as np

from emolab.core.errors import ArgumentError, DataError
from emolab.core.threads import run_pieces
from emolab.kernels.jit import jit
from emolab.kernels.kernel_functions import linear_kernel, polynomial_kernel, rbf_kernel

FLAT = 1e-12
PERIOD = 1000  # steps between two looks at what may be left out
NEARLY = 10
CODES = {"linear": 0, "rbf": 1, "polynomial": 2}
ENDED = ("", "converged", "stalled")


class Solution(NamedTuple):
    """As the formula's."""

    state: str
    steps: int
    gap: float
    objective: float


def smo(X, y, C, kernel="precomputed", gamma=1.0, coef0=0.0, degree=3, *, eps=1e-3, shrinking=True,
        most=1_000_000, cache=200.0):  # fmt: skip
    if set(np.unique(y)) != {-1, 1}:
        raise ArgumentError("smo: y must hold -1 and +1, both of them and nothing else")
    y, C = y.astype(np.float64), C.astype(np.float64)
    X = np.ascontiguousarray(X, np.float64)
    N, room = len(y), int(cache * 2**20) // 8
    if kernel == "precomputed":
        source = _Whole(X)
    elif N * N <= room:
        make = {"linear": linear_kernel, "rbf": rbf_kernel, "polynomial": polynomial_kernel}[kernel]
        settings = {"linear": (), "rbf": (gamma,), "polynomial": (gamma, coef0, degree)}[kernel]
        source = _Whole(make(X, X, *settings))
    else:
        source = _Rows(X, CODES[kernel], gamma, coef0, degree, room)
    if not np.isfinite(source.diagonal).all():
        raise DataError("smo: the kernel's values overflow; scale the features, or lower gamma or degree")
    a, f = np.zeros(N), y.copy()
    active, looked_again = np.arange(N), False
    state, steps = "bound", 0
    while steps < most:
        local = [a[active], f[active]]
        ended, made = _steps(
            y[active], C[active], *local, eps, min(PERIOD, most - steps), *source.arguments()
        )  # fmt: skip
        a[active], f[active] = local
        steps += made
        ended = ENDED[ended]
        if ended == "stalled" or (ended == "converged" and len(active) == N):
            state = ended
            break
        if ended == "converged":
            active, f = np.arange(N), y - source.times(a * y)
            source.restore()
        elif shrinking:
            up, low = _movable(a[active], y[active], C[active])
            top, bottom = _limits(f[active], up, low)
            if top - bottom <= NEARLY * eps and not looked_again:
                looked_again = True
                if len(active) < N:
                    active, f = np.arange(N), y - source.times(a * y)
                    source.restore()
                continue
            stays = (up & low) | (up & (f[active] >= bottom)) | (low & (f[active] <= top))
            if 8 * stays.sum() <= 7 * len(active):
                source.narrow(np.flatnonzero(stays))
                active = active[stays]
    if len(active) < N or not isinstance(source, _Rows):  # a whole product of rows made anew is dear
        f = y - source.times(a * y)
    up, low = _movable(a, y, C)
    top, bottom = _limits(f, up, low)
    if top - bottom < eps:
        state = "converged"
    free = up & low
    b = f[free].mean() if free.any() else (top + bottom) / 2
    return a, b, Solution(state, steps, float(top - bottom), float(-(a * (1 + y * f)).sum() / 2))


def _movable(a, y, C):
    return np.where(y > 0, a < C, a > 0), np.where(y > 0, a > 0, a < C)


def _limits(f, up, low):
    return np.max(f, initial=-np.inf, where=up), np.min(f, initial=np.inf, where=low)


class _Rows:
    """Rows of the kernel matrix, made when asked for; the one not used for longest makes way."""

    def __init__(self, X, code, gamma, coef0, degree, room):
        self.whole = X - X.mean(axis=0) if code == CODES["rbf"] else X
        self.settings = (code, float(gamma), float(coef0), float(degree))
        self.room = room
        self.restore()

    def restore(self):
        self._begin(self.whole)

    def _begin(self, X):
        self.X = X
        self.squares = np.einsum("nd,nd->n", X, X)
        code, gamma, coef0, degree = self.settings
        with np.errstate(over="ignore"):
            power = (gamma * self.squares + coef0) ** degree
        self.diagonal = {0: self.squares, 1: np.ones(len(X)), 2: power}[code]
        held = min(max(2, self.room // len(X)), len(X))
        self.rows = np.empty((held, len(X)))
        self.slot = np.full(len(X), -1)  # where a sample's row is
        self.owner = np.full(held, -1)  # whose row is there
        self.used = np.zeros(held, np.int64)  # when it was last asked for

    def narrow(self, stays):
        """Go on with these samples only, and keep what is there of their rows."""
        rows, slot = self.rows, self.slot[stays]
        self._begin(self.X[stays])
        kept = np.flatnonzero(slot >= 0)[: len(self.rows)]
        self.rows[: len(kept)] = rows[slot[kept]][:, stays]
        self.slot[kept] = np.arange(len(kept))
        self.owner[: len(kept)] = kept

    def times(self, v):
        """K v over all samples, by the columns whose factor is not 0."""
        chosen = np.flatnonzero(v)
        picked, factors, total = self.whole[chosen], v[chosen], np.zeros(len(v))
        squares = np.einsum("nd,nd->n", self.whole, self.whole)
        code, gamma, coef0, degree = self.settings

        def piece(start, stop):
            for first in range(start, stop, 64):
                block = slice(first, min(first + 64, stop))
                K = self.whole[block] @ picked.T
                if code == CODES["rbf"]:
                    K = np.exp(-gamma * np.maximum(squares[block, None] + squares[chosen] - 2 * K, 0))
                elif code == CODES["polynomial"]:
                    K = (gamma * K + coef0) ** degree
                total[block] = K @ factors

        run_pieces(piece, len(v), 64)
        return total

    def arguments(self):
        return (
            self.rows, self.slot, self.owner, self.used, self.diagonal, self.X, self.squares, *self.settings
        )  # fmt: skip


class _Whole:
    """A kernel matrix that is there as a whole."""

    def __init__(self, K):
        self.whole = K
        self.restore()

    def restore(self):
        self._begin(self.whole)

    def _begin(self, K):
        self.K, n = K, len(K)
        self.diagonal = K.diagonal().copy()
        self.slot, self.owner, self.used = np.arange(n), np.arange(n), np.zeros(n, np.int64)

    def narrow(self, stays):
        self._begin(self.K[np.ix_(stays, stays)])

    def times(self, v):
        return self.whole @ v

    def arguments(self):
        nothing = np.empty((0, 0))
        return (
            self.K, self.slot, self.owner, self.used, self.diagonal, nothing, self.diagonal, -1, 0.0, 0.0, 0.0
        )  # fmt: skip


@jit
def _apply(dots, squares, square, code, gamma, coef0, degree):
    """Turn inner products into kernel values, in place."""
    if code == 1:
        for k in range(len(dots)):
            dots[k] = np.exp(-gamma * max(squares[k] + square - 2 * dots[k], 0.0))
    elif code == 2:
        for k in range(len(dots)):
            dots[k] = (gamma * dots[k] + coef0) ** degree
    return dots


@jit
def _row(i, tick, rows, slot, owner, used, X, squares, code, gamma, coef0, degree):
    """Where the row of sample i is, made first where it is not there."""
    r = slot[i]
    if r < 0:
        r = np.argmin(used)
        if owner[r] >= 0:
            slot[owner[r]] = -1
        owner[r], slot[i] = i, r
        np.dot(X, X[i], rows[r])
        _apply(rows[r], squares, squares[i], code, gamma, coef0, degree)
    used[r] = tick
    return r


@jit
def _steps(y, C, a, f, eps, count, rows, slot, owner, used, diagonal, X, squares, code, gamma, coef0, degree):
    N = len(y)
    grow = np.where(y > 0, C - a, a)  # how far a y may grow, and fall
    fall = np.where(y > 0, a, C - a)
    tick = used.max()
    for made in range(count):
        top, bottom, i = -np.inf, np.inf, -1
        for k in range(N):
            if grow[k] > 0 and f[k] >= top:
                top, i = f[k], k
            if fall[k] > 0 and f[k] < bottom:
                bottom = f[k]
        if not top - bottom >= eps:
            return 1, made
        tick += 1
        row_i = rows[_row(i, tick, rows, slot, owner, used, X, squares, code, gamma, coef0, degree)]
        best, j, chosen = -1.0, -1, 1.0
        for k in range(N):
            ahead = top - f[k]
            if fall[k] > 0 and ahead > 0:
                curve = max(diagonal[i] + diagonal[k] - 2 * row_i[k], FLAT)
                gain = ahead * ahead / curve
                if gain >= best:
                    best, j, chosen = gain, k, curve
        tick += 1
        row_j = rows[_row(j, tick, rows, slot, owner, used, X, squares, code, gamma, coef0, degree)]
        t = min((top - f[j]) / chosen, grow[i], fall[j])
        before_i, before_j = a[i], a[j]
        if t == grow[i]:
            a[i] = C[i] if y[i] > 0 else 0.0
        else:
            a[i] += y[i] * t
        if t == fall[j]:
            a[j] = 0.0 if y[j] > 0 else C[j]
        else:
            a[j] -= y[j] * t
        if a[i] == before_i and a[j] == before_j:
            return 2, made
        grow[i], fall[i] = (C[i] - a[i], a[i]) if y[i] > 0 else (a[i], C[i] - a[i])
        grow[j], fall[j] = (C[j] - a[j], a[j]) if y[j] > 0 else (a[j], C[j] - a[j])
        for k in range(N):
            f[k] -= t * (row_i[k] - row_j[k])
    return 0, count
