"""Recurrent dropout: an LSTM that, while training, sees only a part of its own past state."""

from typing import NamedTuple

import numpy as np

from emolab.core import ArgumentError, ShapeError, formula
from emolab.core.backend import like
from emolab.nn.dropout import dropout_mask
from emolab.nn.lstm import LSTM, LSTMCell
from emolab.nn.lstm_step import lstm_step_backward, lstm_step_forward
from emolab.nn.sequence import last_step, masked, step_mask


class DroppedLSTMCache(NamedTuple):
    """What the backward needs: the caches of all steps."""

    mask: np.ndarray | None  # (N, T, 1)
    kept: np.ndarray  # (N, H), r times the scale
    steps: list  # T caches of lstm_step
    shape: tuple  # of x
    c_last: np.ndarray  # (N, H), each sequence's cell at its own end


@formula("liu2021 recurrent dropout")
def dropped_lstm_forward(x, h0, c0, r, Wx, Wh, b, lengths=None, scale=1.0):
    """Long short-term memory whose past state passes one mask a sequence, the same at each step.

    r         which entries of h_{t-1} are kept; scale 1 / keep keeps their mean
    Formula   i, f, o = sigmoid(x_t Wx + (scale r * h_{t-1}) Wh + b);  g = tanh(the same)
              c_t = f * c_{t-1} + i * g;  h_t = o * tanh(c_t)
    Shapes    x (N, T, D), h0, c0 and r (N, H), Wx (D, 4H), Wh (H, 4H), b (4H,), lengths (N,)
              -> h (N, T, H), cache
    Source    liu2021 CNN-LSTM: a share of the recurrent state is dropped; Gal and Ghahramani 2016: one mask
              a sequence
    Note      What goes out is not masked, nor is the cell. It has no kernel: inference is `lstm_forward`,
              which has one.
    """
    N, T, _ = x.shape
    mask = step_mask(lengths, N, T)
    x = masked(x, mask)
    kept = np.where(like(x, r), x.dtype.type(scale), x.dtype.type(0))  # (N, H)
    h, c, steps = h0, c0, []
    h_all, c_all = (np.empty_like(x, shape=(N, T, Wh.shape[0])) for _ in range(2))
    for t in range(T):
        h, c, cache = lstm_step_forward(x[:, t], kept * h, c, Wx, Wh, b)  # (N, H) each
        steps.append(cache)
        h_all[:, t], c_all[:, t] = h, c
    cache = DroppedLSTMCache(mask, kept, steps, x.shape, last_step(c_all, lengths))
    return masked(h_all, mask), cache


@formula("liu2021 recurrent dropout")
def dropped_lstm_backward(dh, cache):
    """Gradients of the LSTM with recurrent dropout, through time from the last step to the first.

    Formula   step t gets dh_t + scale r * (what step t + 1 sends to its past state), and that step's dc
    Shapes    dh (N, T, H)
              -> dx (N, T, D), dh0 (N, H), dc0 (N, H), dWx (D, 4H), dWh (H, 4H), db (4H,)
    """
    mask, kept, steps, shape, _ = cache
    dh = masked(dh, mask)
    dx = np.empty_like(dh, shape=shape)  # (N, T, D)
    carry_h, carry_c = np.zeros_like(kept), np.zeros_like(kept)  # (N, H)
    weights = [np.zeros_like(W) for W in (steps[0].Wx, steps[0].Wh, steps[0].Wh[0])]
    for t in range(len(steps) - 1, -1, -1):
        dx[:, t], back, carry_c, *gradients = lstm_step_backward(dh[:, t] + carry_h, carry_c, steps[t])
        carry_h = kept * back
        for total, gradient in zip(weights, gradients):
            total += gradient
    return dx, carry_h, carry_c, *weights


class DroppedLSTMCell(LSTMCell):
    """One layer in one direction: the common LSTM in inference, with a mask on its past in training."""

    def __init__(self, D, H, *, keep, rng=None, dtype=np.float32):
        self.rng = np.random.default_rng(rng)
        super().__init__(D, H, rng=self.rng, dtype=dtype)
        self.keep, self.mask = keep, None

    def forward(self, x, lengths, h0, c0):
        """x (N, T, D), h0 and c0 (N, H) -> h (N, T, H)."""
        if not self.training or self.keep == 1:
            return super().forward(x, lengths, h0, c0)
        r = dropout_mask(h0.shape, self.keep, self.rng) if self.mask is None else self.mask
        if r.shape != h0.shape:
            raise ShapeError(f"DroppedLSTMCell: the mask has shape {r.shape}, the state {h0.shape}")
        weights = self.Wx.value, self.Wh.value, self.b.value
        h, self.cache = dropped_lstm_forward(x, h0, c0, r, *weights, lengths, 1 / self.keep)
        return h

    def backward(self, dh):
        """dh (N, T, H) -> dx (N, T, D), dh0 (N, H), dc0 (N, H)."""
        if not isinstance(self.cache, DroppedLSTMCache):
            return super().backward(dh)
        dx, dh0, dc0, *gradients = dropped_lstm_backward(dh, self.cache)
        self.add(gradients)
        return dx, dh0, dc0


class RecurrentDropoutLSTM(LSTM):
    """LSTM with recurrent dropout while training, in all else as `LSTM`; its weights fit that one's too.

    keep      probability to keep an entry of h_{t-1} (Keras's recurrent_dropout is 1 - keep); what is kept is
              scaled by 1 / keep, so that inference, where nothing is dropped, needs no scale
    mask      of each cell: None for a new one a forward, of shape (N, H), one row a sequence
    """

    def __init__(self, D, H, *, keep=0.8, layers=1, bidirectional=False, rng=None, dtype=np.float32):
        if not 0 < keep <= 1:
            raise ArgumentError(f"RecurrentDropoutLSTM: keep must lie in 0..1, above 0, not {keep!r}")
        rng = np.random.default_rng(rng)
        self.keep = float(keep)
        settings = {"keep": self.keep, "rng": rng, "dtype": dtype}
        self.stack(D, H, layers, bidirectional, lambda size: DroppedLSTMCell(size, H, **settings))
