"""Hard attention: one step of a sequence is drawn by its weight and taken whole."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.core.backend import like
from emolab.core.errors import ArgumentError
from emolab.nn.module import Buffer
from emolab.nn.soft_attention import (
    AdditiveAttention,
    AttentionWeightsCache,
    attention_weights_backward,
    attention_weights_forward,
)


class HardAttentionCache(NamedTuple):
    """The weights' own cache and the steps that were taken."""

    weights: AttentionWeightsCache
    index: np.ndarray  # (N,)


@formula("song2021 hard attention")
def hard_attention_forward(x, q, Wx, Wc, v, lengths=None, rng=None, index=None):
    """One step of each sequence, drawn by its attention weight.

    Formula   a = softmax(v^T tanh(q Wc + x_i Wx));  i ~ a;  z = x_i;  log p = log a_i
    Shapes    x (N, T, D), q (N, Q), Wx (D, A), Wc (Q, A), v (A,), lengths (N,), index (N,)
              -> z (N, D), log p (N,), cache
    Note      index names the steps to take instead of drawing them. With neither rng nor index the most
              likely step is taken.
    """
    a, cache = attention_weights_forward(x, q, Wx, Wc, v, lengths)
    if index is None and rng is None:
        index = a.argmax(axis=1)  # (N,)
    elif index is None:
        rng = np.random.default_rng(rng)
        edges = np.cumsum(a, axis=1)  # (N, T), each weight the width of its own interval
        drawn = like(a, rng.random((len(a), 1))) * edges[:, -1:]  # (N, 1) in 0 to 1
        index = (edges <= drawn).sum(axis=1)  # (N,)
    rows = np.arange(len(a))
    return cache.x[rows, index], np.log(a[rows, index]), HardAttentionCache(cache, index)


@formula("song2021 hard attention")
def hard_attention_backward(dz, dlogp, cache):
    """Gradients through the step that was taken, and through the logarithm of its probability.

    Formula   dx_i = dz for the step taken, 0 for the others, plus the gradient through the weights:
              ds_j = dlogp ((1 if j = i else 0) - a_j)
    Shapes    dz (N, D), dlogp (N,) -> dx (N, T, D), dq (N, Q), dWx (D, A), dWc (Q, A), dv (A,)
    Source    Williams 1992 (REINFORCE)
    Note      A drawn step has no derivative. But the gradient of an expected loss is the expectation of
              loss * gradient of log p, plus that through z: so dlogp = loss - baseline gives an estimate
              without bias, for any baseline that does not depend on the step drawn.
    """
    weights, index = cache
    rows = np.arange(len(index))
    da = np.zeros_like(weights.a)  # (N, T)
    da[rows, index] = dlogp / weights.a[rows, index]  # of log a_i
    dx, *others = attention_weights_backward(da, weights)
    dx[rows, index] += dz
    return dx, *others


class HardAttention(AdditiveAttention):
    """One step of each sequence: drawn by its weight in training, the most likely one in evaluation.

    query     Q, the size of what asks, or None where nothing does
    decay     of the running mean of the loss that serves as baseline; 0 for no baseline
    weights   (N, T) of the last forward; index (N,) the steps taken
    """

    def __init__(self, D, A, *, query=None, decay=0.9, rng=None, dtype=np.float32):
        rng = np.random.default_rng(rng)
        super().__init__(D, A, query=query, rng=rng, dtype=dtype)
        if not 0 <= decay < 1:
            raise ArgumentError(f"HardAttention: decay={decay}; it must lie in 0 to below 1")
        self.decay = decay
        self.rng = rng
        self.baseline = Buffer(np.zeros(2))  # sum of weighted losses, sum of weights

    def forward(self, x, q=None, lengths=None):
        """x (N, T, D), q (N, Q), lengths (N,) -> z (N, D)."""
        rng = self.rng if self.training else None
        z, _, self.cache = hard_attention_forward(x, *self.arrays(q), lengths, rng)
        self.weights, self.index = self.cache.weights.a, self.cache.index
        return z

    def backward(self, dz, loss=None):
        """dz (N, D), loss (N,) -> dx (N, T, D), or (dx, dq) where there is a query.

        loss      each sequence's share of the total loss that dz is the gradient of; without it the
                  weights of the attention cannot learn, so training needs it, and evaluation ignores it
        """
        dlogp = np.zeros_like(dz, shape=len(dz))
        if self.training:
            if loss is None:
                raise ArgumentError(
                    "HardAttention: backward in training needs loss (N,), each sequence's share of the total"
                )
            dlogp += loss - self._expected()
            self.baseline.value *= self.decay
            self.baseline.value += (1 - self.decay) * like(self.baseline.value, [float(np.mean(loss)), 1])
        dx, dq, dWx, dWc, dv = hard_attention_backward(dz, dlogp, self.cache)
        self.add(dWx, dWc, dv)
        return dx if dq is None else (dx, dq)

    def _expected(self):
        """The baseline, from earlier batches only, so that it does not depend on what was drawn."""
        total, weight = self.baseline.value
        return total / weight if self.decay and weight else 0.0
