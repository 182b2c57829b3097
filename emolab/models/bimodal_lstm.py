"""The method that liu2026 measures itself by: an LSTM for each modality, then a feedforward network."""

import numpy as np

from emolab.fusion.join_features import join_features_backward, join_features_forward
from emolab.nn import LSTM, Dense, Module, ReLU, Sequential
from emolab.nn.sequence import last_step, last_step_backward
from emolab.nn.standardise import Standardise


class LSTMRoad(Module):
    """A sequence to the last state of an LSTM of one or more layers.

    Shapes    x (N, T, D), lengths (N,) -> h (N, hidden)
    """

    def __init__(self, D, hidden, *, layers=1, rng=None, dtype=np.float32):
        self.standardise = Standardise(D, dtype)
        self.lstm = LSTM(D, hidden, layers=layers, rng=rng, dtype=dtype)

    def forward(self, x, lengths=None):
        """x (N, T, D), lengths (N,) -> h (N, hidden)."""
        h = self.lstm(self.standardise(x), lengths)  # (N, T, hidden)
        self.ends = lengths, h.shape[1]
        return last_step(h, lengths)

    def backward(self, dy):
        """dh (N, hidden) -> dx (N, T, D)."""
        return self.standardise.backward(self.lstm.backward(last_step_backward(dy, *self.ends)))


class BimodalLSTM(Module):
    """Audio and video features to classes by LSTMs alone: their last states, dense layer, ReLU, classes.

    Shapes    xa (N, Ta, Da), la (N,), xv (N, Tv, Dv), lv (N,) -> logits (N, C)
    Source    the LSTM method of liu2026's comparison (its Figures 7 to 9)
    Note      liu2026 gives no sizes of it: hidden as its own LSTM, dense as its projections
    """

    def __init__(self, Da, Dv, classes, *, hidden=256, dense=128, rng=None, dtype=np.float32):
        rng = np.random.default_rng(rng)
        self.settings = {"Da": Da, "Dv": Dv, "classes": classes, "hidden": hidden, "dense": dense}
        own = {"rng": rng, "dtype": dtype}
        self.audio = LSTMRoad(Da, hidden, **own)
        self.video = LSTMRoad(Dv, hidden, **own)
        self.head = Sequential(Dense(2 * hidden, dense, **own), ReLU(), Dense(dense, classes, **own))

    def forward(self, xa, la, xv, lv):
        """xa (N, Ta, Da), la (N,), xv (N, Tv, Dv), lv (N,) -> logits (N, C)."""
        joined, self.cache = join_features_forward(self.audio(xa, la), self.video(xv, lv))  # (N, 2 hidden)
        return self.head(joined)

    def backward(self, dy):
        """dlogits (N, C) -> dxa (N, Ta, Da), dxv (N, Tv, Dv)."""
        dya, dyv = join_features_backward(self.head.backward(dy), self.cache)
        return self.audio.backward(dya), self.video.backward(dyv)
