"""The Attention-LSTM of zhu2022: gradients in all its readings, padding, what the attention does."""

import numpy as np
import pytest

from emolab.audio import zhu2022_features
from emolab.core.errors import ArgumentError, FormatError, ShapeError
from emolab.models import AttentionLSTM, load_weights, save_weights
from emolab.nn import AttentionGateLSTM, attention_gate_lstm_forward, check_gradients, sigmoid
from emolab.training import fit

LENGTHS = np.array([5, 1, 3])
SMALL = {"hidden": 3, "reads": 2, "reach": 2, "rng": 0, "dtype": np.float64}


def drawn(network, seed=0):
    rng = np.random.default_rng(seed)
    for name, entry in {**network.parameters(), **network.buffers()}.items():
        low = 0.5 if name.endswith("deviation") else -1
        entry.value[...] = rng.uniform(low, 1.5 if low > 0 else 1, entry.value.shape)
    return network


def sequences(D=2, N=3, T=5, seed=1):
    return np.random.default_rng(seed).standard_normal((N, T, D))


@pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["whole", "padded"])
@pytest.mark.parametrize(
    "options",
    [{}, {"score": "dot"}, {"gates": "attention"}, {"reads": 1, "bidirectional": True},
     {"gates": "attention", "score": "dot", "layers": 2}],
    ids=["standard", "dot", "attention", "one read both ways", "all of the prose"],
)  # fmt: skip
def test_gradients(options, lengths, each_backend):
    network = drawn(AttentionLSTM(2, 3, **SMALL | options))
    samples = {} if each_backend == "numpy" else {"full": 0, "samples": 4, "projections": 2}
    check_gradients(network, (sequences(), lengths), **samples).raise_if_failed()


def test_gradients_with_a_frozen_dropout():
    network = drawn(AttentionLSTM(2, 3, keep=0.5, **SMALL)).train()
    network.dropout.mask = network.dropout.draw((3, 3))
    check_gradients(network, (sequences(), LENGTHS)).raise_if_failed()


def test_the_check_finds_a_second_lstm_that_sends_nothing_to_its_start():
    class Forgets(AttentionLSTM):
        def backward(self, dy):
            self._lengths, ends = np.ones(3, np.int64), self._lengths  # the start's gradient goes astray
            dx = super().backward(dy)
            self._lengths = ends
            return dx

    network = drawn(Forgets(2, 3, **SMALL))
    assert not check_gradients(network, (sequences(), np.array([5, 4, 3]))).passed


