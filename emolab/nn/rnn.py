"""The Elman network: the state is a squashed mixture of the input and the state before."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.nn.module import Parameter
from emolab.nn.recurrent_stack import Cell, Recurrent, recurrent_start
from emolab.nn.sequence import STEPS, masked, step_mask


class RNNCache(NamedTuple):
    """What the backward needs: tanh's derivative comes from its output."""

    x: np.ndarray  # (N, T, D), zero past the ends
    h0: np.ndarray  # (N, H)
    mask: np.ndarray | None  # (N, T, 1)
    Wx: np.ndarray  # (D, H)
    Wh: np.ndarray  # (H, H)
    h: np.ndarray  # (N, T, H), running on past the ends
    biased: bool


@formula("liu2026 8", kernel="rnn")
def rnn_forward(x, h0, Wx, Wh, b=None, lengths=None):
    """Elman network over a batch of sequences.

    Formula   h_t = tanh(x_t Wx + h_{t-1} Wh + b)
    Shapes    x (N, T, D), h0 (N, H), Wx (D, H), Wh (H, H), b (H,), lengths (N,)
              -> h (N, T, H), cache
    Note      liu2026 8 has no bias; b=None means zeros. h is zero past a sequence's own length, and what
              the padding holds changes neither results nor gradients.
    """
    N, T, _ = x.shape
    mask = step_mask(lengths, N, T)
    x = masked(x, mask)
    ax = x @ Wx if b is None else x @ Wx + b  # (N, T, H)
    h = np.empty_like(ax)
    state = h0  # (N, H)
    for t in range(T):
        state = np.tanh(ax[:, t] + state @ Wh)
        h[:, t] = state
    return masked(h, mask), RNNCache(x, h0, mask, Wx, Wh, h, b is not None)


@formula("liu2026 8", kernel="rnn")
def rnn_backward(dh, cache):
    """Gradients of the Elman network, through time from the last step to the first.

    Formula   da_t = (dh_t + da_{t+1} Wh^T) * (1 - h_t^2);  dx_t = da_t Wx^T;  dh0 = da_1 Wh^T
              dWx = sum of x_t^T da_t;  dWh = sum of h_{t-1}^T da_t;  db = sum of da_t
    Shapes    dh (N, T, H) -> dx (N, T, D), dh0 (N, H), dWx (D, H), dWh (H, H), db (H,)
    Note      db is None where b was not given. dh past a sequence's end is not read.
    """
    x, h0, mask, Wx, Wh, h, biased = cache
    dh = masked(dh, mask)
    da = np.empty_like(h)
    carry = np.zeros_like(h0)  # (N, H)
    for t in range(h.shape[1] - 1, -1, -1):
        da[:, t] = (dh[:, t] + carry) * (1 - h[:, t] ** 2)
        carry = da[:, t] @ Wh.T
    past = np.concatenate([h0[:, None], h], axis=1)[:, :-1]  # (N, T, H)
    dWx = np.tensordot(x, da, STEPS)
    dWh = np.tensordot(past, da, STEPS)
    return da @ Wx.T, carry, dWx, dWh, da.sum(axis=(0, 1)) if biased else None


class RNNCell(Cell):
    """One layer of Elman network in one direction: Wx (D, H), Wh (H, H), b (H,)."""

    def __init__(self, D, H, *, rng=None, dtype=np.float32):
        Wx, Wh = recurrent_start(D, H, 1, rng, dtype)
        self.Wx = Parameter(Wx)
        self.Wh = Parameter(Wh)
        self.b = Parameter(np.zeros(H, dtype))

    def forward(self, x, lengths, h0):
        """x (N, T, D), h0 (N, H) -> h (N, T, H)."""
        h, self.cache = rnn_forward(x, h0, self.Wx.value, self.Wh.value, self.b.value, lengths)
        return h

    def backward(self, dh):
        """dh (N, T, H) -> dx (N, T, D), dh0 (N, H)."""
        dx, dh0, *gradients = rnn_backward(dh, self.cache)
        self.add(gradients)
        return dx, dh0


class RNN(Recurrent):
    """Layers of Elman networks, each above the other, in one or both directions.

    Start     Wx Glorot uniform and Wh orthogonal; biases zero
    """

    def __init__(self, D, H, *, layers=1, bidirectional=False, rng=None, dtype=np.float32):
        rng = np.random.default_rng(rng)
        self.stack(D, H, layers, bidirectional, lambda size: RNNCell(size, H, rng=rng, dtype=dtype))
