"""Elman network over threads: one compiled call for all steps of a piece (see recurrent_layout)."""

from typing import NamedTuple

import numpy as np

from emolab.kernels.fast_tanh import tanh
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


class RNNCache(NamedTuple):
    """What the backward needs: tanh's derivative comes from its output."""

    shape: tuple  # of x, (N, T, D)
    lengths: np.ndarray  # (N,)
    Wx: np.ndarray  # (D, H)
    Wh: np.ndarray  # (H, H)
    biased: bool
    pieces: dict  # first row: (steps, x (M, D), states before and after (M, H))


@jit
def _run(x, rows, counts, starts, Wx, Wh, bias, state, past, new, h):
    """Fill h (N, T, H) and what the backward needs; state (n, H) goes from h0 to the last."""
    H = state.shape[1]
    first = 0
    while first < len(counts):
        last = block_after(starts, first)
        sum_inputs(x[starts[first] : starts[last]], Wx, H, bias, new[starts[first] : starts[last]])
        for t in range(first, last):
            begin, n = starts[t], counts[t]
            multiply_packed(state[:n], Wh, H, new[begin : begin + n], True)
            for i in range(n):
                at, row = begin + i, rows[i]
                for k in range(H):
                    past[at, k] = state[i, k]
                    new[at, k] = state[i, k] = tanh(new[at, k])
                for k in range(H):
                    h[row, t, k] = state[i, k]
        first = last


@jit
def _run_back(dh, x, rows, counts, starts, Wx, Wh, past, new, dx, carry, dWx, dWh, db):
    """Fill dx (N, T, D) and carry (n, H), the gradient of h0; add to dWx (H, D), dWh (H, H) and db (H,)."""
    H, D = past.shape[1], x.shape[1]
    one = x.dtype.type(1)
    most = block_rows(starts)
    block = np.empty((most, D), x.dtype)
    da = np.empty((most, H + 16), x.dtype)[:, :H]  # a bit longer: see recurrent_layout.add_products
    panels = block_panels(most, max(D, H), x)
    last = len(counts)
    while last > 0:
        first = block_before(starts, last)
        for t in range(last - 1, first - 1, -1):
            n, begin, at = counts[t], starts[t], starts[t] - starts[first]
            for i in range(n):
                row = rows[i]
                for k in range(H):
                    after = new[begin + i, k]
                    da[at + i, k] = (carry[i, k] + dh[row, t, k]) * (one - after * after)
            multiply_packed(da[at : at + n], Wh, H, carry[:n], False)
        begin, end = starts[first], starts[last]
        d = da[: end - begin]
        send_back(d, Wx, rows, counts, starts, first, last, block, dx)
        add_block(d, x[begin:end], past[begin:end], panels, dWx, dWh, db)
        last = first


def rnn_forward(x, h0, Wx, Wh, b=None, lengths=None):
    lengths, x, h0, Wx, Wh, b = opened(x, lengths, h0, Wx, Wh, b)
    N, T, D = x.shape
    H = len(Wh)
    bias = np.zeros(H, x.dtype) if b is None else b
    packed = pack_columns(Wx), pack_columns(Wh)
    h = empty_past_ends(x, (N, T, H), lengths)

    def piece(start, stop):
        steps = steps_of(lengths, start, stop)
        inputs, past, new = empty_rows(steps, x.dtype, (D,), (H,), (H,))
        to_rows(x, *steps, inputs)
        _run(inputs, *steps, *packed, bias, h0[steps.rows], past, new, h)
        return start, (steps, inputs, past, new)

    return h, RNNCache(x.shape, lengths, Wx, Wh, b is not None, dict(over_batch(piece, N)))


def rnn_backward(dh, cache):
    shape, lengths, Wx, Wh, biased, pieces = cache
    N, H = shape[0], len(Wh)
    dtype = Wx.dtype
    (dh,) = contiguous(dtype, dh)
    dx, dh0 = empty_past_ends(Wx, shape, lengths), np.empty((N, H), dtype)
    packed = pack_columns(Wx.T), pack_columns(Wh.T)

    def piece(start, stop):
        steps, x, *kept = pieces[start]
        carry = np.zeros((stop - start, H), dtype)
        sums = np.zeros((H, shape[2]), dtype), np.zeros((H, H), dtype), np.zeros(H, dtype)
        _run_back(dh, x, *steps, *packed, *kept, dx, carry, *sums)
        dh0[steps.rows] = carry
        return sums

    dWx, dWh, db = in_order(over_batch(piece, N))
    weights = np.ascontiguousarray(dWx.T), np.ascontiguousarray(dWh.T)
    return dx, dh0, *weights, db if biased else None
