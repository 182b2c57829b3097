"""Self-attention: every step of a sequence asks all steps, and takes what they answer."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.core.errors import ArgumentError
from emolab.nn.initialise import glorot_uniform
from emolab.nn.module import Module, Parameter
from emolab.nn.sequence import STEPS, masked, step_mask
from emolab.nn.softmax import softmax


class SelfAttentionCache(NamedTuple):
    """What the backward needs; the scores are not kept, the softmax needs its output only."""

    x: np.ndarray  # (N, T, D), zero past the ends
    mask: np.ndarray | None  # (N, T, 1)
    Wq: np.ndarray  # (D, A)
    Wk: np.ndarray  # (D, A)
    Wv: np.ndarray  # (D, A)
    q: np.ndarray  # (N, heads, T, d)
    k: np.ndarray  # (N, heads, T, d)
    v: np.ndarray  # (N, heads, T, d)
    a: np.ndarray  # (N, heads, T, T), the weights: who asks, who answers


def to_heads(y, heads):
    """(N, T, A) -> (N, heads, T, d), d = A / heads."""
    N, T, A = y.shape
    return y.reshape(N, T, heads, A // heads).swapaxes(1, 2)


def from_heads(y):
    """(N, heads, T, d) -> (N, T, A), A = heads d."""
    N, heads, T, d = y.shape
    return y.swapaxes(1, 2).reshape(N, T, heads * d)


@formula()
def self_attention_forward(x, Wq, Wk, Wv, lengths=None, heads=1):
    """Scaled dot-product attention of a sequence on itself.

    Formula   Q = x Wq, K = x Wk, V = x Wv;  y = softmax(Q K^T / sqrt(d)) V
    Shapes    x (N, T, D), Wq and Wk and Wv (D, A), lengths (N,) -> y (N, T, A), cache
    Errors    ArgumentError where heads does not divide A
    Source    Vaswani et al. 2017, equation 1
    Note      Several heads share the A columns, d = A / heads each; their answers lie side by side. The
              softmax runs over a sequence's own steps; y is zero past its length, and what the padding
              holds changes neither results nor gradients.
    """
    check_heads(Wq.shape[1], heads)
    mask = step_mask(lengths, *x.shape[:2])  # (N, T, 1)
    x = masked(x, mask)
    q, k, v = (to_heads(x @ W, heads) for W in (Wq, Wk, Wv))  # (N, heads, T, d)
    s = q @ k.swapaxes(2, 3) / q.shape[-1] ** 0.5  # (N, heads, T, T)
    if mask is not None:
        s = np.where(np.asarray(mask, like=x)[:, None, None, :, 0], s, -np.inf)
    a = softmax(s)
    return masked(from_heads(a @ v), mask), SelfAttentionCache(x, mask, Wq, Wk, Wv, q, k, v, a)


@formula()
def self_attention_backward(dy, cache):
    """Gradients of self-attention.

    Formula   dV = a^T dy;  da = dy V^T;  ds = a (da - sum of a da over those who answer)
              dQ = ds K / sqrt(d);  dK = ds^T Q / sqrt(d)
              dWq = sum of x^T dQ, and so on;  dx = dQ Wq^T + dK Wk^T + dV Wv^T
    Shapes    dy (N, T, A) -> dx (N, T, D), dWq and dWk and dWv (D, A)
    """
    x, mask, Wq, Wk, Wv, q, k, v, a = cache
    dy = to_heads(masked(dy, mask), q.shape[1])  # (N, heads, T, d)
    da = dy @ v.swapaxes(2, 3)  # (N, heads, T, T)
    ds = a * (da - (a * da).sum(axis=-1, keepdims=True)) / q.shape[-1] ** 0.5
    dq = from_heads(ds @ k)  # (N, T, A)
    dk = from_heads(ds.swapaxes(2, 3) @ q)
    dv = from_heads(a.swapaxes(2, 3) @ dy)
    dx = dq @ Wq.T + dk @ Wk.T + dv @ Wv.T  # (N, T, D)
    return dx, *(np.tensordot(x, d, STEPS) for d in (dq, dk, dv))


def check_heads(A, heads):
    """Raise ArgumentError where A columns cannot be shared by the heads."""
    if heads != int(heads) or heads < 1 or A % heads:
        raise ArgumentError(f"heads={heads} does not divide the {A} columns of Wq, Wk and Wv")


class SelfAttention(Module):
    """Self-attention with Wq, Wk and Wv (D, A).

    weights   (N, heads, T, T) of the last forward, for plots: who asks, who answers
    Start     Glorot uniform
    """

    def __init__(self, D, A, *, heads=1, rng=None, dtype=np.float32):
        check_heads(A, heads)
        rng = np.random.default_rng(rng)
        self.heads = heads
        self.Wq = Parameter(glorot_uniform((D, A), rng, dtype))
        self.Wk = Parameter(glorot_uniform((D, A), rng, dtype))
        self.Wv = Parameter(glorot_uniform((D, A), rng, dtype))

    def forward(self, x, lengths=None):
        """x (N, T, D), lengths (N,) -> y (N, T, A)."""
        weights = self.Wq.value, self.Wk.value, self.Wv.value
        y, self.cache = self_attention_forward(x, *weights, lengths, self.heads)
        self.weights = self.cache.a
        return y

    def backward(self, dy):
        """dy (N, T, A) -> dx (N, T, D)."""
        dx, *gradients = self_attention_backward(dy, self.cache)
        for parameter, gradient in zip((self.Wq, self.Wk, self.Wv), gradients):
            parameter.grad += gradient
        return dx
