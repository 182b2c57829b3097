"""The CNN-LSTM of liu2021: two convolutions over time, a max pool, an LSTM, the class."""

import numpy as np

from emolab.core.backend import like
from emolab.core.checks import checked_lengths, one_of
from emolab.core.errors import ArgumentError
from emolab.models.feature_head import FeatureHead
from emolab.nn import Conv1d, MaxPool1d, Module, RecurrentDropoutLSTM, ReLU, last_step, last_step_backward
from emolab.nn.sequence import masked, step_mask
from emolab.nn.standardise import Standardise

LAYERS = ("conv", "pool", "lstm", "dropout", "dense")


class CNNLSTM(Module):
    """Voice features to classes.

    filters     of both convolutions; kernel is their width in steps
    pool        steps of which the max pool keeps the largest; a sequence of T has ceil(T / pool) after it
    hidden      units of the LSTM
    recurrent   share of the state that goes from step to step in training; 1 for all (liu2021 drops 0.2)
    dense       units of a dense layer with ReLU before the classes; None for none
    keep        share of the last state that dropout keeps in training; 1 for none
    Formula     y = relu(conv(relu(conv(x)))), x standardised by the training part, zeros around a sequence
                p_t = max of y over `pool` steps;  h = LSTM(p);  logits = h_last W + b
    Shapes      x (N, T, D), lengths (N,) -> logits (N, C); softmax makes them probabilities
    Source      liu2021 CNN-LSTM, Figure 2
    Note        The paper gives neither the pool's size nor where the ReLU stands; before and after a max pool
                it gives the same. What the padding holds changes neither results nor gradients.
    """

    def __init__(
        self, D, classes, *, filters=32, kernel=3, pool=2, hidden=256, recurrent=0.8, dense=None, keep=1.0,
        rng=None, dtype=np.float32,
    ):  # fmt: skip
        for name, value in (("filters", filters), ("kernel", kernel), ("pool", pool)):
            if value != int(value) or value < 1:
                raise ArgumentError(f"CNNLSTM: {name} must be a whole number from 1, not {value!r}")
        rng = np.random.default_rng(rng)
        self.settings = {
            "D": D, "classes": classes, "filters": filters, "kernel": kernel, "pool": pool, "hidden": hidden,
            "dense": dense,
        }  # fmt: skip
        common = {"rng": rng, "dtype": dtype}
        self.standardise = Standardise(D, dtype)
        self.convolutions = [Conv1d(C, filters, kernel, padding="same", **common) for C in (D, filters)]
        self.relus = [ReLU(), ReLU()]
        self.pool = MaxPool1d(pool, padding=(0, pool - 1))
        self.lstm = RecurrentDropoutLSTM(filters, hidden, keep=recurrent, **common)
        self.head = FeatureHead(hidden, classes, hidden=dense, keep=keep, **common)

    def forward(self, x, lengths=None):
        """x (N, T, D), lengths (N,) -> logits (N, C)."""
        h, ends = self.encode(x, lengths)
        last = last_step(h, ends)  # (N, H)
        logits = self.head(last)
        self.layers |= {"lstm": last, **self.head.layers}
        return logits

    def encode(self, x, lengths=None):
        """What the LSTM says at each step: x (N, T, D), lengths (N,) -> h (N, T', H), lengths (N,) of it."""
        y = self.standardise(x)  # (N, T, D)
        self._mask = step_mask(lengths, *x.shape[:2])
        y = masked(y, self._mask)
        for convolution, relu in zip(self.convolutions, self.relus):
            y = masked(relu(convolution(y)), self._mask)  # (N, T, F)
        pooled = self.pool(y)  # (N, T', F)
        given = checked_lengths(lengths, *x.shape[:2])  # (N,)
        self._ends, self._shape = -(-given // self.settings["pool"]), pooled.shape
        self.layers = {
            "conv": y.sum(axis=1) / like(y, given[:, None], y.dtype),  # (N, F)
            "pool": pooled.sum(axis=1) / like(y, self._ends[:, None], y.dtype),  # (N, F)
        }
        return self.lstm(pooled, self._ends), self._ends

    def features(self, x, lengths=None, layer="lstm"):
        """What one layer leaves: x (N, T, D), lengths (N,) -> (N, F).

        layer     "conv" and "pool": the mean over a sequence's own steps;  "lstm": its last state;
                  "dropout";  "dense": the dense layer, which is the logits where dense is None
        Note      After a forward, self.layers holds all of them.
        """
        one_of("CNNLSTM.features: layer", layer, LAYERS)
        self.forward(x, lengths)
        return self.layers[layer]

    def backward(self, dy):
        """dlogits (N, C) -> dx (N, T, D)."""
        return self.encode_backward(last_step_backward(self.head.backward(dy), self._ends, self._shape[1]))

    def encode_backward(self, dh):
        """dh (N, T', H) of `encode` -> dx (N, T, D)."""
        dy = self.pool.backward(self.lstm.backward(dh))  # (N, T, F)
        for convolution, relu in zip(reversed(self.convolutions), reversed(self.relus)):
            dy = convolution.backward(relu.backward(masked(dy, self._mask)))
        return self.standardise.backward(masked(dy, self._mask))
