"""What holds for recurrent layers and attention whatever the numbers are."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from emolab.nn import GRU, LSTM, RNN, SelfAttention, SoftAttention

LAYERS = {
    "rnn": lambda rng: RNN(2, 3, layers=2, bidirectional=True, rng=rng, dtype=np.float64),
    "lstm": lambda rng: LSTM(2, 3, layers=2, bidirectional=True, rng=rng, dtype=np.float64),
    "gru": lambda rng: GRU(2, 3, layers=2, bidirectional=True, rng=rng, dtype=np.float64),
    "gru of PyTorch": lambda rng: GRU(2, 3, update="past", reset="after", rng=rng, dtype=np.float64),
    "soft attention": lambda rng: SoftAttention(2, 3, rng=rng, dtype=np.float64),
    "self-attention": lambda rng: SelfAttention(2, 4, heads=2, rng=rng, dtype=np.float64),
}
names = st.sampled_from(sorted(LAYERS))
cases = st.tuples(names, st.integers(1, 14), st.integers(1, 6), st.integers(0, 10**6))


def example(case):
    name, N, T, seed = case
    rng = np.random.default_rng(seed)
    layer = LAYERS[name](rng)
    return layer, rng.standard_normal((N, T, 2)), rng.integers(1, T + 1, N), rng


def run(layer, x, lengths, dy=None):
    layer.zero_grad()
    y = layer.forward(x, lengths=lengths)
    dy = np.cos(np.arange(y.size)).reshape(y.shape) if dy is None else dy
    dx = layer.backward(dy)
    return [y, dx, *(parameter.grad.copy() for parameter in layer.parameters().values())]


@settings(max_examples=40, deadline=None)
@given(cases, st.sampled_from([0.0, 1e6, np.inf, np.nan]), st.integers(0, 3))
def test_padding_never_changes_a_result_or_gradient(case, content, more):
    layer, x, lengths, rng = example(case)
    N, T, _ = x.shape
    padded = np.concatenate([x, np.full((N, more, 2), content)], axis=1)
    padded[np.arange(T + more) >= lengths[:, None]] = content
    clean = np.where((np.arange(T) < lengths[:, None])[..., None], x, 0)
    y = layer.forward(clean, lengths=lengths)
    dy = rng.standard_normal(y.shape)
    wanted = run(layer, clean, lengths, dy)
    if dy.ndim == 3:  # a gradient past the end is not read
        dy = np.concatenate([dy, np.full((N, more, dy.shape[2]), np.nan)], axis=1)
    got = run(layer, padded, lengths, dy)
    got[:2] = [part[:, :T] if part.ndim == 3 else part for part in got[:2]]
    for a, b in zip(got, wanted):
        assert np.allclose(a, b, rtol=1e-12, atol=1e-13)
    dx = run(layer, padded, lengths, dy)[1]
    assert not dx[np.arange(T + more) >= lengths[:, None]].any()


@settings(max_examples=30, deadline=None)
@given(cases)
def test_each_sequence_alone_gives_what_it_gives_in_a_batch(case):
    layer, x, lengths, rng = example(case)
    together = layer.forward(x, lengths=lengths)
    row = int(rng.integers(len(x)))
    alone = layer.forward(x[row : row + 1, : lengths[row]])[0]
    batch = together[row, : lengths[row]] if together.ndim == 3 else together[row]
    assert np.allclose(alone, batch, rtol=1e-12, atol=1e-13)


@settings(max_examples=30, deadline=None)
@given(cases)
def test_the_order_of_the_batch_does_not_matter(case):
    layer, x, lengths, rng = example(case)
    order = rng.permutation(len(x))
    y = layer.forward(x, lengths=lengths)
    dy = rng.standard_normal(y.shape)
    straight = run(layer, x, lengths, dy)
    mixed = run(layer, x[order], lengths[order], dy[order])
    for a, b in zip(mixed[:2], straight[:2]):
        assert np.allclose(a, b[order], rtol=1e-12, atol=1e-13)
    for a, b in zip(mixed[2:], straight[2:]):
        assert np.allclose(a, b, rtol=1e-10, atol=1e-12)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_attention_weights_are_a_distribution_over_the_own_steps(seed):
    rng = np.random.default_rng(seed)
    layer = SoftAttention(3, 4, query=2, rng=rng, dtype=np.float64)
    lengths = rng.integers(1, 6, 7)
    layer.forward(rng.standard_normal((7, 5, 3)) * 100, rng.standard_normal((7, 2)) * 100, lengths)
    assert np.allclose(layer.weights.sum(axis=1), 1) and (layer.weights >= 0).all()
    assert not layer.weights[np.arange(5) >= lengths[:, None]].any()
