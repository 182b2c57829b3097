"""Cross-modal attention: the steps of one modality ask those of the other, and take what they answer.

liu2026 13 and 14 are printed so that neither conforms; two readings of them are one function here. In the
paper's, CMA(x, y) = Xx softmax(Xx^T Xy / sqrt d) with columns for steps: y asks, x answers, and what answers
is at once key and value. In the standard one x asks, y answers, and values have a projection of their own.
"""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.core.checks import one_of
from emolab.nn.initialise import glorot_uniform
from emolab.nn.module import Module, Parameter
from emolab.nn.self_attention import check_heads, from_heads, to_heads
from emolab.nn.sequence import STEPS, masked, step_mask
from emolab.nn.softmax import softmax

READINGS = ("paper", "standard")
OVER = ("answers", "asks")


class CrossModalCache(NamedTuple):
    """What the backward needs; the scores are not kept, the softmax needs its output only."""

    asks: np.ndarray  # (N, T, D), zero past the ends
    answers: np.ndarray  # (N, S, E), zero past the ends
    masks: tuple  # (N, T, 1) of asks and (N, S, 1) of answers, or None
    weights: tuple  # Wq, Wk, Wv or None
    q: np.ndarray  # (N, heads, T, d)
    k: np.ndarray  # (N, heads, S, d)
    v: np.ndarray  # (N, heads, S, d)
    a: np.ndarray  # (N, heads, T, S), who asks, who answers
    axis: int  # of the softmax


@formula("liu2026 13", "liu2026 14")
def cross_modal_attention_forward(
    asks, answers, Wq, Wk, Wv=None, asks_lengths=None, answers_lengths=None, heads=1, over="answers"
):
    """Scaled dot-product attention of one sequence on another.

    Formula   Q = asks Wq, K = answers Wk, V = answers Wv;  y = softmax(Q K^T / sqrt d) V
              without Wv:  V = K, liu2026's Xx softmax(Xx^T Xy / sqrt d) with rows for steps
    Shapes    asks (N, T, D), answers (N, S, E), Wq (D, A), Wk and Wv (E, A), asks_lengths (N,),
              answers_lengths (N,) -> y (N, T, A), cache
    over      the axis whose weights sum to 1: "answers", so that each step that asks takes a mean of what
              answers; or "asks", so that each step that answers deals itself out
    Source    liu2026 Eq 13 and 14; Vaswani et al. 2017, equation 1
    Note      liu2026 does not say which axis the softmax runs over; both are offered. Several heads share
              the A columns, d = A / heads each: the paper's i-th linear projections. The softmax runs over a
              sequence's own steps; y is zero past the length of what asks, and what any padding holds
              changes neither results nor gradients.
    """
    check_heads(Wq.shape[1], heads)
    axis = {"answers": -1, "asks": -2}[one_of("over", over, OVER)]
    masks = step_mask(asks_lengths, *asks.shape[:2]), step_mask(answers_lengths, *answers.shape[:2])
    asks, answers = masked(asks, masks[0]), masked(answers, masks[1])
    q, k = to_heads(asks @ Wq, heads), to_heads(answers @ Wk, heads)  # (N, heads, T or S, d)
    v = k if Wv is None else to_heads(answers @ Wv, heads)  # (N, heads, S, d)
    s = q @ k.swapaxes(2, 3) / q.shape[-1] ** 0.5  # (N, heads, T, S)
    summed = masks[1] if over == "answers" else masks[0]
    if summed is not None:
        inside = np.expand_dims(summed[:, None, :, 0], -2 if over == "answers" else -1)
        s = np.where(np.asarray(inside, like=s), s, -np.inf)
    a = softmax(s, axis)
    y = masked(from_heads(a @ v), masks[0])
    return y, CrossModalCache(asks, answers, masks, (Wq, Wk, Wv), q, k, v, a, axis)


