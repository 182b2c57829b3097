"""The attention-GRU of song2021: a sequence of features to a vector, and a vector to classes."""

import numpy as np

from emolab.core.backend import to_host
from emolab.core.errors import ShapeError
from emolab.nn import GRU, BatchNorm, Dense, Module, ReLU, SoftAttention
from emolab.nn.standardise import Standardise


class GRUEncoder(Module):
    """A sequence to one vector: stacked GRU, soft attention over its states, dense layer, ReLU.

    Formula   h = GRU(x);  a = softmax(v^T tanh(Wc h_last + Wx h_t));  z = sum of a_t h_t;
              y = relu(z W + b)                                (song2021 2.20-2.23, 2.28-2.30, Figure 3.5)
    Shapes    x (N, T, D), lengths (N,) -> y (N, F)
    Note      attend=False takes the last state instead of the weighted sum: the rows without
              attention of Tables 4.1 and 4.3
    """

    def __init__(
        self, D, *, hidden=256, layers=3, attention=None, dense=128, attend=True,
        update="candidate", reset="before", rng=None, dtype=np.float32,
    ):  # fmt: skip
        rng = np.random.default_rng(rng)
        self.standardise = Standardise(D, dtype)
        self.gru = GRU(D, hidden, layers=layers, update=update, reset=reset, rng=rng, dtype=dtype)
        if attend:
            self.attention = SoftAttention(hidden, attention or hidden, query=hidden, rng=rng, dtype=dtype)
        self.attend = attend
        self.dense = Dense(hidden, dense, rng=rng, dtype=dtype)
        self.relu = ReLU()
        self.features = dense

    def forward(self, x, lengths=None):
        """x (N, T, D), lengths (N,) -> y (N, F)."""
        if x.ndim != 3 or x.shape[2] != self.gru.D:
            raise ShapeError(f"GRUEncoder: x has shape {x.shape}; it must be (N, T, {self.gru.D})")
        h = self.gru(self.standardise(x), lengths)  # (N, T, H)
        self._shape = h.shape
        ends = np.full(len(x), x.shape[1]) if lengths is None else np.asarray(to_host(lengths))
        self._last = (np.arange(len(x)), ends - 1)
        last = h[self._last]  # (N, H)
        z = self.attention(h, last, lengths) if self.attend else last
        return self.relu(self.dense(z))

    def backward(self, dy):
        """dy (N, F) -> dx (N, T, D)."""
        dz = self.dense.backward(self.relu.backward(dy))  # (N, H)
        if self.attend:
            dh, dlast = self.attention.backward(dz)
        else:
            dh, dlast = np.zeros_like(dz, shape=self._shape), dz
        dh[self._last] += dlast
        return self.standardise.backward(self.gru.backward(dh))

    @property
    def weights(self):
        """Attention over the steps of the last batch, (N, T)."""
        return self.attention.weights


class AttentionGRU(Module):
    """One modality of song2021: encoder, batch normalisation, dense layer to the classes.

    Shapes    x (N, T, D), lengths (N,) -> logits (N, C); softmax makes them probabilities
    Source    song2021 Figures 3.6 and 3.7
    """

    def __init__(self, D, classes, *, batch_norm=True, rng=None, dtype=np.float32, **encoder):
        rng = np.random.default_rng(rng)
        self.encoder = GRUEncoder(D, rng=rng, dtype=dtype, **encoder)
        self.norm = BatchNorm(self.encoder.features, dtype=dtype) if batch_norm else None
        self.out = Dense(self.encoder.features, classes, rng=rng, dtype=dtype)

    def forward(self, x, lengths=None):
        """x (N, T, D), lengths (N,) -> logits (N, C)."""
        y = self.encoder(x, lengths)
        return self.out(self.norm(y) if self.norm else y)

    def backward(self, dy):
        """dlogits (N, C) -> dx (N, T, D)."""
        dy = self.out.backward(dy)
        return self.encoder.backward(self.norm.backward(dy) if self.norm else dy)

    @property
    def weights(self):
        """Attention over the steps of the last batch, (N, T)."""
        return self.encoder.weights
