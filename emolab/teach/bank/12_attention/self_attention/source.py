import numpy as np


def self_attention_forward(x, Wq, Wk, Wv):
    """Scaled dot-product attention of sequences on themselves.

    x         (N, T, D);  Wq, Wk and Wv (D, d)
    Returns   y (N, T, d), and a cache for the backward
    """
    # BEGIN SOLUTION
    q, k, v = x @ Wq, x @ Wk, x @ Wv  # (N, T, d)
    s = q @ k.swapaxes(1, 2) / np.sqrt(q.shape[-1])  # (N, T, T)
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    a = e / e.sum(axis=-1, keepdims=True)
    return a @ v, (x, Wq, Wk, Wv, q, k, v, a)
    # END SOLUTION


def self_attention_backward(dy, cache):
    """Gradients of self_attention_forward.

    dy        (N, T, d), and what the forward kept
    Returns   dx (N, T, D), dWq, dWk and dWv (D, d)
    """
    # BEGIN SOLUTION
    x, Wq, Wk, Wv, q, k, v, a = cache
    da = dy @ v.swapaxes(1, 2)  # (N, T, T)
    ds = a * (da - (a * da).sum(axis=-1, keepdims=True))
    ds = ds / np.sqrt(q.shape[-1])
    dq, dk, dv = ds @ k, ds.swapaxes(1, 2) @ q, a.swapaxes(1, 2) @ dy  # (N, T, d)
    dx = dq @ Wq.T + dk @ Wk.T + dv @ Wv.T  # (N, T, D)
    dWq, dWk, dWv = (np.tensordot(x, part, ((0, 1), (0, 1))) for part in (dq, dk, dv))
    return dx, dWq, dWk, dWv
    # END SOLUTION
