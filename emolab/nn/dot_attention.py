"""Dot-product attention: what asks is held against every step, and the result is the weighted sum."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.nn.module import Module
from emolab.nn.sequence import masked, step_mask
from emolab.nn.softmax import softmax


class DotAttentionCache(NamedTuple):
    """What the backward needs; the scores are not kept, the softmax needs its output only."""

    x: np.ndarray  # (N, T, D), zero past the ends
    q: np.ndarray  # (N, D)
    a: np.ndarray  # (N, T), the weights


@formula("zhu2022 5")
def dot_attention_forward(x, q, lengths=None):
    """Sum of a sequence's steps, weighted by how far each points the way of the query.

    Formula   e_t = q . x_t / sqrt(D);  a = softmax over t of e;  z = sum over t of a_t x_t
    Shapes    x (N, T, D), q (N, D), lengths (N,) -> z (N, D), cache
    Source    zhu2022 Eq 5, whose e is not defined; the scale is that of Vaswani et al. 2017, equation 1
    Note      Eq 5 prints t for the step that is weighted and for the one that the sum runs over. The sum
              runs over a sequence's own steps; what the padding holds changes neither results nor gradients.
    """
    mask = step_mask(lengths, *x.shape[:2])  # (N, T, 1)
    x = masked(x, mask)
    e = np.einsum("nd,ntd->nt", q, x) / x.shape[-1] ** 0.5  # (N, T)
    if mask is not None:
        e = np.where(np.asarray(mask, like=x)[..., 0], e, -np.inf)
    a = softmax(e, axis=1)  # (N, T)
    return np.einsum("nt,ntd->nd", a, x), DotAttentionCache(x, q, a)


@formula("zhu2022 5")
def dot_attention_backward(dz, cache):
    """Gradients of the dot-product attention: a step counts as a summand and through its weight.

    Formula   da_t = dz . x_t;  de_t = a_t (da_t - sum over s of a_s da_s) / sqrt(D)
              dx_t = a_t dz + de_t q;  dq = sum over t of de_t x_t
    Shapes    dz (N, D) -> dx (N, T, D), dq (N, D)
    """
    x, q, a = cache
    da = np.einsum("nd,ntd->nt", dz, x)  # (N, T)
    de = a * (da - (a * da).sum(axis=1, keepdims=True)) / x.shape[-1] ** 0.5  # (N, T), zero where a is
    dx = a[..., None] * dz[:, None] + de[..., None] * q[:, None]  # (N, T, D)
    return dx, np.einsum("nt,ntd->nd", de, x)


class DotAttention(Module):
    """Dot-product attention without parameters; `weights` (N, T) of the last forward stay for plots."""

    def forward(self, x, q, lengths=None):
        """x (N, T, D), q (N, D), lengths (N,) -> z (N, D)."""
        z, self.cache = dot_attention_forward(x, q, lengths)
        self.weights = self.cache.a
        return z

    def backward(self, dz):
        """dz (N, D) -> dx (N, T, D), dq (N, D)."""
        return dot_attention_backward(dz, self.cache)
