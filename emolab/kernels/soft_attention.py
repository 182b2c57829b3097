"""Additive attention over threads, sequence by sequence: what one pass leaves in the cache, the next finds.

Only a sequence's own steps are touched, and the scores become the weights where they stand.
"""

import math
from typing import NamedTuple

import numpy as np

from emolab.core.errors import ArgumentError
from emolab.kernels.fast_tanh import tanh
from emolab.kernels.jit import jit
from emolab.kernels.packed_product import multiply_packed, pack_columns, pack_columns_into
from emolab.kernels.recurrent_layout import (
    add_products,
    block_panels,
    contiguous,
    empty_past_ends,
    in_order,
    opened,
    over_batch,
)


class AttentionWeightsCache(NamedTuple):
    """As the formula's, but x as given and e not set past the ends."""

    x: np.ndarray
    lengths: np.ndarray
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
def _attend(x, asked, Wx, v, lengths, e, a, z):
    """Fill e (n, T, A), a (n, T) and z (n, D) of a piece; Wx and v by their panels."""
    A, D = e.shape[2], x.shape[2]
    for i in range(len(x)):
        T = lengths[i]
        multiply_packed(x[i, :T], Wx, A, e[i, :T], False)
        for t in range(T):
            for k in range(A):
                e[i, t, k] = tanh(e[i, t, k] + asked[i, k])
        s = a[i, :T]
        multiply_packed(e[i, :T], v, 1, s.reshape(T, 1), False)
        most, total = s.max(), a.dtype.type(0)
        for t in range(T):
            s[t] = math.exp(s[t] - most)
            total += s[t]
        for d in range(D):
            z[i, d] = 0
        for t in range(T):
            s[t] /= total
            weight = s[t]
            for d in range(D):
                z[i, d] += weight * x[i, t, d]
        for t in range(T, a.shape[1]):
            a[i, t] = 0


@jit
def _attend_back(dz, x, Wx, v, lengths, e, a, dx, dWx, dv, dasked):
    """Fill dx (n, T, D) and dasked (n, A) of a piece; add to dWx (D, A) and dv (A,). Wx: panels of Wx^T."""
    A, D = e.shape[2], x.shape[2]
    one = x.dtype.type(1)
    ds, dk = np.empty(x.shape[1], x.dtype), np.empty(e.shape[1:], x.dtype)
    column, panels = block_panels(D, 1, x), block_panels(x.shape[1], A, x)
    for i in range(len(x)):
        T = lengths[i]
        pack_columns_into(dz[i].reshape(D, 1), column)
        multiply_packed(x[i, :T], column, 1, ds[:T].reshape(T, 1), False)
        mean = x.dtype.type(0)
        for t in range(T):
            mean += a[i, t] * ds[t]
        for k in range(A):
            dasked[i, k] = 0
        for t in range(T):
            g = a[i, t] * (ds[t] - mean)
            for k in range(A):
                dv[k] += g * e[i, t, k]
            for k in range(A):
                d = g * v[k] * (one - e[i, t, k] * e[i, t, k])
                dk[t, k] = d
                dasked[i, k] += d
        multiply_packed(dk[:T], Wx, D, dx[i, :T], False)
        for t in range(T):
            weight = a[i, t]
            for d in range(D):
                dx[i, t, d] += weight * dz[i, d]
        add_products(x[i, :T], dk[:T], panels, dWx)


def soft_attention_forward(x, q, Wx, Wc, v, lengths=None):
    if (q is None) != (Wc is None):
        raise ArgumentError("the query q and its weights Wc come together: give both, or None for both")
    lengths, x, q, Wx, Wc, v = opened(x, lengths, q, Wx, Wc, v)
    x = np.ascontiguousarray(x)
    N, T, D = x.shape
    A = len(v)
    packed = pack_columns(Wx), pack_columns(v[:, None])
    e, a, z = np.empty((N, T, A), x.dtype), np.empty((N, T), x.dtype), np.empty((N, D), x.dtype)

    def piece(start, stop):
        own = slice(start, stop)
        asked = np.zeros((stop - start, A), x.dtype) if q is None else q[own] @ Wc
        _attend(x[own], asked, *packed, lengths[own], e[own], a[own], z[own])

    over_batch(piece, N)
    return z, SoftAttentionCache(AttentionWeightsCache(x, lengths, q, Wx, Wc, v, e, a), a)


def soft_attention_backward(dz, cache):
    x, lengths, q, Wx, Wc, v, e, a = cache.weights
    (dz,) = contiguous(x.dtype, dz)
    dx = empty_past_ends(x, x.shape, lengths)
    dq = None if q is None else np.empty_like(q)
    packed = pack_columns(Wx.T)

    def piece(start, stop):
        own = slice(start, stop)
        dasked, sums = np.empty((stop - start, len(v)), x.dtype), (np.zeros_like(Wx), np.zeros_like(v))
        _attend_back(dz[own], x[own], packed, v, lengths[own], e[own], a[own], dx[own], *sums, dasked)
        if q is None:
            return sums
        np.matmul(dasked, Wc.T, out=dq[own])
        return *sums, q[own].T @ dasked

    dWx, dv, *dWc = in_order(over_batch(piece, len(x)))
    return dx, dq, dWx, dWc[0] if dWc else None, dv
