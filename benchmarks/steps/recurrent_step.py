"""An LSTM over time from plain loops to its kernel: python -m benchmarks.steps.recurrent_step"""

import math

import numba
import numpy as np

from benchmarks.steps.ladder import Step, plain_threads, run
from emolab.kernels.fast_tanh import sigmoid, tanh
from emolab.kernels.lstm import lstm_forward
from emolab.kernels.packed_product import multiply_packed, pack_columns

N, T, D, H = 32, 300, 39, 128
FEW = 1, 3, 8, 8  # the same of what the plain loop in Python does
WORK = f"LSTM forward, {N} sequences of {T} steps, {D} inputs, {H} states, float32"

fast = numba.njit(nogil=True, fastmath={"contract"}, error_model="numpy")


def in_python(x, h0, c0, Wx, Wh, b):
    """The formula, number by number."""
    (n, steps, d), units = x.shape, len(Wh)
    h, state, cell = np.zeros((n, steps, units), x.dtype), h0.copy(), c0.copy()
    for row in range(n):
        for t in range(steps):
            a = [float(value) for value in b]
            for j in range(4 * units):
                for k in range(d):
                    a[j] += x[row, t, k] * Wx[k, j]
                for k in range(units):
                    a[j] += state[row, k] * Wh[k, j]
            for j in range(units):
                i, f, o = (1 / (1 + math.exp(-a[j + gate * units])) for gate in (0, 1, 3))
                cell[row, j] = f * cell[row, j] + i * math.tanh(a[j + 2 * units])
                h[row, t, j] = o * math.tanh(cell[row, j])
            state[row] = h[row, t]
    return h


def _gates(a, cell):
    units = a.shape[1] // 4
    i, f, o = (1 / (1 + np.exp(-a[:, k * units : (k + 1) * units])) for k in (0, 1, 3))
    g = np.tanh(a[:, 2 * units : 3 * units])
    cell = f * cell + i * g
    return o * np.tanh(cell), cell, (i, f, g, o)


def two_products_a_step(x, h0, c0, Wx, Wh, b):
    """NumPy, step by step; gates and cells are kept, as training needs them."""
    h, cell, kept = h0, c0, []
    for t in range(x.shape[1]):
        h, cell, gates = _gates(x[:, t] @ Wx + h @ Wh + b, cell)
        kept.append((h, cell, gates))
    return np.stack([step[0] for step in kept], axis=1)


def inputs_at_once(x, h0, c0, Wx, Wh, b):
    """The products with the inputs need no step before them: one for all steps."""
    sums = x.reshape(-1, x.shape[2]) @ Wx + b
    sums = sums.reshape(*x.shape[:2], -1)
    h, cell, kept = h0, c0, []
    for t in range(x.shape[1]):
        h, cell, gates = _gates(sums[:, t] + h @ Wh, cell)
        kept.append((h, cell, gates))
    return np.stack([step[0] for step in kept], axis=1)


@fast
def _slow_sigmoid(x):
    one = np.float32(1)
    return one / (one + math.exp(-x))


@fast
def _slow_tanh(x):
    return math.tanh(x)


@fast
def _fast_sigmoid(x):
    return sigmoid(x)


@fast
def _fast_tanh(x):
    return tanh(x)


def fused(bent, squeezed):
    """Return a compiled loop over gates and states, one pass a step."""

    @fast
    def update(sums, state, cell, past_c, t, h):
        units = state.shape[1]
        for row in range(len(state)):
            a, c, s = sums[row], cell[row], state[row]
            for k in range(units):
                a[k] = squeezed(a[k])
                a[units + k] = squeezed(a[units + k])
            for k in range(units):
                a[2 * units + k] = bent(a[2 * units + k])
                a[3 * units + k] = squeezed(a[3 * units + k])
            for k in range(units):
                past_c[row, k] = c[k]
                c[k] = a[units + k] * c[k] + a[k] * a[2 * units + k]
            for k in range(units):
                s[k] = a[3 * units + k] * bent(c[k])
                h[row, t, k] = s[k]

    return update


def loop(update, packed):
    """Return a compiled loop over time with this update and either kind of product."""

    @fast
    def run_all(x, h0, c0, Wx, Wh, b):
        n, steps, d = x.shape
        units = len(Wh)
        by_step = np.ascontiguousarray(x.transpose(1, 0, 2)).reshape(steps * n, d)
        h = np.empty((n, steps, units), x.dtype)
        state, cell, past_c = h0.copy(), c0.copy(), np.empty((steps, n, units), x.dtype)
        sums = np.empty((steps * n, 4 * units), x.dtype)
        if packed:
            inner, recurrent = pack_columns(Wx), pack_columns(Wh)
            multiply_packed(by_step, inner, 4 * units, sums, False)
        else:
            np.dot(by_step, Wx, sums)
        own = np.empty((n, 4 * units), x.dtype)
        for t in range(steps):
            part = sums[t * n : (t + 1) * n]
            if packed:
                multiply_packed(state, recurrent, 4 * units, part, True)
            else:
                np.dot(state, Wh, own)
                for row in range(n):
                    for k in range(4 * units):
                        part[row, k] += own[row, k]
            for row in range(n):
                for k in range(4 * units):
                    part[row, k] += b[k]
            update(part, state, cell, past_c[t], t, h)
        return h

    return run_all


def steps():
    """Return the steps."""
    rng = np.random.default_rng(0)

    def drawn(n, steps, d, units):
        shapes = (n, steps, d), (n, units), (n, units), (d, 4 * units), (units, 4 * units), (4 * units,)
        x, *parameters = (rng.standard_normal(shape).astype(np.float32) for shape in shapes)
        return [x, *(p / np.float32(H**0.5) for p in parameters)]

    whole, few = drawn(N, T, D, H), drawn(*FEW)
    wanted = inputs_at_once(*(array.astype(np.float64) for array in whole))
    n, t, d, units = FEW
    scale = N * T * H * (D + H) / (n * t * units * (d + units))
    slow, quick = fused(_slow_tanh, _slow_sigmoid), fused(_fast_tanh, _fast_sigmoid)
    one_pass, rational, packed = loop(slow, False), loop(quick, False), loop(quick, True)
    return [
        Step("plain loops in Python", lambda: in_python(*few), inputs_at_once(*few), scale),
        Step("NumPy, two products a step", lambda: two_products_a_step(*whole), wanted),
        Step("one product with the inputs of all steps", lambda: inputs_at_once(*whole), wanted),
        Step("gates and states in one compiled pass", lambda: one_pass(*whole), wanted),
        Step("tanh and sigmoid as a ratio of polynomials", lambda: rational(*whole), wanted),
        Step("weights packed once for all steps", lambda: packed(*whole), wanted),
        Step("in blocks of steps: the kernel", lambda: lstm_forward(*whole)[0], wanted),
        Step(f"the kernel on {plain_threads()}", lambda: lstm_forward(*whole)[0], wanted, pool=True),
    ]


if __name__ == "__main__":
    run("recurrent_step", WORK, steps)