@formula("liu2026 13", "liu2026 14")
def cross_modal_attention_backward(dy, cache):
    """Gradients of cross-modal attention.

    Formula   dV = a^T dy;  da = dy V^T;  ds = a (da - sum of a da along the softmax)
              dQ = ds K / sqrt d;  dK = ds^T Q / sqrt d, and dV on top where V = K
              dWq = sum of asks^T dQ, and so on;  dasks = dQ Wq^T;  danswers = dK Wk^T + dV Wv^T
    Shapes    dy (N, T, A) -> dasks (N, T, D), danswers (N, S, E), dWq (D, A), dWk and dWv (E, A)
    Note      dWv is None where there is no Wv.
    """
    asks, answers, masks, (Wq, Wk, Wv), q, k, v, a, axis = cache
    dy = to_heads(masked(dy, masks[0]), q.shape[1])  # (N, heads, T, d)
    da = dy @ v.swapaxes(2, 3)  # (N, heads, T, S)
    ds = a * (da - (a * da).sum(axis=axis, keepdims=True)) / q.shape[-1] ** 0.5
    dq = from_heads(ds @ k)  # (N, T, A)
    dk = from_heads(ds.swapaxes(2, 3) @ q)  # (N, S, A)
    dv = from_heads(a.swapaxes(2, 3) @ dy)
    dasks, dWq = masked(dq @ Wq.T, masks[0]), np.tensordot(asks, dq, STEPS)
    if Wv is None:
        dk = dk + dv
        return dasks, masked(dk @ Wk.T, masks[1]), dWq, np.tensordot(answers, dk, STEPS), None
    danswers = masked(dk @ Wk.T + dv @ Wv.T, masks[1])  # (N, S, E)
    return dasks, danswers, dWq, np.tensordot(answers, dk, STEPS), np.tensordot(answers, dv, STEPS)


class CrossModalAttention(Module):
    """CMA(x, y) of liu2026 between x (N, Tx, Dx) and y (N, Ty, Dy), in either reading.

    reading   "paper": y asks, x answers without a projection for values, the result has y's steps;
              "standard": x asks, y answers, the result has x's steps
    over      the axis of the softmax, as in `cross_modal_attention_forward`
    weights   (N, heads, T, S) of the last forward, for plots: who asks, who answers
    Start     Glorot uniform
    """

    def __init__(
        self, Dx, Dy, A, *, reading="paper", over="answers", heads=1, rng=None, dtype=np.float32
    ):  # fmt: skip
        check_heads(A, heads)
        self.reading, self.over = one_of("reading", reading, READINGS), one_of("over", over, OVER)
        self.heads = heads
        rng = np.random.default_rng(rng)
        D, E = (Dy, Dx) if reading == "paper" else (Dx, Dy)  # of what asks, of what answers
        self.Wq = Parameter(glorot_uniform((D, A), rng, dtype))
        self.Wk = Parameter(glorot_uniform((E, A), rng, dtype))
        self.Wv = None if reading == "paper" else Parameter(glorot_uniform((E, A), rng, dtype))

    def forward(self, x, y, x_lengths=None, y_lengths=None):
        """x (N, Tx, Dx), y (N, Ty, Dy), lengths (N,) -> (N, Ty, A), standard: (N, Tx, A)."""
        sides = ((x, x_lengths), (y, y_lengths))
        (asks, first), (answers, second) = sides[::-1] if self.reading == "paper" else sides
        Wv = None if self.Wv is None else self.Wv.value
        result, self.cache = cross_modal_attention_forward(
            asks, answers, self.Wq.value, self.Wk.value, Wv, first, second, self.heads, self.over
        )
        self.weights = self.cache.a
        return result

    def backward(self, dy):
        """Gradient of the result -> dx (N, Tx, Dx), dy (N, Ty, Dy)."""
        dasks, danswers, *gradients = cross_modal_attention_backward(dy, self.cache)
        for parameter, gradient in zip((self.Wq, self.Wk, self.Wv), gradients):
            if parameter is not None:
                parameter.grad += gradient
        return (danswers, dasks) if self.reading == "paper" else (dasks, danswers)
