"""Gated recurrent unit over threads: all input products first, then one compiled call for all steps.

Three turns make the inner loops plain. The batch comes last (see recurrent_layout). The update gate is
taken with its sign turned where it weights the past, since 1 - sigmoid(a) = sigmoid(-a); so one loop serves
both conventions. And the gates lie in the order n, z, r, u with u the fourth run: the candidate's
recurrent part h U + b where the reset comes after, r * h where it comes before.
"""

from typing import NamedTuple

import numpy as np

from emolab.core.checks import checked_lengths, one_of
from emolab.kernels.fast_tanh import sigmoid, tanh
from emolab.kernels.jit import jit
from emolab.kernels.recurrent_layout import (
    contiguous,
    from_steps,
    in_order,
    input_gradients,
    over_batch,
    pack,
    to_steps,
    with_bias,
)


class GRUCache(NamedTuple):
    """What the backward needs, a piece of the batch each; the input product is not kept."""

    x: np.ndarray  # (N, T, D)
    lengths: np.ndarray  # (N,)
    Wx: np.ndarray  # (3H, D), order n, z, r, signs as used
    Wh: np.ndarray  # (H, 3H), order z, r, n, signs as used
    turned: bool  # the update gate's sign was turned
    before: bool
    biases: tuple  # which of b and bh were given
    pieces: dict  # first row: (states (T + 1, H, n), gates (T, 4H, n))


@jit
def _steps(inputs, Wx, Wh, bu, before, states, gates):
    T, H, n = gates.shape[0], states.shape[1], states.shape[2]
    size = H * n
    sums = np.empty((3 * H, n), gates.dtype)
    for t in range(T):  # a loop of its own: Wx and Wh together would not stay in the cache
        np.dot(Wx, inputs[t], gates[t, : 3 * H])
    for t in range(T):
        past = states[t].reshape(-1)
        new = states[t + 1].reshape(-1)
        gate = gates[t].reshape(-1)
        c, z, r = gate[:size], gate[size : 2 * size], gate[2 * size : 3 * size]
        u = gate[3 * size :]
        flat = sums.reshape(-1)
        if before:
            np.dot(Wh[: 2 * H], states[t], sums[: 2 * H])
            for k in range(size):
                z[k] = sigmoid(z[k] + flat[k])
                r[k] = sigmoid(r[k] + flat[size + k])
                u[k] = r[k] * past[k]
            np.dot(Wh[2 * H :], gates[t, 3 * H :], sums[2 * H :])
            for k in range(size):
                c[k] = tanh(c[k] + flat[2 * size + k])
                new[k] = past[k] + z[k] * (c[k] - past[k])
        else:
            np.dot(Wh, states[t], sums)
            for j in range(H):
                for k in range(j * n, (j + 1) * n):
                    u[k] = flat[2 * size + k] + bu[j]
            for k in range(size):
                z[k] = sigmoid(z[k] + flat[k])
                r[k] = sigmoid(r[k] + flat[size + k])
                c[k] = tanh(c[k] + r[k] * u[k])
                new[k] = past[k] + z[k] * (c[k] - past[k])


@jit
def _steps_back(dy, Wh_gates, Wh_new, before, states, gates, sums, pasts, resets):
    """Fill sums (4H, T, n) with the gradients before the activations; return that of h0, (H, n)."""
    T, H, n = gates.shape[0], states.shape[1], states.shape[2]
    size = H * n
    one = states.dtype.type(1)
    carry = np.zeros((H, n), states.dtype)
    back = np.empty((H, n), states.dtype)
    ds = np.empty((4 * H, n), states.dtype)
    dh, more, d = carry.reshape(-1), back.reshape(-1), ds.reshape(-1)
    dc, dz, dr, du = d[:size], d[size : 2 * size], d[2 * size : 3 * size], d[3 * size :]
    for t in range(T - 1, -1, -1):
        past = states[t].reshape(-1)
        gate = gates[t].reshape(-1)
        c, z, r = gate[:size], gate[size : 2 * size], gate[2 * size : 3 * size]
        u = gate[3 * size :]
        step = dy[t].reshape(-1)
        if before:
            for k in range(size):
                g = dh[k] + step[k]
                dz[k] = g * (c[k] - past[k]) * z[k] * (one - z[k])
                dc[k] = g * z[k] * (one - c[k] * c[k])
                dh[k] = g * (one - z[k])
            np.dot(Wh_new, ds[:H], back)
            for k in range(size):
                dr[k] = more[k] * past[k] * r[k] * (one - r[k])
                dh[k] += more[k] * r[k]
            np.dot(Wh_gates, ds[H : 3 * H], back)
            pack(ds[: 3 * H], t, sums)
            pack(gates[t, 3 * H :], t, resets)
        else:
            for k in range(size):
                g = dh[k] + step[k]
                dz[k] = g * (c[k] - past[k]) * z[k] * (one - z[k])
                g1 = g * z[k] * (one - c[k] * c[k])
                dc[k] = g1
                dr[k] = g1 * u[k] * r[k] * (one - r[k])
                du[k] = g1 * r[k]
                dh[k] = g * (one - z[k])
            np.dot(Wh_gates, ds[H:], back)
            pack(ds, t, sums)
        for k in range(size):
            dh[k] += more[k]
        pack(states[t], t, pasts)
    return carry


