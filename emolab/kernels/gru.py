"""Gated recurrent unit over threads: one compiled call for all steps of a piece (see recurrent_layout).

Two turns make the inner loops plain. The update gate is taken with its sign turned where it weights the
past, since 1 - sigmoid(a) = sigmoid(-a); so one loop serves both conventions. And the gates lie in the order
n, z, r, u with u the fourth run: the candidate's recurrent part h U + b where the reset comes after, r * h
where it comes before. So what meets Wx and what meets Wh are each one run.
"""

from typing import NamedTuple

import numpy as np

from emolab.core.checks import one_of
from emolab.kernels.fast_tanh import sigmoid, tanh
from emolab.kernels.jit import jit
from emolab.kernels.packed_product import multiply_packed, pack_columns
from emolab.kernels.recurrent_layout import (
    add_products,
    add_rows,
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


class GRUCache(NamedTuple):
    """What the backward needs, a piece of the batch each; the input product is not kept."""

    shape: tuple  # of x, (N, T, D)
    lengths: np.ndarray  # (N,)
    Wx: np.ndarray  # (D, 3H), order n, z, r, signs as used
    Wh: np.ndarray  # (H, 3H), order z, r, n, signs as used
    turned: bool  # the update gate's sign was turned
    before: bool
    biases: tuple  # which of b and bh were given
    pieces: dict  # first row: (steps, x (M, D), states before (M, H), gates (M, 4, H))


@jit
def _update(gates, begin, end, rows, t, state, past, h):
    """n <- tanh(n), then the state by it and z; the state before goes to past, the new one also to h."""
    H = state.shape[1]
    for i in range(end - begin):
        at, row = begin + i, rows[i]
        for k in range(H):
            gates[at, 0, k] = tanh(gates[at, 0, k])
        for k in range(H):
            before = state[i, k]
            past[at, k] = before
            state[i, k] = before + gates[at, 1, k] * (gates[at, 0, k] - before)
        for k in range(H):
            h[row, t, k] = state[i, k]


@jit
def _run(x, rows, counts, starts, Wx, Wh, Wh_new, bias, before, state, past, gates, h):
    """Fill h (N, T, H), past (M, H) and gates (M, 4, H); state (n, H) goes from h0 to the last."""
    H = state.shape[1]
    flat = gates.reshape(len(gates), 4 * H)
    first = 0
    while first < len(counts):
        last = block_after(starts, first)
        sum_inputs(x[starts[first] : starts[last]], Wx, 3 * H, bias, flat[starts[first] : starts[last]])
        for t in range(first, last):
            begin, end = starts[t], starts[t + 1]
            own = state[: counts[t]]
            if before:
                multiply_packed(own, Wh, 2 * H, flat[begin:end, H : 3 * H], True)
                for i in range(begin, end):
                    for k in range(H):
                        gates[i, 1, k] = sigmoid(gates[i, 1, k])
                        gates[i, 2, k] = sigmoid(gates[i, 2, k])
                        gates[i, 3, k] = gates[i, 2, k] * own[i - begin, k]
                multiply_packed(flat[begin:end, 3 * H :], Wh_new, H, flat[begin:end, :H], True)
            else:
                multiply_packed(own, Wh, 3 * H, flat[begin:end, H:], True)
                for i in range(begin, end):
                    for k in range(H):
                        gates[i, 1, k] = sigmoid(gates[i, 1, k])
                        gates[i, 2, k] = sigmoid(gates[i, 2, k])
                        gates[i, 0, k] += gates[i, 2, k] * gates[i, 3, k]
            _update(gates, begin, end, rows, t, state, past, h)
        first = last


@jit
def _inside(dh, rows, t, begin, n, past, gates, carry, da, at):
    """da at n and z (from row `at`) by what comes back; carry then holds what goes on through the update."""
    one = past.dtype.type(1)
    H = past.shape[1]
    for i in range(n):
        row, s, d = rows[i], begin + i, at + i
        for k in range(H):
            carry[i, k] += dh[row, t, k]
        for k in range(H):
            z = gates[s, 1, k]
            da[d, 1, k] = carry[i, k] * (gates[s, 0, k] - past[s, k]) * z * (one - z)
        for k in range(H):
            new = gates[s, 0, k]
            da[d, 0, k] = carry[i, k] * gates[s, 1, k] * (one - new * new)
        for k in range(H):
            carry[i, k] *= one - gates[s, 1, k]


@jit
def _run_back(dh, x, rows, counts, starts, Wx, Wh, Wh_new, before, past, gates, dx, carry, dWx, dWh, db):
    """Fill dx (N, T, D) and carry (n, H), the gradient of h0; add to dWx (3H, D), dWh (3H, H), db (4H,)."""
    H, D = past.shape[1], x.shape[1]
    one = past.dtype.type(1)
    most = block_rows(starts)
    block, more = np.empty((most, D), past.dtype), np.empty_like(carry)
    da = np.empty((most, 5, H), past.dtype)  # a fifth run unused: see recurrent_layout.add_products
    flat = da.reshape(most, 5 * H)
    panels = block_panels(most, max(D, H), past)
    last = len(counts)
    while last > 0:
        first = block_before(starts, last)
        for t in range(last - 1, first - 1, -1):
            n, begin, at = counts[t], starts[t], starts[t] - starts[first]
            _inside(dh, rows, t, begin, n, past, gates, carry, da, at)
            if before:
                multiply_packed(flat[at : at + n, :H], Wh_new, H, more[:n], False)
                for i in range(n):
                    for k in range(H):
                        r = gates[begin + i, 2, k]
                        da[at + i, 2, k] = more[i, k] * past[begin + i, k] * r * (one - r)
                        carry[i, k] += more[i, k] * r
                multiply_packed(flat[at : at + n, H : 3 * H], Wh, H, carry[:n], True)
            else:
                for i in range(n):
                    for k in range(H):
                        r = gates[begin + i, 2, k]
                        da[at + i, 2, k] = da[at + i, 0, k] * gates[begin + i, 3, k] * r * (one - r)
                        da[at + i, 3, k] = da[at + i, 0, k] * r
                multiply_packed(flat[at : at + n, H : 4 * H], Wh, H, carry[:n], True)
        begin, end = starts[first], starts[last]
        d = flat[: end - begin]
        send_back(d[:, : 3 * H], Wx, rows, counts, starts, first, last, block, dx)
        add_products(d[:, : 3 * H], x[begin:end], panels, dWx)
        if before:
            add_products(d[:, H : 3 * H], past[begin:end], panels, dWh[: 2 * H])
            add_products(d[:, :H], gates[begin:end, 3], panels, dWh[2 * H :])
            add_rows(d[:, : 3 * H], db[: 3 * H])
        else:
            add_products(d[:, H : 4 * H], past[begin:end], panels, dWh)
            add_rows(d[:, : 4 * H], db)
        last = first


def _signed(H, turned, before, Wx, Wh, b, bh):
    """The weights as the loops use them: Wx (D, 3H) and Wh (H, 3H), and the biases of n, z, r, u (4H,)."""
    own, more = (np.zeros(3 * H, Wx.dtype) if bias is None else bias for bias in (b, bh))
    n, gates, u = own[2 * H :], own[: 2 * H] + more[: 2 * H], more[2 * H :]
    bias = np.concatenate([n + u if before else n, gates, u])
    Wx, Wh = np.concatenate([Wx[:, 2 * H :], Wx[:, : 2 * H]], axis=1), Wh.copy()
    if turned:
        for update in (Wx[:, H : 2 * H], Wh[:, :H], bias[H : 2 * H]):
            update *= -1
    return Wx, Wh, bias


def gru_forward(x, h0, Wx, Wh, b=None, lengths=None, update="candidate", reset="before", bh=None):
    turned = one_of("update", update, ("candidate", "past")) == "past"
    before = one_of("reset", reset, ("before", "after")) == "before"
    lengths, x, h0, Wx, Wh, b, bh = opened(x, lengths, h0, Wx, Wh, b, bh)
    N, T, D = x.shape
    H = len(Wh)
    Wx, Wh, bias = _signed(H, turned, before, Wx, Wh, b, bh)
    packed = pack_columns(Wx), *(pack_columns(part) for part in _parts(Wh, before))
    h = empty_past_ends(x, (N, T, H), lengths)

    def piece(start, stop):
        steps = steps_of(lengths, start, stop)
        inputs, past, gates = empty_rows(steps, x.dtype, (D,), (H,), (4, H))
        to_rows(x, *steps, inputs)
        _run(inputs, *steps, *packed, bias, before, h0[steps.rows], past, gates, h)
        return start, (steps, inputs, past, gates)

    pieces = dict(over_batch(piece, N))
    return h, GRUCache(x.shape, lengths, Wx, Wh, turned, before, (b is not None, bh is not None), pieces)


def _parts(Wh, before):
    """Wh as the products take it: one where the reset comes after, the candidate's apart where before."""
    H = len(Wh)
    return (Wh[:, : 2 * H], Wh[:, 2 * H :]) if before else (Wh, Wh[:, :0])


def gru_backward(dh, cache):
    shape, lengths, Wx, Wh, turned, before, given, pieces = cache
    N, H = shape[0], len(Wh)
    dtype = Wx.dtype
    (dh,) = contiguous(dtype, dh)
    dx, dh0 = empty_past_ends(Wx, shape, lengths), np.empty((N, H), dtype)
    packed = pack_columns(Wx.T), *(pack_columns(part.T) for part in _parts(Wh, before))

    def piece(start, stop):
        steps, x, past, gates = pieces[start]
        carry = np.zeros((stop - start, H), dtype)
        sums = np.zeros((3 * H, shape[2]), dtype), np.zeros((3 * H, H), dtype), np.zeros(4 * H, dtype)
        _run_back(dh, x, *steps, *packed, before, past, gates, dx, carry, *sums)
        dh0[steps.rows] = carry
        return sums

    dWx, dWh, db = in_order(over_batch(piece, N))
    if turned:
        for update in (dWx[H : 2 * H], dWh[:H], db[H : 2 * H]):
            update *= -1
    dWx = np.concatenate([dWx[H:], dWx[:H]])
    dn, dgates, du = db[:H], db[H : 3 * H], db[3 * H :]
    db, dbh = np.concatenate([dgates, dn]), np.concatenate([dgates, dn if before else du])
    gradients = dx, dh0, np.ascontiguousarray(dWx.T), np.ascontiguousarray(dWh.T), db if given[0] else None
    return gradients + ((dbh,) if given[1] else ())
