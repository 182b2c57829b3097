"""Long short-term memory over threads; the batch comes last inside (see recurrent_layout)."""

from typing import NamedTuple

import numpy as np

from emolab.core.checks import checked_lengths
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


class LSTMCache(NamedTuple):
    """What the backward needs; tanh(c) is not kept, it costs less than reading it back."""

    x: np.ndarray  # (N, T, D)
    lengths: np.ndarray  # (N,)
    Wx: np.ndarray  # (D, 4H)
    Wh: np.ndarray  # (H, 4H)
    biased: bool
    pieces: dict  # first row: (states (T + 1, H, n), cells (T + 1, H, n), gates (T, 4H, n))
    c_last: np.ndarray  # (N, H)


@jit
def _steps(inputs, Wx, Wh, states, cells, gates):
    T, H, n = gates.shape[0], states.shape[1], states.shape[2]
    size = H * n
    sums = np.empty((4 * H, n), gates.dtype)
    flat = sums.reshape(-1)
    for t in range(T):  # a loop of its own: Wx and Wh together would not stay in the cache
        np.dot(Wx, inputs[t], gates[t])
    for t in range(T):
        np.dot(Wh, states[t], sums)
        past, c = cells[t].reshape(-1), cells[t + 1].reshape(-1)
        h = states[t + 1].reshape(-1)
        gate = gates[t].reshape(-1)
        i, f = gate[:size], gate[size : 2 * size]
        g, o = gate[2 * size : 3 * size], gate[3 * size :]
        for k in range(2 * size):
            gate[k] = sigmoid(gate[k] + flat[k])
        for k in range(size):
            g[k] = tanh(g[k] + flat[2 * size + k])
            o[k] = sigmoid(o[k] + flat[3 * size + k])
        for k in range(size):
            c[k] = f[k] * past[k] + i[k] * g[k]
            h[k] = o[k] * tanh(c[k])


@jit
def _steps_back(dy, Wh, states, cells, gates, sums, pasts):
    """Fill sums (4H, T, n) with the gradients before the activations; return those of h0 and c0, (H, n)."""
    T, H, n = gates.shape[0], states.shape[1], states.shape[2]
    size = H * n
    one = states.dtype.type(1)
    carry_h = np.zeros((H, n), states.dtype)
    carry_c = np.zeros((H, n), states.dtype)
    ds = np.empty((4 * H, n), states.dtype)
    dh, dc, d = carry_h.reshape(-1), carry_c.reshape(-1), ds.reshape(-1)
    di, df, dg, do = d[:size], d[size : 2 * size], d[2 * size : 3 * size], d[3 * size :]
    for t in range(T - 1, -1, -1):
        past, c = cells[t].reshape(-1), cells[t + 1].reshape(-1)
        gate = gates[t].reshape(-1)
        i, f = gate[:size], gate[size : 2 * size]
        g, o = gate[2 * size : 3 * size], gate[3 * size :]
        step = dy[t].reshape(-1)
        for k in range(size):
            bent = tanh(c[k])
            back = dh[k] + step[k]
            do[k] = back * bent * o[k] * (one - o[k])
            dc[k] += back * o[k] * (one - bent * bent)
        for k in range(size):
            di[k] = dc[k] * g[k] * i[k] * (one - i[k])
            dg[k] = dc[k] * i[k] * (one - g[k] * g[k])
        for k in range(size):
            df[k] = dc[k] * past[k] * f[k] * (one - f[k])
            dc[k] *= f[k]
        np.dot(Wh, ds, carry_h)
        pack(ds, t, sums)
        pack(states[t], t, pasts)
    return carry_h, carry_c


def lstm_forward(x, h0, c0, Wx, Wh, b=None, lengths=None):
    dtype = np.result_type(x, h0, c0, Wx, Wh)
    x, h0, c0, Wx, Wh, b = contiguous(dtype, x, h0, c0, Wx, Wh, b)
    N, T, D = x.shape
    H = len(Wh)
    lengths = checked_lengths(lengths, N, T)
    rows, columns = with_bias(Wx, b), np.ascontiguousarray(Wh.T)
    h = np.empty((N, T, H), dtype)
    c_last = np.empty((N, H), dtype)

    def piece(start, stop):
        n, last = stop - start, int(lengths[start:stop].max(initial=0))
        inputs = np.empty((last, D + 1, n), dtype)
        to_steps(x, lengths, start, True, inputs)
        states, cells = np.empty((2, last + 1, H, n), dtype)
        states[0], cells[0] = h0[start:stop].T, c0[start:stop].T
        gates = np.empty((last, 4 * H, n), dtype)
        _steps(inputs, rows, columns, states, cells, gates)
        from_steps(states[1:], lengths, start, h)
        c_last[start:stop] = cells[lengths[start:stop], :, np.arange(n)]
        return start, (states, cells, gates)

    pieces = dict(over_batch(piece, N))
    return h, LSTMCache(x, lengths, Wx, Wh, b is not None, pieces, c_last)


def lstm_backward(dh, cache):
    x, lengths, Wx, Wh, biased, pieces, _ = cache
    N, H = len(x), len(Wh)
    (dh,) = contiguous(x.dtype, dh)
    dx = np.empty_like(x)
    dh0, dc0 = np.empty((2, N, H), x.dtype)
    rows = np.ascontiguousarray(Wx.T)

    def piece(start, stop):
        states, cells, gates = pieces[start]
        n, last = stop - start, len(gates)
        dy = np.empty((last, H, n), x.dtype)
        to_steps(dh, lengths, start, False, dy)
        sums, pasts = np.empty((4 * H, last, n), x.dtype), np.empty((H, last, n), x.dtype)
        carry_h, carry_c = _steps_back(dy, Wh, states, cells, gates, sums, pasts)
        dh0[start:stop], dc0[start:stop] = carry_h.T, carry_c.T
        dWx = input_gradients(x, lengths, start, sums, rows, dx)
        flat = sums.reshape(4 * H, last * n)
        return dWx, flat @ pasts.reshape(H, last * n).T, flat.sum(axis=1)

    dWx, dWh, db = in_order(over_batch(piece, N))
    weights = np.ascontiguousarray(dWx.T), np.ascontiguousarray(dWh.T)
    return dx, dh0, dc0, *weights, db if biased else None