def _signed(dtype, H, turned, before, Wx, Wh, b, bh):
    """The weights as the loops use them: Wx (3H, D + 1) with the bias, Wh (3H, H), bias of u (H,)."""
    bias = np.zeros(3 * H, dtype)
    bu = np.zeros(H, dtype)
    if b is not None:
        bias += b
    if bh is not None:
        bias[: 2 * H] += bh[: 2 * H]
        if before:
            bias[2 * H :] += bh[2 * H :]
        else:
            bu += bh[2 * H :]
    rows = with_bias(Wx, bias)
    steps = Wh.T.copy()
    if turned:
        rows[:H] *= -1
        steps[:H] *= -1
    return np.concatenate([rows[2 * H :], rows[: 2 * H]]), steps, bu


def gru_forward(x, h0, Wx, Wh, b=None, lengths=None, update="candidate", reset="before", bh=None):
    dtype = np.result_type(x, h0, Wx, Wh)
    x, h0, Wx, Wh, b, bh = contiguous(dtype, x, h0, Wx, Wh, b, bh)
    N, T, D = x.shape
    H = len(Wh)
    lengths = checked_lengths(lengths, N, T)
    turned = one_of("update", update, ("candidate", "past")) == "past"
    before = one_of("reset", reset, ("before", "after")) == "before"
    rows, steps, bu = _signed(dtype, H, turned, before, Wx, Wh, b, bh)
    h = np.empty((N, T, H), dtype)

    def piece(start, stop):
        n, last = stop - start, int(lengths[start:stop].max(initial=0))
        inputs = np.empty((last, D + 1, n), dtype)
        to_steps(x, lengths, start, True, inputs)
        states = np.empty((last + 1, H, n), dtype)
        states[0] = h0[start:stop].T
        gates = np.empty((last, 4 * H, n), dtype)
        _steps(inputs, rows, steps, bu, before, states, gates)
        from_steps(states[1:], lengths, start, h)
        return start, (states, gates)

    pieces = dict(over_batch(piece, N))
    given = (b is not None, bh is not None)
    used = (np.ascontiguousarray(rows[:, :D]), np.ascontiguousarray(steps.T))
    return h, GRUCache(x, lengths, *used, turned, before, given, pieces)


def gru_backward(dh, cache):
    x, lengths, Wx, Wh, turned, before, given, pieces = cache
    N, H = len(x), len(Wh)
    dtype = x.dtype
    (dh,) = contiguous(dtype, dh)
    dx = np.empty_like(x)
    dh0 = np.empty((N, H), dtype)
    gates_end = 2 * H if before else 3 * H
    Wh_gates = np.ascontiguousarray(Wh[:, :gates_end])
    Wh_new = np.ascontiguousarray(Wh[:, 2 * H :])

    def piece(start, stop):
        states, gates = pieces[start]
        n, last = stop - start, len(gates)
        dy = np.empty((last, H, n), dtype)
        to_steps(dh, lengths, start, False, dy)
        sums = np.empty((3 * H if before else 4 * H, last, n), dtype)
        pasts = np.empty((H, last, n), dtype)
        resets = np.empty((H, last, n) if before else (0, 0, 0), dtype)
        carry = _steps_back(dy, Wh_gates, Wh_new, before, states, gates, sums, pasts, resets)
        dh0[start:stop] = carry.T
        dWx = input_gradients(x, lengths, start, sums[: 3 * H], Wx, dx)
        sums, pasts = sums.reshape(len(sums), last * n), pasts.reshape(H, last * n)
        if before:
            dWh = np.concatenate([sums[H:] @ pasts.T, sums[:H] @ resets.reshape(H, last * n).T])
        else:
            dWh = sums[H:] @ pasts.T
        return dWx, dWh, sums.sum(axis=1)

    dWx, dWh, db = in_order(over_batch(piece, N))
    if turned:
        dWx[H : 2 * H] *= -1
        dWh[:H] *= -1
        db[H : 2 * H] *= -1
    dWx = np.concatenate([dWx[H:], dWx[:H]]).T
    new = db[:H] if before else db[3 * H :]  # of the recurrent bias's last third
    db, dbh = np.concatenate([db[H : 3 * H], db[:H]]), np.concatenate([db[H : 3 * H], new])
    gradients = dx, dh0, np.ascontiguousarray(dWx), np.ascontiguousarray(dWh.T), db if given[0] else None
    return gradients + ((dbh,) if given[1] else ())
