"""The LSTM whose forget and input gates are one attention gate, over a weighted sum of its past cells."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.core.errors import ArgumentError
from emolab.nn.initialise import glorot_uniform
from emolab.nn.lstm import LSTM, LSTMCell
from emolab.nn.module import Parameter
from emolab.nn.recurrent_stack import recurrent_start
from emolab.nn.sequence import STEPS, last_step, masked, step_mask
from emolab.nn.sigmoid import sigmoid
from emolab.nn.soft_attention import soft_attention_backward, soft_attention_forward


class AttentionGateLSTMCache(NamedTuple):
    """What the backward needs; looks are the caches of the attention of each step."""

    x: np.ndarray  # (N, T, D), zero past the ends
    mask: np.ndarray | None  # (N, T, 1)
    Wx: np.ndarray  # (D, 3H)
    Wh: np.ndarray  # (H, 3H)
    past_h: np.ndarray  # (N, T, H), the states that each step started from
    gates: tuple  # a, g, o, each (N, T, H)
    kept: np.ndarray  # (N, T, H), m_t
    bent: np.ndarray  # (N, T, H), tanh(c_t)
    looks: list  # T caches of soft_attention
    c_last: np.ndarray  # (N, H), each sequence's cell at its own end


@formula("zhu2022 Fig 2, attention gates")
def attention_gate_lstm_forward(x, h0, c0, Wx, Wh, b, Wc, Wq, v, lengths=None, reach=4):
    """Long short-term memory with one attention gate in place of the forget and the input gate.

    reach     how many past cells the attention looks at; fewer at a sequence's beginning
    Formula   s_tk = v^T tanh(h_{t-1} Wq + c_{t-k} Wc),  k = 1..min(reach, t);  w_t = softmax over k of s_t
              m_t = sum over k of w_tk c_{t-k}
              a, o = sigmoid(x_t Wx + h_{t-1} Wh + b);  g = tanh(x_t Wx + h_{t-1} Wh + b)
              c_t = a * m_t + (1 - a) * g;  h_t = o * tanh(c_t)
    Shapes    x (N, T, D), h0 and c0 (N, H), Wx (D, 3H), Wh (H, 3H), b (3H,), Wc and Wq (H, A), v (A,),
              lengths (N,) -> h (N, T, H), cache
    Note      zhu2022 tells this in words only. Read here: "the cell states at various intervals" are the
              last `reach` cells; they are weighted by attention (m_t in place of c_{t-1}), and the gate a
              combines them with what the frame brings, keeping a and taking 1 - a, where the common LSTM
              has the gates f and i. With reach 1 the softmax has one member, m_t = c_{t-1}, and only the
              coupled gate is left. Gates in the order a, g, o. h is zero past a sequence's own length, and
              what the padding holds changes neither results nor gradients.
    """
    if reach != int(reach) or reach < 1:
        raise ArgumentError(
            f"attention_gate_lstm_forward: reach must be a whole number from 1, not {reach!r}"
        )
    N, T, _ = x.shape
    mask = step_mask(lengths, N, T)
    x = masked(x, mask)
    xa, xg, xo = np.split(x @ Wx + b, 3, axis=-1)  # (N, T, H) each
    Ua, Ug, Uo = np.split(Wh, 3, axis=1)  # (H, H) each
    a, g, o, past_h, kept, bent, h_all = (np.empty_like(xa) for _ in range(7))  # (N, T, H)
    cells = np.empty_like(xa, shape=(N, T + 1, Wh.shape[0]))  # (N, T + 1, H), c0 first
    cells[:, 0] = c0
    h, looks = h0, []
    for t in range(T):
        past_h[:, t] = h
        past_cells = cells[:, max(0, t + 1 - reach) : t + 1]  # (N, k, H)
        kept[:, t], look = soft_attention_forward(past_cells, h, Wc, Wq, v)
        looks.append(look)
        a[:, t] = sigmoid(xa[:, t] + h @ Ua)
        g[:, t] = np.tanh(xg[:, t] + h @ Ug)
        o[:, t] = sigmoid(xo[:, t] + h @ Uo)
        cells[:, t + 1] = a[:, t] * kept[:, t] + (1 - a[:, t]) * g[:, t]
        bent[:, t] = np.tanh(cells[:, t + 1])
        h = o[:, t] * bent[:, t]  # (N, H)
        h_all[:, t] = h
    c_last = last_step(cells[:, 1:], lengths)
    cache = AttentionGateLSTMCache(x, mask, Wx, Wh, past_h, (a, g, o), kept, bent, looks, c_last)
    return masked(h_all, mask), cache


@formula("zhu2022 Fig 2, attention gates")
def attention_gate_lstm_backward(dh, cache):
    """Gradients of the LSTM with attention gates, from the last step to the first.

    Formula   dc_t = what later steps sent back + dh * o * (1 - tanh(c_t)^2)
              d aa = dc * (m - g) * a (1 - a);  d ag = dc * (1 - a) * (1 - g^2)
              d ao = dh * tanh(c) * o (1 - o);  dm = dc * a
              dm goes through the attention to the last `reach` cells and to h_{t-1}, and h_{t-1} gets the
              sum of d a U^T over the three gates as well
    Shapes    dh (N, T, H)
              -> dx (N, T, D), dh0 (N, H), dc0 (N, H), dWx (D, 3H), dWh (H, 3H), db (3H,), dWc (H, A),
              dWq (H, A), dv (A,)
    """
    x, mask, Wx, Wh, past_h, (a, g, o), kept, bent, looks, _ = cache
    dh = masked(dh, mask)
    N, T, H = a.shape
    da = np.empty_like(a, shape=(N, T, 3 * H))
    daa, dag, dao = np.split(da, 3, axis=-1)  # views of (N, T, H)
    dcells = np.zeros_like(a, shape=(N, T + 1, H))
    carry = np.zeros_like(a, shape=(N, H))
    attention = [np.zeros_like(W) for W in (looks[0].weights.Wx, looks[0].weights.Wc, looks[0].weights.v)]
    for t in range(T - 1, -1, -1):
        back = dh[:, t] + carry
        dc = dcells[:, t + 1] + back * o[:, t] * (1 - bent[:, t] ** 2)
        daa[:, t] = dc * (kept[:, t] - g[:, t]) * a[:, t] * (1 - a[:, t])
        dag[:, t] = dc * (1 - a[:, t]) * (1 - g[:, t] ** 2)
        dao[:, t] = back * bent[:, t] * o[:, t] * (1 - o[:, t])
        dpast, dq, *gradients = soft_attention_backward(dc * a[:, t], looks[t])
        dcells[:, t + 1 - dpast.shape[1] : t + 1] += dpast
        for total, gradient in zip(attention, gradients):
            total += gradient
        carry = da[:, t] @ Wh.T + dq
    dWx = np.tensordot(x, da, STEPS)  # (D, 3H)
    dWh = np.tensordot(past_h, da, STEPS)  # (H, 3H)
    return da @ Wx.T, carry, dcells[:, 0], dWx, dWh, da.sum(axis=(0, 1)), *attention


class AttentionGateLSTMCell(LSTMCell):
    """One layer in one direction: Wx (D, 3H), Wh (H, 3H), b (3H,), Wc and Wq (H, A), v (A,)."""

    def __init__(self, D, H, *, attention=None, reach=4, rng=None, dtype=np.float32):
        rng = np.random.default_rng(rng)
        A = attention or H
        Wx, Wh = recurrent_start(D, H, 3, rng, dtype)
        b = np.zeros(3 * H, dtype)
        b[:H] = 1
        self.reach = reach
        self.Wx, self.Wh, self.b = Parameter(Wx), Parameter(Wh), Parameter(b)
        self.Wc = Parameter(glorot_uniform((H, A), rng, dtype))
        self.Wq = Parameter(glorot_uniform((H, A), rng, dtype))
        self.v = Parameter(glorot_uniform((A, 1), rng, dtype)[:, 0])

    def forward(self, x, lengths, h0, c0):
        """x (N, T, D), h0 and c0 (N, H) -> h (N, T, H)."""
        weights = (parameter.value for parameter in (self.Wx, self.Wh, self.b, self.Wc, self.Wq, self.v))
        h, self.cache = attention_gate_lstm_forward(x, h0, c0, *weights, lengths, self.reach)
        return h

    def gradients(self, dh):
        """dh (N, T, H) -> dx, dh0, dc0, and the gradients of the parameters in their order."""
        return attention_gate_lstm_backward(dh, self.cache)


class AttentionGateLSTM(LSTM):
    """Layers of the LSTM with attention gates, each above the other, in one or both directions.

    attention    A, the width of the scores; None: H
    reach        how many past cells are looked at
    c_last, dc0  as h_last and dh0, for the cells
    Start        Wx Glorot uniform and Wh orthogonal, gate by gate; the scores Glorot uniform; biases zero but
                 the attention gate's, which are 1 so that the cells are kept from the beginning
    """

    def __init__(
        self, D, H, *, layers=1, bidirectional=False, attention=None, reach=4, rng=None, dtype=np.float32
    ):
        rng = np.random.default_rng(rng)
        settings = {"attention": attention, "reach": reach, "rng": rng, "dtype": dtype}
        self.stack(D, H, layers, bidirectional, lambda size: AttentionGateLSTMCell(size, H, **settings))
