"""Long short-term memory over threads: one compiled call for all steps of a piece (see recurrent_layout)."""

from typing import NamedTuple

import numpy as np

from emolab.kernels.fast_tanh import sigmoid, tanh
from emolab.kernels.jit import jit
from emolab.kernels.packed_product import multiply_packed, pack_columns
from emolab.kernels.recurrent_layout import (
    add_block,
    block_after,
    block_before,
    block_panels,
    block_rows,
    contiguous,
    empty_past_ends,
    empty_rows,
    in_order,
    opened,
    over_batch,
    send_back,
    steps_of,
    sum_inputs,
    to_rows,
)


class LSTMCache(NamedTuple):
    """What the backward needs; tanh(c) is not kept, it costs less than reading it back."""

    shape: tuple  # of x, (N, T, D)
    lengths: np.ndarray  # (N,)
    Wx: np.ndarray  # (D, 4H)
    Wh: np.ndarray  # (H, 4H)
    biased: bool
    pieces: dict  # first row: (steps, x (M, D), states and cells before (M, H), gates (M, 4, H))
    c_last: np.ndarray  # (N, H)


@jit
def _update(gates, begin, end, rows, t, state, cell, past_h, past_c, h):
    """The gates' activations, then cell and state by them; those before go to past, the state also to h."""
    H = state.shape[1]
    for i in range(end - begin):
        at, row = begin + i, rows[i]
        for k in range(H):
            gates[at, 0, k] = sigmoid(gates[at, 0, k])
            gates[at, 1, k] = sigmoid(gates[at, 1, k])
        for k in range(H):
            gates[at, 2, k] = tanh(gates[at, 2, k])
            gates[at, 3, k] = sigmoid(gates[at, 3, k])
        for k in range(H):
            before = cell[i, k]
            past_c[at, k] = before
            cell[i, k] = gates[at, 1, k] * before + gates[at, 0, k] * gates[at, 2, k]
        for k in range(H):
            past_h[at, k] = state[i, k]
            state[i, k] = gates[at, 3, k] * tanh(cell[i, k])
        for k in range(H):
            h[row, t, k] = state[i, k]


@jit
def _run(x, rows, counts, starts, Wx, Wh, bias, state, cell, past_h, past_c, gates, h):
    """Fill h (N, T, H) and what the backward needs; state and cell (n, H) go from the first to the last."""
    H = state.shape[1]
    flat = gates.reshape(len(gates), 4 * H)
    first = 0
    while first < len(counts):
        last = block_after(starts, first)
        sum_inputs(x[starts[first] : starts[last]], Wx, 4 * H, bias, flat[starts[first] : starts[last]])
        for t in range(first, last):
            begin, end = starts[t], starts[t + 1]
            multiply_packed(state[: counts[t]], Wh, 4 * H, flat[begin:end], True)
            _update(gates, begin, end, rows, t, state, cell, past_h, past_c, h)
        first = last


@jit
def _inside(dh, rows, t, begin, n, past_c, gates, carry_h, carry_c, bent, da, at):
    """da (from row `at`) by what comes back; carry_c then holds what goes on to the step before."""
    one = past_c.dtype.type(1)
    H = past_c.shape[1]
    for i in range(n):
        row, s, d = rows[i], begin + i, at + i
        for k in range(H):
            bent[k] = tanh(gates[s, 1, k] * past_c[s, k] + gates[s, 0, k] * gates[s, 2, k])
        for k in range(H):
            carry_h[i, k] += dh[row, t, k]
        for k in range(H):
            o = gates[s, 3, k]
            da[d, 3, k] = carry_h[i, k] * bent[k] * o * (one - o)
        for k in range(H):
            carry_c[i, k] += carry_h[i, k] * gates[s, 3, k] * (one - bent[k] * bent[k])
        for k in range(H):
            gate, new = gates[s, 0, k], gates[s, 2, k]
            da[d, 0, k] = carry_c[i, k] * new * gate * (one - gate)
            da[d, 2, k] = carry_c[i, k] * gate * (one - new * new)
        for k in range(H):
            f = gates[s, 1, k]
            da[d, 1, k] = carry_c[i, k] * past_c[s, k] * f * (one - f)
            carry_c[i, k] *= f


