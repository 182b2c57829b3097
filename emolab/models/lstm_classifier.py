"""The plain LSTM that zhu2022 measures its Attention-LSTM by: the class from the last state."""

import numpy as np

from emolab.models.bimodal_lstm import LSTMRoad
from emolab.nn import Dense, Dropout, Module


class LSTMClassifier(Module):
    """Voice features to classes by an LSTM alone.

    keep      share of the last state that dropout keeps in training; 1 for none
    Formula   h_1..h_T = LSTM(x), x standardised by the training part;  logits = h_T W + b
    Shapes    x (N, T, D), lengths (N,) -> logits (N, C)
    Source    zhu2022 Table 1, first row: MFCC features and an LSTM, of which it gives no size
    """

    def __init__(self, D, classes, *, hidden=128, layers=1, keep=1.0, rng=None, dtype=np.float32):
        rng = np.random.default_rng(rng)
        self.settings = {"D": D, "classes": classes, "hidden": hidden, "layers": layers}
        self.road = LSTMRoad(D, hidden, layers=layers, rng=rng, dtype=dtype)
        self.dropout = Dropout(keep, rng=rng)
        self.out = Dense(hidden, classes, rng=rng, dtype=dtype)

    @property
    def standardise(self):
        """What the features go through first; `fit` learns it from the training part."""
        return self.road.standardise

    def forward(self, x, lengths=None):
        """x (N, T, D), lengths (N,) -> logits (N, C)."""
        return self.out(self.dropout(self.road(x, lengths)))

    def backward(self, dy):
        """dlogits (N, C) -> dx (N, T, D)."""
        return self.road.backward(self.dropout.backward(self.out.backward(dy)))