@pytest.mark.parametrize("filling", [0.0, 1e3, np.nan])
@pytest.mark.parametrize("gates", ["standard", "attention"])
@pytest.mark.parametrize("score", ["additive", "dot"])
def test_padding_changes_nothing(filling, gates, score, each_backend):
    network = drawn(AttentionLSTM(2, 3, gates=gates, score=score, **SMALL))
    x, dy = sequences(), np.random.default_rng(3).standard_normal((3, 3))
    inside = (np.arange(5) < LENGTHS[:, None])[..., None]
    x = np.where(inside, x, 0)
    wanted, dwanted = network(x, LENGTHS), network.backward(dy)
    longer = np.full((3, 9, 2), filling)
    longer[:, :5] = np.where(inside, x, filling)
    got, dgot = network(longer, LENGTHS), network.backward(dy)
    np.testing.assert_allclose(got, wanted, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(dgot[:, :5], dwanted, rtol=1e-10, atol=1e-13)
    assert not dgot[:, 5:].any()
    for i, n in enumerate(LENGTHS):
        np.testing.assert_allclose(network(x[i : i + 1, :n])[0], wanted[i], rtol=1e-12, atol=1e-14)


def test_the_attention_of_each_read_sums_to_one_over_the_own_steps():
    network = drawn(AttentionLSTM(2, 3, **SMALL))
    network(sequences(), LENGTHS)
    assert network.weights.shape == (3, 2, 5)
    np.testing.assert_allclose(network.weights.sum(axis=2), 1, rtol=1e-12)
    assert not network.weights[1, :, 1:].any()
    assert np.abs(network.weights[0, 0] - network.weights[0, 1]).max() > 1e-3  # each read looks anew


def test_eq_5_with_the_dot_score_by_hand():
    network = drawn(AttentionLSTM(2, 3, score="dot", **SMALL | {"reads": 1}))
    x = sequences()
    network(x)
    a = network.listener(network.standardise(x))
    e = np.exp(np.einsum("nd,ntd->nt", a[:, -1], a) / np.sqrt(3))
    np.testing.assert_allclose(network.weights[:, 0], e / e.sum(axis=1, keepdims=True), rtol=1e-12)


def test_an_attention_gate_step_by_hand(each_backend):
    rng = np.random.default_rng(0)
    N, T, D, H, A, reach = 2, 4, 3, 2, 5, 2
    x, h, c = rng.standard_normal((N, T, D)), rng.standard_normal((N, H)), rng.standard_normal((N, H))
    shapes = [(D, 3 * H), (H, 3 * H), (3 * H,), (H, A), (H, A), (A,)]
    Wx, Wh, b, Wc, Wq, v = (rng.standard_normal(s) for s in shapes)
    got, cache = attention_gate_lstm_forward(x, h, c, Wx, Wh, b, Wc, Wq, v, None, reach)
    cells = [c]
    for t in range(T):
        s = np.stack([np.tanh(h @ Wq + past @ Wc) @ v for past in cells[-reach:]], axis=1)  # (N, k)
        w = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
        m = sum(w[:, k, None] * past for k, past in enumerate(cells[-reach:]))
        z = x[:, t] @ Wx + h @ Wh + b
        a, g, o = sigmoid(z[:, :H]), np.tanh(z[:, H : 2 * H]), sigmoid(z[:, 2 * H :])
        cells.append(a * m + (1 - a) * g)
        h = o * np.tanh(cells[-1])
        np.testing.assert_allclose(got[:, t], h, rtol=1e-12)
    np.testing.assert_allclose(cache.c_last, cells[-1], rtol=1e-12)


def test_the_two_readings_of_the_gates_differ_and_reach_counts():
    x = sequences(T=8)
    outputs = [
        AttentionLSTM(2, 3, **SMALL | options)(x)
        for options in ({}, {"gates": "attention"}, {"gates": "attention", "reach": 5})
    ]
    assert min(np.abs(a - b).max() for a, b in zip(outputs, outputs[1:])) > 1e-4
    common, gated = (AttentionLSTM(40, 7, gates=g, hidden=32, rng=0) for g in ("standard", "attention"))
    size = lambda network: sum(p.value.size for p in network.listener.parameters().values())  # noqa: E731
    assert size(gated) == size(common) - 32 * (40 + 32 + 1) + 2 * 32 * 32 + 32  # a gate less, the scores more


def test_it_takes_the_joined_features_and_learns(tmp_path):
    rng = np.random.default_rng(0)
    t = np.arange(4800) / 16000
    tones = (150.0, 400.0, 900.0)
    labels = np.arange(12) % 3
    sounds = [0.3 * np.sin(2 * np.pi * tones[k] * t) + 0.02 * rng.standard_normal(4800) for k in labels]
    clips = [zhu2022_features(s, 16000).joined()[: 20 + i] for i, s in enumerate(sounds)]
    assert clips[0].shape == (20, 159 + 257)
    network = AttentionLSTM(416, 3, hidden=8, reads=2, rng=0)
    network.standardise.fit(clips)
    history = fit(network, clips, labels, epochs=12, batch_size=6, progress=False)
    assert history.accuracy[-1] == 1 and history.loss[-1] < history.loss[0]
    save_weights(network, tmp_path / "voice.npz")
    other = AttentionLSTM(416, 3, hidden=8, reads=2, rng=1)
    load_weights(other, tmp_path / "voice.npz")
    x = clips[0][None].astype(np.float32)
    assert np.array_equal(other.eval()(x), network(x))
    with pytest.raises(FormatError, match="gates"):
        load_weights(AttentionLSTM(416, 3, hidden=8, gates="attention", reads=2), tmp_path / "voice.npz")


def test_wrong_options():
    for options, words in (
        ({"gates": "both"}, "gates must be one of standard, attention"),
        ({"score": "cosine"}, "score must be one of"),
        ({"reads": 0}, "reads must be"),
    ):
        with pytest.raises(ArgumentError, match=words):
            AttentionLSTM(2, 3, **SMALL | options)
    with pytest.raises(ArgumentError, match="reach must be"):
        AttentionGateLSTM(2, 3, reach=0)(sequences())
    with pytest.raises(ShapeError):
        AttentionLSTM(2, 3, **SMALL)(sequences(D=4))