@jit
def _run_back(dh, x, rows, counts, starts, Wx, Wh, past_h, past_c, gates, dx, carry_h, carry_c, dWx, dWh, db):
    """Fill dx (N, T, D), carry_h and carry_c (n, H), the gradients of h0 and c0; add to the weights'."""
    H, D = past_h.shape[1], x.shape[1]
    most = block_rows(starts)
    block, bent = np.empty((most, D), x.dtype), np.empty(H, x.dtype)
    da = np.empty((most, 5, H), x.dtype)  # a fifth run unused: see recurrent_layout.add_products
    flat = da.reshape(most, 5 * H)[:, : 4 * H]
    panels = block_panels(most, max(D, H), x)
    last = len(counts)
    while last > 0:
        first = block_before(starts, last)
        for t in range(last - 1, first - 1, -1):
            n, at = counts[t], starts[t] - starts[first]
            _inside(dh, rows, t, starts[t], n, past_c, gates, carry_h, carry_c, bent, da, at)
            multiply_packed(flat[at : at + n], Wh, H, carry_h[:n], False)
        begin, end = starts[first], starts[last]
        d = flat[: end - begin]
        send_back(d, Wx, rows, counts, starts, first, last, block, dx)
        add_block(d, x[begin:end], past_h[begin:end], panels, dWx, dWh, db)
        last = first


def lstm_forward(x, h0, c0, Wx, Wh, b=None, lengths=None):
    lengths, x, h0, c0, Wx, Wh, b = opened(x, lengths, h0, c0, Wx, Wh, b)
    N, T, D = x.shape
    H = len(Wh)
    bias = np.zeros(4 * H, x.dtype) if b is None else b
    packed = pack_columns(Wx), pack_columns(Wh)
    h, c_last = empty_past_ends(x, (N, T, H), lengths), np.empty((N, H), x.dtype)

    def piece(start, stop):
        steps = steps_of(lengths, start, stop)
        inputs, *past, gates = empty_rows(steps, x.dtype, (D,), (H,), (H,), (4, H))
        to_rows(x, *steps, inputs)
        state, cell = h0[steps.rows], c0[steps.rows]
        _run(inputs, *steps, *packed, bias, state, cell, *past, gates, h)
        c_last[steps.rows] = cell
        return start, (steps, inputs, *past, gates)

    pieces = dict(over_batch(piece, N))
    return h, LSTMCache(x.shape, lengths, Wx, Wh, b is not None, pieces, c_last)


def lstm_backward(dh, cache):
    shape, lengths, Wx, Wh, biased, pieces, _ = cache
    N, H = shape[0], len(Wh)
    dtype = Wx.dtype
    (dh,) = contiguous(dtype, dh)
    dx = empty_past_ends(Wx, shape, lengths)
    dh0, dc0 = np.empty((2, N, H), dtype)
    packed = pack_columns(Wx.T), pack_columns(Wh.T)

    def piece(start, stop):
        steps, x, *kept = pieces[start]
        carry_h, carry_c = np.zeros((2, stop - start, H), dtype)
        sums = np.zeros((4 * H, shape[2]), dtype), np.zeros((4 * H, H), dtype), np.zeros(4 * H, dtype)
        _run_back(dh, x, *steps, *packed, *kept, dx, carry_h, carry_c, *sums)
        dh0[steps.rows], dc0[steps.rows] = carry_h, carry_c
        return sums

    dWx, dWh, db = in_order(over_batch(piece, N))
    weights = np.ascontiguousarray(dWx.T), np.ascontiguousarray(dWh.T)
    return dx, dh0, dc0, *weights, db if biased else None
