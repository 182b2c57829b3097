"""The attention network for speech that ships with emolab: log-mel frames to emotions."""

import numpy as np

from emolab.core.checks import checked_lengths
from emolab.nn import GRU, Conv1d, Dense, Dropout, Module, ReLU, SoftAttention
from emolab.nn.sequence import masked, step_mask
from emolab.nn.standardise import Standardise


class SpeechNetwork(Module):
    """Log-mel frames to classes: strided convolution, GRU in both directions, attention over its states.

    D, classes  features of a frame; how many classes
    filters, kernel, stride   of the convolution, which makes `stride` frames one step
    hidden      units of the GRU in each direction;  attention: size of the score's hidden layer
    keep        share of the convolution's and of the pooled vector's values that dropout keeps in training
    Formula     c = relu(conv(x));  h = GRU(c) both ways;  a = softmax(v^T tanh(W h_t));
                logits = dropout(sum of a_t h_t) W + b
    Shapes      x (N, T, D), lengths (N,) -> logits (N, C)
    Source      none of the five papers: the convolution and the attention of song2021, put together anew
    """

    def __init__(
        self, D, classes, *, filters=128, kernel=5, stride=3, hidden=128, attention=128, keep=0.5, rng=None,
        dtype=np.float32,
    ):  # fmt: skip
        rng = np.random.default_rng(rng)
        self.settings = {
            "D": D, "classes": classes, "filters": filters, "kernel": kernel, "stride": stride,
            "hidden": hidden, "attention": attention, "keep": keep,
        }  # fmt: skip
        self.stride = stride
        self.standardise = Standardise(D, dtype)
        self.conv = Conv1d(D, filters, kernel, stride=stride, padding=kernel // 2, rng=rng, dtype=dtype)
        self.relu = ReLU()
        self.drop_steps = Dropout(min(1.0, keep + 0.3), rng=rng)
        self.gru = GRU(filters, hidden, bidirectional=True, rng=rng, dtype=dtype)
        self.attention = SoftAttention(2 * hidden, attention, rng=rng, dtype=dtype)
        self.dropout = Dropout(keep, rng=rng)
        self.out = Dense(2 * hidden, classes, rng=rng, dtype=dtype)

    def forward(self, x, lengths=None):
        """x (N, T, D), lengths (N,) -> logits (N, C)."""
        N, T = x.shape[:2]
        ends = checked_lengths(lengths, N, T)  # (N,)
        self._mask = step_mask(lengths, N, T)
        c = self.relu(self.conv(masked(self.standardise(x), self._mask)))  # (N, T / stride, F)
        steps = None if lengths is None else -(-ends // self.stride)  # (N,)
        h = self.gru(self.drop_steps(c), steps)  # (N, T / stride, 2H)
        z = self.attention(h, None, steps)  # (N, 2H)
        return self.out(self.dropout(z))

    def backward(self, dy):
        """dlogits (N, C) -> dx (N, T, D)."""
        dh = self.attention.backward(self.dropout.backward(self.out.backward(dy)))
        dc = self.relu.backward(self.drop_steps.backward(self.gru.backward(dh)))
        return self.standardise.backward(masked(self.conv.backward(dc), self._mask))

    @property
    def weights(self):
        """Attention over the steps of the last batch, (N, T / stride)."""
        return self.attention.weights
