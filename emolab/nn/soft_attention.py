"""Soft attention: every step of a sequence gets a weight, and the result is the weighted sum."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.core.errors import ArgumentError
from emolab.nn.initialise import glorot_uniform
from emolab.nn.module import Module, Parameter
from emolab.nn.sequence import STEPS, masked, step_mask
from emolab.nn.softmax import softmax


class AttentionWeightsCache(NamedTuple):
    """What the backward needs; the scores themselves are not kept, the softmax needs its output only."""

    x: np.ndarray  # (N, T, D), zero past the ends
    q: np.ndarray | None  # (N, Q)
    Wx: np.ndarray  # (D, A)
    Wc: np.ndarray | None  # (Q, A)
    v: np.ndarray  # (A,)
    e: np.ndarray  # (N, T, A), the tanh
    a: np.ndarray  # (N, T), the weights


@formula("song2021 2.28", "song2021 2.29", "zhu2022 5")
def attention_weights_forward(x, q, Wx, Wc, v, lengths=None):
    """Weights of a sequence's steps by additive scores.

    Formula   s_i = v^T tanh(q Wc + x_i Wx);  a_i = exp(s_i) / sum over j of exp(s_j)
    Shapes    x (N, T, D), q (N, Q), Wx (D, A), Wc (Q, A), v (A,), lengths (N,)
              -> a (N, T), cache
    Note      2.28 is a misprint: v^T is missing, so that the score would be a vector. q and Wc are None
              together where nothing asks. The sum runs over a sequence's own steps; past them a is 0, and
              what the padding holds changes neither results nor gradients.
    """
    check_query(q, Wc)
    mask = step_mask(lengths, *x.shape[:2])  # (N, T, 1)
    x = masked(x, mask)
    asked = 0 if q is None else (q @ Wc)[:, None]  # (N, 1, A)
    e = np.tanh(x @ Wx + asked)  # (N, T, A)
    s = e @ v  # (N, T)
    if mask is not None:
        s = np.where(np.asarray(mask[..., 0], like=s), s, -np.inf)
    a = softmax(s, axis=1)  # (N, T)
    return a, AttentionWeightsCache(x, q, Wx, Wc, v, e, a)


@formula("song2021 2.28", "song2021 2.29")
def attention_weights_backward(da, cache):
    """Gradients of the attention weights.

    Formula   ds_i = a_i (da_i - sum over j of a_j da_j);  dv = sum of ds_i e_i
              dk_i = ds_i v (1 - e_i^2) inside the tanh;  dx_i = dk_i Wx^T;  dWx = sum of x_i^T dk_i
              dq = (sum over i of dk_i) Wc^T;  dWc = q^T (sum over i of dk_i)
    Shapes    da (N, T) -> dx (N, T, D), dq (N, Q), dWx (D, A), dWc (Q, A), dv (A,)
    Note      dq and dWc are None where there was no query.
    """
    x, q, Wx, Wc, v, e, a = cache
    ds = a * (da - (a * da).sum(axis=1, keepdims=True))  # (N, T), zero where a is
    dk = ds[..., None] * v * (1 - e**2)  # (N, T, A)
    dv = np.tensordot(ds, e, STEPS)  # (A,)
    dWx = np.tensordot(x, dk, STEPS)  # (D, A)
    dx = dk @ Wx.T  # (N, T, D)
    if q is None:
        return dx, None, dWx, None, dv
    dasked = dk.sum(axis=1)  # (N, A)
    return dx, dasked @ Wc.T, dWx, q.T @ dasked, dv


class SoftAttentionCache(NamedTuple):
    """The weights' own cache; the steps and the weights stand in it."""

    weights: AttentionWeightsCache
    a: np.ndarray  # (N, T), the weights


@formula("song2021 2.28-2.30", "zhu2022 5", kernel="soft_attention")
def soft_attention_forward(x, q, Wx, Wc, v, lengths=None):
    """Sum of a sequence's steps, weighted by additive attention.

    Formula   s_i = v^T tanh(q Wc + x_i Wx);  a = softmax(s);  z = sum over i of a_i x_i
    Shapes    x (N, T, D), q (N, Q), Wx (D, A), Wc (Q, A), v (A,), lengths (N,)
              -> z (N, D), cache
    Note      as attention_weights_forward; the weights stand in cache.a.
    """
    a, cache = attention_weights_forward(x, q, Wx, Wc, v, lengths)
    z = np.einsum("nt,ntd->nd", a, cache.x)  # (N, D)
    return z, SoftAttentionCache(cache, a)


@formula("song2021 2.28-2.30", kernel="soft_attention")
def soft_attention_backward(dz, cache):
    """Gradients of the weighted sum: each step counts as a summand and through its weight.

    Formula   da_i = dz . x_i;  dx_i = a_i dz + the gradient through the weights
    Shapes    dz (N, D) -> dx (N, T, D), dq (N, Q), dWx (D, A), dWc (Q, A), dv (A,)
    Note      dq and dWc are None where there was no query.
    """
    da = np.einsum("nd,ntd->nt", dz, cache.weights.x)  # (N, T)
    dx, *others = attention_weights_backward(da, cache.weights)
    return dx + cache.a[..., None] * dz[:, None], *others  # (N, T, D)


def check_query(q, Wc):
    """Raise ArgumentError where only one of the query and its weights is given."""
    if (q is None) != (Wc is None):
        raise ArgumentError("the query q and its weights Wc come together: give both, or None for both")


class AdditiveAttention(Module):
    """What soft and hard attention share: Wx (D, A), Wc (Q, A) where there is a query, and v (A,)."""

    def __init__(self, D, A, *, query=None, rng=None, dtype=np.float32):
        rng = np.random.default_rng(rng)
        self.query = query
        self.Wx = Parameter(glorot_uniform((D, A), rng, dtype))
        if query is not None:
            self.Wc = Parameter(glorot_uniform((query, A), rng, dtype))
        self.v = Parameter(glorot_uniform((A, 1), rng, dtype)[:, 0])

    def arrays(self, q):
        """The arguments after x: q, Wx, Wc, v, None where there is no query."""
        name = type(self).__name__
        if q is None and self.query is not None:
            raise ArgumentError(f"{name}: it was built with query={self.query}, so forward needs q")
        if q is not None and self.query is None:
            raise ArgumentError(f"{name}: q was given; build it with query={q.shape[-1]} to use one")
        return q, self.Wx.value, None if q is None else self.Wc.value, self.v.value

    def add(self, dWx, dWc, dv):
        """Add to the parameters' gradients."""
        self.Wx.grad += dWx
        if dWc is not None:
            self.Wc.grad += dWc
        self.v.grad += dv


class SoftAttention(AdditiveAttention):
    """Weighted sum of a sequence's steps; `weights` (N, T) of the last forward stay for plots.

    query     Q, the size of what asks (such as the last state), or None where nothing does
    Start     Glorot uniform
    """

    def forward(self, x, q=None, lengths=None):
        """x (N, T, D), q (N, Q), lengths (N,) -> z (N, D)."""
        z, self.cache = soft_attention_forward(x, *self.arrays(q), lengths)
        self.weights = self.cache.a
        return z

    def backward(self, dz):
        """dz (N, D) -> dx (N, T, D), or (dx, dq) where there is a query."""
        dx, dq, dWx, dWc, dv = soft_attention_backward(dz, self.cache)
        self.add(dWx, dWc, dv)
        return dx if dq is None else (dx, dq)
