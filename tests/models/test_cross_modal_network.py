"""The network of liu2026 and its LSTM baseline: shapes, gradients, padding, and that they learn by fit."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError
from emolab.models import BimodalLSTM, CrossModalNetwork, OneRoad, load_weights, save_weights
from emolab.nn import Module, check_gradients, softmax_cross_entropy
from emolab.training import fit, predict, predict_outputs, predict_probabilities

LA, LV = np.array([5, 1, 3]), np.array([2, 4, 3])
LABELS = np.array([0, 3, 1])
TINY = {"rnn": 3, "lstm": 2, "common": 4, "attention": 2}
FEW = {"full": 0, "samples": 4, "projections": 2}
READINGS = pytest.mark.parametrize("reading", ["paper", "standard"])


def batch(rng=0, N=3, Da=3, Dv=2):
    rng = np.random.default_rng(rng)
    return rng.standard_normal((N, 5, Da)), LA, rng.standard_normal((N, 4, Dv)), LV


def tiny(reading="paper", **settings):
    network = CrossModalNetwork(3, 2, 4, reading=reading, rng=1, dtype=np.float64, **{**TINY, **settings})
    rng = np.random.default_rng(2)
    for standardise in (network.standardise, network.video.standardise):
        standardise.fit([2 * rng.standard_normal((20, len(standardise.mean.value))) + 1])
    return network


class WithLoss(Module):
    """The network and its loss as one."""

    def __init__(self, network):
        self.network = network

    def forward(self, xa, la, xv, lv, labels):
        loss, self.gradients = self.network.loss(self.network.forward(xa, la, xv, lv), labels)
        return loss

    def backward(self, dloss):
        return self.network.backward(*(dloss * gradient for gradient in self.gradients))


OTHER = {"reading": "standard", "over": "asks", "heads": 2, "activation": "sigmoid"}


@pytest.mark.parametrize("settings", [{}, OTHER], ids=["defaults", "others"])
def test_every_gradient(settings):
    check_gradients(tiny(**settings), batch(), **FEW).raise_if_failed()


def test_every_gradient_of_the_loss():
    whole = WithLoss(tiny())
    report = check_gradients(whole, (*batch(), LABELS), **FEW).raise_if_failed()
    assert len(report.rows) == 2 + len(whole.parameters())
    honest = whole.network.backward
    whole.network.backward = lambda *d: honest(*d[:-1], np.zeros_like(d[-1]))  # what is rebuilt held still
    assert not check_gradients(whole, (*batch(), LABELS), differences=report.differences).passed


def test_the_gradients_of_the_baseline():
    network = BimodalLSTM(3, 2, 4, hidden=2, dense=3, rng=1, dtype=np.float64)
    check_gradients(network, batch(), margin=1e-3, **FEW).raise_if_failed()


@READINGS
def test_the_decision_is_a_distribution(reading):
    outputs = tiny(reading).forward(*batch())
    np.testing.assert_allclose(np.exp(outputs.logits), outputs.fused)
    for decision in (outputs.fused, outputs.audio, outputs.video):
        np.testing.assert_allclose(decision.sum(axis=1), 1)
    assert outputs.rebuilt_audio.shape == outputs.pooled_audio.shape == (3, 3)
    assert outputs.rebuilt_video.shape == outputs.pooled_video.shape == (3, 2)


def test_what_is_to_be_rebuilt_is_the_mean_of_standardised_features():
    network = tiny()
    xa, la, xv, lv = batch()
    wanted = [network.standardise(xa)[n, : la[n]].mean(axis=0) for n in range(3)]
    np.testing.assert_allclose(network.forward(xa, la, xv, lv).pooled_audio, wanted)


@READINGS
def test_padding_and_company_change_nothing(reading):
    network = tiny(reading)
    xa, la, xv, lv = batch()
    wanted = network.forward(xa, la, xv, lv)
    xa[np.arange(5) >= la[:, None]], xv[np.arange(4) >= lv[:, None]] = 1e3, -1e3
    for field, noisy in zip(wanted, network.forward(xa, la, xv, lv)):
        np.testing.assert_allclose(noisy, field, rtol=1e-12)
    for n in range(3):
        alone = network.forward(xa[n : n + 1, : la[n]], la[n : n + 1], xv[n : n + 1, : lv[n]], lv[n : n + 1])
        for field, one in zip(wanted, alone):
            np.testing.assert_allclose(one[0], field[n], rtol=1e-10)


@READINGS
def test_over_asks_the_pooled_result_does_not_hear_the_attention(reading):
    network, other = tiny(reading, over="asks"), tiny(reading, over="answers")
    moved = []
    for whole in (network, other):
        before = whole.forward(*batch()).fused
        whole.audio_video.Wq.value *= -3
        whole.video_audio.Wq.value *= -3
        moved.append(np.abs(whole.forward(*batch()).fused - before).max())
    assert moved[0] < 1e-12 < 1e-4 < moved[1]


def test_one_modality_alone():
    network = tiny()
    xa, la, xv, lv = batch()
    outputs = network.forward(xa, la, xv, lv)
    np.testing.assert_allclose(np.exp(OneRoad(network, "audio")(xa, la)), outputs.audio)
    np.testing.assert_allclose(np.exp(OneRoad(network, "video")(xv, lv)), outputs.video)
    with pytest.raises(ArgumentError, match="modality"):
        OneRoad(network, "text")


def test_a_hopeless_class_has_a_finite_logarithm():
    network = CrossModalNetwork(3, 2, 4, rng=1, **TINY)
    for head in (network.head, network.audio_own.head, network.video_own.head):
        head[0].b.value[...] = [0, -2000, 0, 0]
    outputs = network.forward(*(a.astype(np.float32) if a.dtype.kind == "f" else a for a in batch()))
    assert (outputs.fused[:, 1] == 0).all() and np.isfinite(outputs.logits).all()
    _, dlogits = softmax_cross_entropy(outputs.logits, LABELS)
    assert all(np.isfinite(d).all() for d in network.backward(dlogits))


def clips_of(n=48, seed=0):
    """Voice tells the first bit of the class, face the second; each alone is a guess between two."""
    rng = np.random.default_rng(seed)
    labels = np.arange(n) % 4
    bits = [np.where(labels & bit, 1.0, -1.0) for bit in (1, 2)]
    voices, faces = (
        [rng.normal(value, 1, (rng.integers(4, 9), D)).astype(np.float32) for value in bit]
        for bit, D in zip(bits, (3, 2))
    )
    return (voices, faces), labels


@pytest.mark.parametrize("loss", [None, softmax_cross_entropy], ids=["own loss", "cross-entropy"])
def test_it_learns_by_fit(loss, tmp_path):
    data, labels = clips_of()
    network = CrossModalNetwork(3, 2, 4, rnn=8, lstm=8, common=8, attention=8, rng=0)
    history = fit(network, data, labels, validation=clips_of(seed=1), epochs=60, loss=loss, progress=False)
    assert history.loss[-1] < 0.7 * history.loss[0]
    assert history.validation_accuracy[-1] > 0.8
    outputs = predict_outputs(network, data)
    right = [np.mean(decision.argmax(axis=1) == labels) for decision in (outputs.fused, outputs.audio)]
    assert right[0] > 0.85 and right[1] < 0.75  # the voice alone cannot know
    np.testing.assert_allclose(predict_probabilities(network, data), outputs.fused, rtol=1e-4, atol=1e-6)
    save_weights(network, tmp_path / "w.npz")
    other = CrossModalNetwork(3, 2, 4, rnn=8, lstm=8, common=8, attention=8, rng=5)
    load_weights(other, tmp_path / "w.npz")
    np.testing.assert_array_equal(predict(other, data), predict(network, data))


def test_the_reconstruction_gets_better():
    data, labels = clips_of()
    network = CrossModalNetwork(3, 2, 4, rnn=8, lstm=8, common=8, attention=8, rng=0)

    def error():
        outputs = predict_outputs(network, data)
        return np.mean((outputs.rebuilt_audio - outputs.pooled_audio) ** 2)

    before = error()
    fit(network, data, labels, epochs=40, progress=False)
    assert error() < before / 2


def test_the_baseline_learns():
    data, labels = clips_of()
    network = BimodalLSTM(3, 2, 4, hidden=8, dense=8, rng=0)
    history = fit(network, data, labels, epochs=30, batch_size=8, progress=False)
    assert history.accuracy[-1] > 0.8


def test_unknown_settings_are_named():
    with pytest.raises(ArgumentError, match="activation='swish'"):
        CrossModalNetwork(3, 2, 4, activation="swish")
    with pytest.raises(ArgumentError, match="reading"):
        CrossModalNetwork(3, 2, 4, reading="other")
