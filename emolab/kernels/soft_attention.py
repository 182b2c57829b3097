"""Additive attention over threads: products by BLAS, and one fused pass each way over the tanh."""

from typing import NamedTuple

import numpy as np

from emolab.core.checks import checked_lengths
from emolab.core.errors import ArgumentError
from emolab.kernels.fast_tanh import tanh
from emolab.kernels.jit import jit
from emolab.kernels.recurrent_layout import contiguous, in_order, over_batch


class AttentionWeightsCache(NamedTuple):
    """As the formula's."""

    x: np.ndarray
    q: np.ndarray | None
    Wx: np.ndarray
    Wc: np.ndarray | None
    v: np.ndarray
    e: np.ndarray
    a: np.ndarray


class SoftAttentionCache(NamedTuple):
    """As the formula's."""

    weights: AttentionWeightsCache
    a: np.ndarray


@jit
def _activate(e, asked, lengths):
    """e (n, T, A) <- tanh(e + asked (n, A)) on each sequence's own steps, zero past them."""
    for i in range(e.shape[0]):
        for t in range(e.shape[1]):
            if t < lengths[i]:
                for k in range(e.shape[2]):
                    e[i, t, k] = tanh(e[i, t, k] + asked[i, k])
            else:
                for k in range(e.shape[2]):
                    e[i, t, k] = 0


@jit
def _inside(ds, v, e, dk):
    """dk (n, T, A) <- ds (n, T) * v (A,) * (1 - e^2)."""
    one = e.dtype.type(1)
    for i in range(e.shape[0]):
        for t in range(e.shape[1]):
            g = ds[i, t]
            for k in range(e.shape[2]):
                dk[i, t, k] = g * v[k] * (one - e[i, t, k] * e[i, t, k])


@jit
def _add_outer(a, dz, dx):
    """dx (n, T, D) += a (n, T) outer dz (n, D)."""
    for i in range(dx.shape[0]):
        for t in range(dx.shape[1]):
            for d in range(dx.shape[2]):
                dx[i, t, d] += a[i, t] * dz[i, d]


def soft_attention_forward(x, q, Wx, Wc, v, lengths=None):
    if (q is None) != (Wc is None):
        raise ArgumentError("the query q and its weights Wc come together: give both, or None for both")
    dtype = np.result_type(x, Wx, v, *([] if q is None else [q, Wc]))
    given = x
    x, q, Wx, Wc, v = contiguous(dtype, x, q, Wx, Wc, v)
    N, T, D = x.shape
    padded = lengths is not None
    lengths = checked_lengths(lengths, N, T)
    if padded and x is given:
        x = x.copy()
    e = np.empty((N, T, len(v)), dtype)
    a = np.empty((N, T), dtype)
    z = np.empty((N, D), dtype)

    def piece(start, stop):
        own, ends = slice(start, stop), lengths[start:stop]
        past = np.arange(T) >= ends[:, None]
        if padded:
            x[own][past] = 0
        np.matmul(x[own], Wx, out=e[own])
        asked = np.zeros((stop - start, len(v)), dtype) if q is None else q[own] @ Wc
        _activate(e[own], asked, ends)
        s = e[own] @ v
        s[past] = -np.inf
        s -= s.max(axis=1, keepdims=True)
        np.exp(s, out=s)
        np.divide(s, s.sum(axis=1, keepdims=True), out=a[own])
        np.matmul(a[own, None], x[own], out=z[own, None])

    over_batch(piece, N)
    return z, SoftAttentionCache(AttentionWeightsCache(x, q, Wx, Wc, v, e, a), a)


def soft_attention_backward(dz, cache):
    x, q, Wx, Wc, v, e, a = cache.weights
    (dz,) = contiguous(x.dtype, dz)
    N, T, D = x.shape
    dx = np.empty_like(x)
    dq = None if q is None else np.empty_like(q)

    def piece(start, stop):
        own, rows = slice(start, stop), (stop - start) * T
        da = np.matmul(x[own], dz[own, :, None])[..., 0]
        ds = a[own] * (da - (a[own] * da).sum(axis=1, keepdims=True))
        dk = np.empty_like(e[own])
        _inside(ds, v, e[own], dk)
        np.matmul(dk, Wx.T, out=dx[own])
        _add_outer(a[own], dz[own], dx[own])
        flat = dk.reshape(rows, len(v))
        sums = x[own].reshape(rows, D).T @ flat, ds.reshape(rows) @ e[own].reshape(rows, len(v))
        if q is None:
            return sums
        dasked = dk.sum(axis=1)
        np.matmul(dasked, Wc.T, out=dq[own])
        return *sums, q[own].T @ dasked

    dWx, dv, *dWc = in_order(over_batch(piece, N))
    return dx, dq, dWx, dWc[0] if dWc else None, dv
