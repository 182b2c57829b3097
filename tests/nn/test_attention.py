"""Soft, hard and self-attention: definitions, the expectation of the estimator, errors and a misprint."""

import numpy as np
import pytest

import emolab
from emolab.core.errors import ArgumentError
from emolab.nn import (
    HardAttention,
    SelfAttention,
    SoftAttention,
    hard_attention_backward,
    hard_attention_forward,
    soft_attention_backward,
    soft_attention_forward,
)
from emolab.nn.soft_attention import attention_weights_backward, attention_weights_forward


def arrays(N=3, T=4, D=2, Q=3, A=5, seed=0):
    rng = np.random.default_rng(seed)
    return tuple(rng.standard_normal(shape) for shape in [(N, T, D), (N, Q), (D, A), (Q, A), (A,)])


def test_soft_attention_by_definition(each_backend):
    x, q, Wx, Wc, v = arrays()
    layer = SoftAttention(2, 5, query=3, dtype=np.float64)
    layer.load_state_dict({"Wx": Wx, "Wc": Wc, "v": v})
    z = layer.forward(x, q, np.array([4, 1, 2]))
    for n, length in enumerate((4, 1, 2)):
        scores = [v @ np.tanh(Wc.T @ q[n] + Wx.T @ x[n, i]) for i in range(length)]
        a = np.exp(scores) / np.exp(scores).sum()
        assert np.allclose(layer.weights[n, :length], a) and not layer.weights[n, length:].any()
        assert np.allclose(z[n], sum(a[i] * x[n, i] for i in range(length)))


def test_bits_do_not_depend_on_the_threads():
    rng = np.random.default_rng(0)
    x, q, *weights = (a.astype(np.float32) for a in arrays(N=37, T=9, D=6, Q=4, A=8))
    lengths, dz = rng.integers(1, 10, 37), rng.standard_normal((37, 6)).astype(np.float32)
    before, results = emolab.core.threads(), []
    try:
        for count in (1, 2, 3):
            emolab.core.set_threads(count)
            z, cache = soft_attention_forward(x, q, *weights, lengths)
            results.append([z, *soft_attention_backward(dz, cache)])
    finally:
        emolab.core.set_threads(before)
    for other in results[1:]:
        assert all(np.array_equal(a, b) for a, b in zip(results[0], other))


def test_song2021_2_28_as_printed_weighs_nothing():
    """Without v^T a step has A scores, and their softmax over the steps is A different distributions."""
    x, q, Wx, Wc, v = arrays()
    printed = np.tanh(q[:, None] @ Wc + x @ Wx)  # (N, T, A), no scalar for a step
    a = np.exp(printed) / np.exp(printed).sum(axis=1, keepdims=True)
    weights, _ = attention_weights_forward(x, q, Wx, Wc, v)
    assert a.shape == (3, 4, 5) and weights.shape == (3, 4)
    assert np.abs(a - weights[..., None]).max(axis=(0, 1)).min() > 0.01


def test_queries_come_with_their_weights(each_backend):
    x, q, *_ = arrays()
    with pytest.raises(ArgumentError, match="needs q"):
        SoftAttention(2, 5, query=3, dtype=np.float64).forward(x)
    with pytest.raises(ArgumentError, match="query=3"):
        SoftAttention(2, 5, dtype=np.float64).forward(x, q)
    with pytest.raises(ArgumentError, match=r"lengths\[2\] is 9"):
        SoftAttention(2, 5, dtype=np.float64).forward(x, lengths=np.array([1, 2, 9]))


def loss_of(z):
    """A loss of each sequence that is not linear in z, and its gradient."""
    return (np.sin(z) + z**2).sum(axis=1), np.cos(z) + 2 * z


