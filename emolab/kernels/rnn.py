"""Elman network over threads; the batch comes last inside (see recurrent_layout)."""

from typing import NamedTuple

import numpy as np

from emolab.core.checks import checked_lengths
from emolab.kernels.fast_tanh import tanh
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


class RNNCache(NamedTuple):
    """What the backward needs: tanh's derivative comes from its output."""

    x: np.ndarray  # (N, T, D)
    lengths: np.ndarray  # (N,)
    Wx: np.ndarray  # (D, H)
    Wh: np.ndarray  # (H, H)
    biased: bool
    pieces: dict  # first row: states (T + 1, H, n)


@jit
def _steps(inputs, Wx, Wh, states):
    sums = np.empty(states.shape[1:], states.dtype)
    flat = sums.reshape(-1)
    for t in range(len(inputs)):
        np.dot(Wx, inputs[t], states[t + 1])
    for t in range(len(inputs)):
        np.dot(Wh, states[t], sums)
        new = states[t + 1].reshape(-1)
        for k in range(len(new)):
            new[k] = tanh(new[k] + flat[k])


@jit
def _steps_back(dy, Wh, states, sums, pasts):
    """Fill sums (H, T, n) with the gradients before tanh; return that of h0, (H, n)."""
    one = states.dtype.type(1)
    carry = np.zeros(states.shape[1:], states.dtype)
    ds = np.empty(states.shape[1:], states.dtype)
    dh, d = carry.reshape(-1), ds.reshape(-1)
    for t in range(len(dy) - 1, -1, -1):
        h, step = states[t + 1].reshape(-1), dy[t].reshape(-1)
        for k in range(len(d)):
            d[k] = (dh[k] + step[k]) * (one - h[k] * h[k])
        np.dot(Wh, ds, carry)
        pack(ds, t, sums)
        pack(states[t], t, pasts)
    return carry


def rnn_forward(x, h0, Wx, Wh, b=None, lengths=None):
    dtype = np.result_type(x, h0, Wx, Wh)
    x, h0, Wx, Wh, b = contiguous(dtype, x, h0, Wx, Wh, b)
    N, T, D = x.shape
    H = len(Wh)
    lengths = checked_lengths(lengths, N, T)
    rows, columns = with_bias(Wx, b), np.ascontiguousarray(Wh.T)
    h = np.empty((N, T, H), dtype)

    def piece(start, stop):
        n, last = stop - start, int(lengths[start:stop].max(initial=0))
        inputs = np.empty((last, D + 1, n), dtype)
        to_steps(x, lengths, start, True, inputs)
        states = np.empty((last + 1, H, n), dtype)
        states[0] = h0[start:stop].T
        _steps(inputs, rows, columns, states)
        from_steps(states[1:], lengths, start, h)
        return start, states

    return h, RNNCache(x, lengths, Wx, Wh, b is not None, dict(over_batch(piece, N)))


def rnn_backward(dh, cache):
    x, lengths, Wx, Wh, biased, pieces = cache
    N, H = len(x), len(Wh)
    (dh,) = contiguous(x.dtype, dh)
    dx, dh0 = np.empty_like(x), np.empty((N, H), x.dtype)
    rows = np.ascontiguousarray(Wx.T)

    def piece(start, stop):
        states = pieces[start]
        n, last = stop - start, len(states) - 1
        dy, sums, pasts = (np.empty(shape, x.dtype) for shape in [(last, H, n), (H, last, n), (H, last, n)])
        to_steps(dh, lengths, start, False, dy)
        dh0[start:stop] = _steps_back(dy, Wh, states, sums, pasts).T
        dWx = input_gradients(x, lengths, start, sums, rows, dx)
        flat = sums.reshape(H, last * n)
        return dWx, flat @ pasts.reshape(H, last * n).T, flat.sum(axis=1)

    dWx, dWh, db = in_order(over_batch(piece, N))
    weights = np.ascontiguousarray(dWx.T), np.ascontiguousarray(dWh.T)
    return dx, dh0, *weights, db if biased else None
