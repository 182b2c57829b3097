"""The Attention-LSTM of zhu2022: an LSTM over the frames, attention, a second LSTM, the class."""

import numpy as np

from emolab.core.errors import ArgumentError
from emolab.nn import (
    LSTM,
    AttentionGateLSTM,
    Dense,
    DotAttention,
    Dropout,
    Module,
    SoftAttention,
    last_step,
    last_step_backward,
    lstm_step_backward,
    lstm_step_forward,
)
from emolab.nn.lstm import LSTMCell
from emolab.nn.standardise import Standardise

GATES = ("standard", "attention")
SCORES = ("additive", "dot")


class AttentionLSTM(Module):
    """Voice features to classes: what the first LSTM heard is read by the second through attention.

    hidden      units of the first LSTM in each direction; the second has as many as its output is wide
    gates       "standard": the common LSTM; "attention": the reading of the prose, one attention gate over
                the weighted past cells in place of the forget and the input gate (`AttentionGateLSTM`; reach
                is how many past cells it weighs). It is the first LSTM, which sees the frames, that has them.
    score       "additive": e = v^T tanh(s Ws + a_t Wa) (default); "dot": e = s . a_t / sqrt(D)
    reads       K, how often the second LSTM reads; the class comes from its last state
    keep        share of that state that dropout keeps in training; 1 for none
    Formula     a_1..a_T = LSTM(x), x standardised by the training part (Eq 3 and 4)
                w_kt = exp(e_kt) / sum over u of exp(e_ku), e_kt = score(s_{k-1}, a_t)         (Eq 5)
                z_k = sum over t of w_kt a_t;  s_k, c_k = LSTM step(z_k; s_{k-1}, c_{k-1}),  k = 1..K
                logits = s_K W + b
    Shapes      x (N, T, D), lengths (N,) -> logits (N, C); softmax makes them probabilities
    Source      zhu2022 Figure 2 and Eq 5
    Note        The paper defines neither e nor K, and does not say where the second LSTM starts: it starts
                from the first one's last output, s_0 = a_T, with an empty cell.
    """

    def __init__(
        self, D, classes, *, hidden=128, layers=1, bidirectional=False, gates="standard", score="additive",
        attention=None, reach=4, reads=4, keep=1.0, rng=None, dtype=np.float32,
    ):  # fmt: skip
        for name, value, known in (("gates", gates, GATES), ("score", score, SCORES)):
            if value not in known:
                raise ArgumentError(f"AttentionLSTM: {name} must be one of {', '.join(known)}, not {value!r}")
        if reads != int(reads) or reads < 1:
            raise ArgumentError(f"AttentionLSTM: reads must be a whole number from 1, not {reads!r}")
        rng = np.random.default_rng(rng)
        self.settings = {
            "D": D, "classes": classes, "hidden": hidden, "layers": layers, "bidirectional": bidirectional,
            "gates": gates, "score": score, "attention": attention, "reach": reach, "reads": reads,
        }  # fmt: skip
        width = 2 * hidden if bidirectional else hidden
        common = {"layers": layers, "bidirectional": bidirectional, "rng": rng, "dtype": dtype}
        self.standardise = Standardise(D, dtype)
        if gates == "standard":
            self.listener = LSTM(D, hidden, **common)
        else:
            self.listener = AttentionGateLSTM(D, hidden, attention=attention, reach=reach, **common)
        if score == "additive":
            self.attention = SoftAttention(width, attention or width, query=width, rng=rng, dtype=dtype)
        else:
            self.attention = DotAttention()
        self.decider = LSTMCell(width, width, rng=rng, dtype=dtype)
        self.dropout = Dropout(keep, rng=rng)
        self.out = Dense(width, classes, rng=rng, dtype=dtype)
        self.reads = reads

    def forward(self, x, lengths=None):
        """x (N, T, D), lengths (N,) -> logits (N, C)."""
        a = self.listener(self.standardise(x), lengths)  # (N, T, H)
        self._lengths, self._shape = lengths, a.shape
        s = last_step(a, lengths)  # (N, H)
        c = np.zeros_like(s)
        cell = self.decider.Wx.value, self.decider.Wh.value, self.decider.b.value
        self._caches, weights = [], []
        for _ in range(self.reads):
            z = self.attention(a, s, lengths)  # (N, H)
            weights.append(self.attention.weights)
            s, c, cache = lstm_step_forward(z, s, c, *cell)  # (N, H)
            self._caches.append((self.attention.cache, cache))
        self.weights = np.stack(weights, axis=1)  # (N, K, T), kept for plots
        return self.out(self.dropout(s))

    def backward(self, dy):
        """dlogits (N, C) -> dx (N, T, D)."""
        ds = self.dropout.backward(self.out.backward(dy))  # (N, H)
        dc = np.zeros_like(ds)
        da = np.zeros_like(ds, shape=self._shape)  # (N, T, H)
        for look, cache in reversed(self._caches):
            dz, ds, dc, *gradients = lstm_step_backward(ds, dc, cache)
            self.decider.add(gradients)
            self.attention.cache = look
            dlook, dq = self.attention.backward(dz)
            da += dlook
            ds = ds + dq
        da += last_step_backward(ds, self._lengths, self._shape[1])
        return self.standardise.backward(self.listener.backward(da))