@pytest.mark.parametrize("baseline", [0.0, 1.7])
def test_the_estimate_has_the_exact_gradient_as_its_expectation(baseline):
    """Enumeration: the sum over the steps of probability times estimate, against the exact derivative."""
    x, q, Wx, Wc, v = arrays()
    lengths = np.array([4, 2, 3])
    a, cache = attention_weights_forward(x, q, Wx, Wc, v, lengths)
    expected = [np.zeros_like(array) for array in (x, q, Wx, Wc, v)]
    losses = np.zeros_like(a)
    exact_dx = np.zeros_like(x)
    for n in range(3):
        for i in range(lengths[n]):
            index = np.zeros(3, int)
            index[n] = i
            z, _, drawn = hard_attention_forward(x, q, Wx, Wc, v, lengths, index=index)
            loss, dz = loss_of(z)
            only = np.arange(3) == n  # this sequence's part alone
            parts = hard_attention_backward(dz * only[:, None], (loss - baseline) * only, drawn)
            for total, part in zip(expected, parts):
                total += a[n, i] * part
            losses[n, i] = loss[n]
            exact_dx[n, i] = a[n, i] * dz[n]
    exact = list(attention_weights_backward(losses, cache))  # of the sum over n of sum_i a_i loss_i
    exact[0] = exact[0] + exact_dx
    for got, wanted in zip(expected, exact):
        assert np.allclose(got, wanted, rtol=1e-10, atol=1e-12)
        assert np.abs(wanted).max() > 1e-3


def test_steps_are_drawn_by_their_weights():
    x, q, Wx, Wc, v = arrays(N=1)
    many = np.repeat(x, 20000, axis=0), np.repeat(q, 20000, axis=0)
    lengths = np.full(20000, 3)
    z, logp, cache = hard_attention_forward(*many, Wx, Wc, v, lengths, rng=5)
    a = cache.weights.a[0]
    counts = np.bincount(cache.index, minlength=4) / 20000
    assert counts[3] == 0 and np.abs(counts - a).max() < 5 * np.sqrt(0.25 / 20000)
    assert np.array_equal(z, x[0, cache.index]) and np.allclose(logp, np.log(a[cache.index]))


def test_hard_attention_trains_by_draws_and_evaluates_by_the_largest_weight():
    x, q, *_ = arrays(N=50)
    layer = HardAttention(2, 5, query=3, rng=1, dtype=np.float64)
    first, second = [layer.forward(x, q) for _ in range(2)]
    assert not np.array_equal(first, second)
    layer.eval()
    z = layer.forward(x, q)
    assert np.array_equal(layer.index, layer.weights.argmax(axis=1))
    dx, dq = layer.backward(np.ones_like(z))
    assert np.array_equal(dx[np.arange(50), layer.index], np.ones((50, 2))) and dx.sum() == 100
    assert not dq.any() and not layer.Wx.grad.any()


def test_hard_attention_learns_which_step_pays():
    rng = np.random.default_rng(0)
    layer = HardAttention(2, 8, rng=3, dtype=np.float64)
    for _ in range(150):
        x = rng.standard_normal((64, 5, 2))
        z = layer.forward(x)
        loss = -z[:, 0] / 64  # the step with the largest first feature pays most
        layer.zero_grad()
        layer.backward(np.zeros_like(z), loss)
        for parameter in layer.parameters().values():
            parameter.value -= 2 * parameter.grad
    x = rng.standard_normal((500, 5, 2))
    layer.eval().forward(x)
    assert (layer.index == x[..., 0].argmax(axis=1)).mean() > 0.9


def test_hard_attention_in_training_needs_the_loss():
    layer = HardAttention(2, 5, rng=0, dtype=np.float64)
    z = layer.forward(arrays()[0])
    with pytest.raises(ArgumentError, match="needs loss"):
        layer.backward(z)
    with pytest.raises(ArgumentError, match="decay=1"):
        HardAttention(2, 5, decay=1)


def test_self_attention_by_definition():
    x, *_ = arrays()
    layer = SelfAttention(2, 4, heads=2, rng=0, dtype=np.float64)
    y = layer.forward(x, np.array([4, 1, 2]))
    Wq, Wk, Wv = (W.value for W in (layer.Wq, layer.Wk, layer.Wv))
    for n, length in enumerate((4, 1, 2)):
        own = x[n, :length]
        for head in (slice(0, 2), slice(2, 4)):
            scores = np.exp((own @ Wq[:, head]) @ (own @ Wk[:, head]).T / np.sqrt(2))
            wanted = scores / scores.sum(axis=1, keepdims=True) @ (own @ Wv[:, head])
            assert np.allclose(y[n, :length, head], wanted)
        assert not y[n, length:].any()
    with pytest.raises(ArgumentError, match="heads=3 does not divide"):
        SelfAttention(2, 4, heads=3)
