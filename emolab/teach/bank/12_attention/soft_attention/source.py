import numpy as np


def soft_attention_forward(x, q, Wx, Wc, v, lengths=None):
    """Sum of the steps, weighted by additive attention (song2021 2.28-2.30).

    x         (N, T, D);  q (N, Q) or None;  Wx (D, A);  Wc (Q, A) or None;  v (A,)
    lengths   steps of each clip (N,), or None
    Returns   z (N, D), and a cache for the backward
    """
    # BEGIN SOLUTION
    N, T, D = x.shape
    ends = np.full(N, T) if lengths is None else np.asarray(lengths)
    inside = np.arange(T) < ends[:, None]  # (N, T)
    x = np.where(inside[..., None], x, x.dtype.type(0))
    asked = 0 if q is None else (q @ Wc)[:, None]  # (N, 1, A)
    e = np.tanh(x @ Wx + asked)  # (N, T, A)
    s = e @ v  # (N, T)
    s = np.where(inside, s, -np.inf)
    a = np.exp(s - s.max(axis=1, keepdims=True))
    a = a / a.sum(axis=1, keepdims=True)  # (N, T)
    a = a.astype(x.dtype)
    z = np.einsum("nt,ntd->nd", a, x)  # (N, D)
    return z, (x, q, Wx, Wc, v, e, a)
    # END SOLUTION


def soft_attention_backward(dz, cache):
    """Gradients of soft_attention_forward.

    dz        (N, D), and what the forward kept
    Returns   dx (N, T, D), dq (N, Q) or None, dWx (D, A), dWc (Q, A) or None, dv (A,)
    """
    # BEGIN SOLUTION
    x, q, Wx, Wc, v, e, a = cache
    da = np.einsum("nd,ntd->nt", dz, x)  # (N, T)
    ds = a * (da - (a * da).sum(axis=1, keepdims=True))  # zero where a is
    dk = ds[..., None] * v * (1 - e**2)  # (N, T, A)
    dx = a[..., None] * dz[:, None] + dk @ Wx.T  # (N, T, D)
    dWx = np.einsum("ntd,nta->da", x, dk)
    dv = np.einsum("nt,nta->a", ds, e)
    if q is None:
        return dx, None, dWx, None, dv
    dasked = dk.sum(axis=1)  # (N, A)
    return dx, dasked @ Wc.T, dWx, q.T @ dasked, dv
    # END SOLUTION
