"""The CNN-LSTM of liu2021: gradients, padding, features of its layers, learning."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, ShapeError
from emolab.models import CNNLSTM, load_weights, save_weights
from emolab.nn import Adam, check_gradients
from emolab.training import fit, predict

LENGTHS = np.array([6, 1, 3])
SMALL = {"filters": 2, "hidden": 2, "rng": 0, "dtype": np.float64}


def drawn(network, seed=1):
    rng = np.random.default_rng(seed)
    for name, entry in {**network.parameters(), **network.buffers()}.items():
        low, high = (0.5, 1.5) if name.endswith("deviation") else (-1, 1)
        entry.value[...] = rng.uniform(low, high, entry.value.shape)
    return network


def sequences(N=3, T=6, D=2, seed=0):
    return np.random.default_rng(seed).standard_normal((N, T, D))


@pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["whole", "padded"])
@pytest.mark.parametrize("options", [{}, {"pool": 3, "kernel": 4, "dense": 3}], ids=["printed", "other"])
@pytest.mark.parametrize("training", [True, False], ids=["train", "eval"])
def test_gradients(training, options, lengths):
    network = drawn(CNNLSTM(2, 3, **SMALL | options)).train(training)
    limits = {"margin": 1e-3, "full": 100, "samples": 6, "projections": 3}
    check_gradients(network, (sequences(), lengths), **limits).raise_if_failed()


def test_the_check_finds_a_mask_that_is_forgotten():
    class Forgets(CNNLSTM):
        def encode_backward(self, dh):
            self._mask = None
            return super().encode_backward(dh)

    network = drawn(Forgets(2, 3, **SMALL)).eval()
    assert not check_gradients(network, (sequences(), LENGTHS), full=100, samples=6, projections=3).passed


@pytest.mark.parametrize("filling", [0.0, 1e3, np.nan])
@pytest.mark.parametrize("pool", [1, 2, 3, 5])
def test_padding_changes_nothing(pool, filling, each_backend):
    network = drawn(CNNLSTM(2, 3, pool=pool, **SMALL)).eval()
    x, dy = sequences(), np.random.default_rng(3).standard_normal((3, 3))
    longer = np.full((3, 11, 2), filling)
    inside = np.arange(11) < LENGTHS[:, None]
    longer[:, :6][inside[:, :6]] = x[inside[:, :6]]
    got, dgot = network(longer, LENGTHS), network.backward(dy)
    layers = network.layers
    assert not dgot[~inside].any()
    for i, n in enumerate(LENGTHS):
        alone = network(x[i : i + 1, :n])
        np.testing.assert_allclose(alone[0], got[i], rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(network.backward(dy[i : i + 1])[0], dgot[i, :n], rtol=1e-10, atol=1e-13)
        for name, value in network.layers.items():
            np.testing.assert_allclose(value[0], layers[name][i], rtol=1e-12, atol=1e-14, err_msg=name)


def test_steps_after_the_pool_are_rounded_up():
    network = CNNLSTM(2, 3, pool=2, **SMALL)
    h, ends = network.encode(sequences(), LENGTHS)
    assert h.shape == (3, 3, 2) and ends.tolist() == [3, 1, 2]
    assert not h[1, 1:].any() and h[0].any()
    assert network.encode_backward(np.ones_like(h)).shape == (3, 6, 2)


def test_the_defaults_are_those_that_the_paper_prints():
    network = CNNLSTM(39, 7)
    assert [c.W.value.shape for c in network.convolutions] == [(3, 39, 32), (3, 32, 32)]
    assert network.lstm.H == 256 and network.lstm.keep == 0.8 and network.lstm.layers == 1
    assert network.head.dense is None and network.head.out.W.value.shape == (256, 7)


def test_features_of_the_layers():
    network = drawn(CNNLSTM(2, 3, dense=4, keep=0.5, **SMALL | {"hidden": 5})).eval()
    x = sequences()
    logits = network(x, LENGTHS)
    names = ("conv", "pool", "lstm", "dropout", "dense")
    found = {name: network.features(x, LENGTHS, name) for name in names}
    assert [f.shape for f in found.values()] == [(3, 2), (3, 2), (3, 5), (3, 5), (3, 4)]
    np.testing.assert_array_equal(found["dropout"], found["lstm"])
    np.testing.assert_allclose(network.head.out(found["dense"]), logits, rtol=1e-12)
    h, ends = network.encode(x, LENGTHS)
    np.testing.assert_array_equal(found["lstm"], h[np.arange(3), ends - 1])
    network.head.dropout.train()
    assert (network.features(x, LENGTHS, "dropout") == 0).any()
    with pytest.raises(ArgumentError, match="'lstm'"):
        network.features(x, LENGTHS, "gru")


def test_it_learns_an_order_in_time_and_its_weights_travel(tmp_path):
    rng = np.random.default_rng(0)
    labels = np.arange(24) % 2
    ramp = np.linspace(-1, 1, 20)
    x = (
        rng.standard_normal((24, 20, 3)) * 0.3 + np.where(labels, 1, -1)[:, None, None] * ramp[:, None]
    ).astype(np.float32)
    network = CNNLSTM(3, 2, filters=4, hidden=8, rng=0)
    history = fit(network, x, labels, epochs=15, batch_size=8, optimiser=Adam(network, 0.02), progress=False)
    assert history.accuracy[-1] == 1 and predict(network, x).tolist() == labels.tolist()
    save_weights(network, tmp_path / "voice.npz")
    other = CNNLSTM(3, 2, filters=4, hidden=8, rng=1)
    load_weights(other, tmp_path / "voice.npz")
    assert np.array_equal(predict(other, x), predict(network, x))


def test_what_is_refused():
    for settings in (
        {"pool": 0},
        {"kernel": 1.5},
        {"filters": 0},
        {"recurrent": 0},
        {"keep": 2},
        {"dense": 0},
    ):
        with pytest.raises(ArgumentError):
            CNNLSTM(2, 3, **settings)
    for shape in ((2, 5, 3), (5, 2)):
        with pytest.raises(ShapeError, match="must be"):
            CNNLSTM(2, 3)(np.zeros(shape, np.float32))
