"""Long short-term memory: a cell that is added to, so that gradients reach far back."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.nn.module import Parameter
from emolab.nn.recurrent_stack import Cell, Recurrent, recurrent_start
from emolab.nn.sequence import STEPS, last_step, masked, step_mask
from emolab.nn.sigmoid import sigmoid


class LSTMCache(NamedTuple):
    """What the backward needs; past_h and past_c are the states that each step started from."""

    x: np.ndarray  # (N, T, D), zero past the ends
    mask: np.ndarray | None  # (N, T, 1)
    Wx: np.ndarray  # (D, 4H)
    Wh: np.ndarray  # (H, 4H)
    past_h: np.ndarray  # (N, T, H)
    past_c: np.ndarray  # (N, T, H)
    gates: tuple  # i, f, g, o, each (N, T, H)
    bent: np.ndarray  # (N, T, H), tanh(c_t)
    biased: bool
    c_last: np.ndarray  # (N, H), each sequence's cell at its own end


@formula("song2021 2.14-2.19", "liu2026 9-11", "liu2026 cell state", "liu2021 Fig 4", kernel="lstm")
def lstm_forward(x, h0, c0, Wx, Wh, b=None, lengths=None):
    """Long short-term memory over a batch of sequences.

    Formula   i, f, o = sigmoid(x_t Wx + h_{t-1} Wh + b);  g = tanh(x_t Wx + h_{t-1} Wh + b)
              c_t = f * c_{t-1} + i * g;  h_t = o * tanh(c_t)
    Shapes    x (N, T, D), h0 and c0 (N, H), Wx (D, 4H), Wh (H, 4H), b (4H,), lengths (N,)
              -> h (N, T, H), cache
    Note      gates in the order i, f, g, o, each with its own quarter of the columns; b=None means
              zeros. The last cells stand in cache.c_last. liu2026 prints no equation for c_t;
              song2021 2.18 is used. h is zero past a sequence's own length, and what the padding holds
              changes neither results nor gradients.
    """
    N, T, _ = x.shape
    mask = step_mask(lengths, N, T)
    x = masked(x, mask)
    xi, xf, xg, xo = np.split(x @ Wx if b is None else x @ Wx + b, 4, axis=-1)  # (N, T, H) each
    Ui, Uf, Ug, Uo = np.split(Wh, 4, axis=1)  # (H, H) each
    i, f, g, o, past_h, past_c, c_all, bent, h_all = (np.empty_like(xi) for _ in range(9))  # (N, T, H)
    h, c = h0, c0  # (N, H)
    for t in range(T):
        past_h[:, t], past_c[:, t] = h, c
        i[:, t] = sigmoid(xi[:, t] + h @ Ui)
        f[:, t] = sigmoid(xf[:, t] + h @ Uf)
        g[:, t] = np.tanh(xg[:, t] + h @ Ug)
        o[:, t] = sigmoid(xo[:, t] + h @ Uo)
        c = f[:, t] * c + i[:, t] * g[:, t]  # (N, H)
        c_all[:, t] = c
        bent[:, t] = np.tanh(c)
        h = o[:, t] * bent[:, t]  # (N, H)
        h_all[:, t] = h
    gates = (i, f, g, o)
    c_last = last_step(c_all, lengths)
    cache = LSTMCache(x, mask, Wx, Wh, past_h, past_c, gates, bent, b is not None, c_last)
    return masked(h_all, mask), cache


@formula("song2021 2.14-2.19", "liu2026 9-11", "liu2026 cell state", "liu2021 Fig 4", kernel="lstm")
def lstm_backward(dh, cache):
    """Gradients of the long short-term memory, through time from the last step to the first.

    Formula   dc = what step t + 1 sent back + dh * o * (1 - tanh(c)^2)
              d ai = dc * g * i (1 - i);  d af = dc * c_{t-1} * f (1 - f);  d ag = dc * i * (1 - g^2)
              d ao = dh * tanh(c) * o (1 - o)
              to step t - 1 go dc * f, and the sum of d a U^T over the four gates
    Shapes    dh (N, T, H)
              -> dx (N, T, D), dh0 (N, H), dc0 (N, H), dWx (D, 4H), dWh (H, 4H), db (4H,)
    Note      db is None where b was not given. dh past a sequence's end is not read.
    """
    x, mask, Wx, Wh, past_h, past_c, (i, f, g, o), bent, biased, _ = cache
    dh = masked(dh, mask)
    da = np.empty_like(x, shape=(*i.shape[:2], Wx.shape[1]))  # (N, T, 4H)
    dai, daf, dag, dao = np.split(da, 4, axis=-1)  # views of (N, T, H)
    carry_h, carry_c = (np.zeros_like(i, shape=(len(x), len(Wh))) for _ in range(2))  # (N, H)
    for t in range(x.shape[1] - 1, -1, -1):
        back = dh[:, t] + carry_h
        dc = carry_c + back * o[:, t] * (1 - bent[:, t] ** 2)
        dai[:, t] = dc * g[:, t] * i[:, t] * (1 - i[:, t])
        daf[:, t] = dc * past_c[:, t] * f[:, t] * (1 - f[:, t])
        dag[:, t] = dc * i[:, t] * (1 - g[:, t] ** 2)
        dao[:, t] = back * bent[:, t] * o[:, t] * (1 - o[:, t])
        carry_c = dc * f[:, t]
        carry_h = da[:, t] @ Wh.T
    dWx = np.tensordot(x, da, STEPS)  # (D, 4H)
    dWh = np.tensordot(past_h, da, STEPS)  # (H, 4H)
    return da @ Wx.T, carry_h, carry_c, dWx, dWh, da.sum(axis=(0, 1)) if biased else None


class LSTMCell(Cell):
    """One layer of LSTM in one direction: Wx (D, 4H), Wh (H, 4H), b (4H,)."""

    def __init__(self, D, H, *, rng=None, dtype=np.float32):
        Wx, Wh = recurrent_start(D, H, 4, rng, dtype)
        b = np.zeros(4 * H, dtype)
        b[H : 2 * H] = 1
        self.Wx = Parameter(Wx)
        self.Wh = Parameter(Wh)
        self.b = Parameter(b)

    def forward(self, x, lengths, h0, c0):
        """x (N, T, D), h0 and c0 (N, H) -> h (N, T, H)."""
        weights = self.Wx.value, self.Wh.value, self.b.value
        h, self.cache = lstm_forward(x, h0, c0, *weights, lengths)
        return h

    def backward(self, dh):
        """dh (N, T, H) -> dx (N, T, D), dh0 (N, H), dc0 (N, H)."""
        dx, dh0, dc0, *gradients = self.gradients(dh)
        self.add(gradients)
        return dx, dh0, dc0

    def gradients(self, dh):
        """dh (N, T, H) -> dx, dh0, dc0, and the gradients of the parameters in their order."""
        return lstm_backward(dh, self.cache)

    def last(self, h, lengths):
        """h and c at each sequence's own end."""
        return last_step(h, lengths), self.cache.c_last


class LSTM(Recurrent):
    """Layers of long short-term memory, each above the other, in one or both directions.

    c_last, dc0  as h_last and dh0, for the cells
    Start        Wx Glorot uniform and Wh orthogonal, gate by gate; biases zero but the forget gate's,
                 which are 1 so that the cell remembers from the beginning
    """

    def __init__(self, D, H, *, layers=1, bidirectional=False, rng=None, dtype=np.float32):
        rng = np.random.default_rng(rng)
        self.stack(D, H, layers, bidirectional, lambda size: LSTMCell(size, H, rng=rng, dtype=dtype))

    def forward(self, x, lengths=None, h0=None, c0=None):
        """x (N, T, D), lengths (N,), h0 and c0 (layers * directions, N, H) -> h (N, T, H), or 2H.

        Past a sequence's own length h is zero; what the padding holds changes nothing.
        """
        h, (self.h_last, self.c_last) = self.run(x, lengths, (h0, c0))
        return h

    def backward(self, dy):
        """dy (N, T, H or 2H) -> dx (N, T, D)."""
        dx, (self.dh0, self.dc0) = self.run_back(dy)
        return dx
