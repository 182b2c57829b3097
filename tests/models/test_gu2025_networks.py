"""The two networks of gu2025: the counts that the paper states, gradients, shapes, learning."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, ShapeError
from emolab.models import (
    FourBlockVoiceNetwork,
    ResidualFaceNetwork,
    layer_counts,
    load_weights,
    save_weights,
)
from emolab.models.residual_face import ResidualBlock
from emolab.nn import SGD, BatchNorm, check_gradients
from emolab.training import fit, predict

CHECKED = (  # one of each kind, from the stem to the head; all 112 would take minutes
    "body.layers.0.W", "body.layers.3.first.W", "body.layers.7.second.W", "body.layers.8.norms.0.gamma",
    "body.layers.22.W", "head.layers.0.W", "head.layers.6.b",
)  # fmt: skip


def off_the_kinks(network, seed=0):
    """Norms whose outputs lie on one side of a ReLU's kink, channel by channel."""
    rng = np.random.default_rng(seed)
    for name, module in network.modules():
        if isinstance(module, BatchNorm):
            C = len(module.gamma.value)
            sign = np.where(np.arange(C) % 2, 1, -1) if name.endswith("norms.0") or "head" in name else 1
            module.gamma.value[...] = rng.uniform(0.1, 0.3, C)
            module.beta.value[...] = sign * rng.uniform(1.5, 2.5, C)
    return network


@pytest.mark.parametrize("width", [1 / 32, 1])
def test_the_counts_of_the_paper(width):
    face, voice = layer_counts(ResidualFaceNetwork(7, width=width)), layer_counts(FourBlockVoiceNetwork(7))
    assert [face[k] for k in ("convolutions", "normalisations", "pools", "activations")] == [34, 36, 4, 36]
    assert [voice[k] for k in ("convolutions", "normalisations", "pools", "activations")] == [4, 4, 4, 4]


@pytest.mark.parametrize("Cin, Cout", [(2, 2), (2, 3)])
def test_gradients_of_a_residual_block(Cin, Cout, each_backend):
    block = off_the_kinks(ResidualBlock(Cin, Cout, rng=0, dtype=np.float64)).train()
    block.norms[1].beta.value[...] = np.where(np.arange(Cout) % 2, 4, -4)
    x = np.random.default_rng(1).uniform(-1, 1, (2, 3, 4, Cin))
    check_gradients(block, (x,), margin=0.01).raise_if_failed()


def test_a_block_carries_its_input_around():
    block = ResidualBlock(2, 3, rng=0, dtype=np.float64)
    block.second.W.value[...] = 0
    x = np.random.default_rng(0).standard_normal((2, 3, 3, 2))
    y = block.eval()(x)
    np.testing.assert_allclose(y[..., :2], np.maximum(x, 0))
    assert not y[..., 2].any()


def test_gradients_of_the_face_network():
    network = off_the_kinks(ResidualFaceNetwork(3, width=1 / 32, vector=2, rng=0, dtype=np.float64)).eval()
    for name, parameter in network.parameters().items():
        parameter.trainable = name in CHECKED
    rng = np.random.default_rng(0)
    inputs = rng.standard_normal((3, 8, 8, 3)), rng.standard_normal((3, 2))
    report = check_gradients(network, inputs, margin=1e-3, samples=4, projections=2).raise_if_failed()
    assert len(report.rows) == 2 + len(CHECKED)
    broken = network.body.layers[7].first
    broken.backward = lambda dy, honest=broken.backward: 1.01 * honest(dy)
    assert not check_gradients(network, inputs, margin=1e-3, differences=report.differences).passed


@pytest.mark.parametrize("training", [True, False])
def test_gradients_of_the_voice_network(training):
    network = FourBlockVoiceNetwork(3, input_size=(16, 17), width=1 / 16, vector=2, rng=0, dtype=np.float64)
    off_the_kinks(network).train(training)
    rng = np.random.default_rng(0)
    inputs = rng.standard_normal((3, 16, 17)), rng.standard_normal((3, 2))
    check_gradients(network, inputs, margin=1e-3, samples=4, projections=2).raise_if_failed()


def test_shapes_and_what_does_not_fit():
    face = ResidualFaceNetwork(7, channels=1, width=1 / 32, rng=0).eval()
    assert face(np.zeros((2, 48, 48, 1), np.float32)).shape == (2, 7)
    stride = ResidualFaceNetwork(7, width=1 / 32, stride=2, rng=0).eval()
    assert stride(np.zeros((1, 96, 96, 3), np.float32)).shape == (1, 7)
    assert stride.body[:1](np.zeros((1, 96, 96, 3), np.float32)).shape == (1, 48, 48, 2)
    voice = FourBlockVoiceNetwork(7, vector=3, rng=0).eval()
    x, v = np.zeros((2, 100, 40), np.float32), np.zeros((2, 3), np.float32)
    assert voice(x, v).shape == (2, 7)
    for call, words in (
        (lambda: face(np.zeros((2, 48, 48, 3), np.float32)), r"must be \(N, S, S, 1\)"),
        (lambda: voice(x), r"have shape None; this network takes \(2, 3\)"),
        (lambda: voice(x, v[:, :2]), "takes"),
        (lambda: voice(x[:, :50], v), r"must be \(N, 100, 40\)"),
    ):
        with pytest.raises(ShapeError, match=words):
            call()
    for make in (
        lambda: FourBlockVoiceNetwork(7, input_size=(100, 15)),
        lambda: FourBlockVoiceNetwork(7, width=0),
        lambda: ResidualFaceNetwork(7, width=-1),
    ):
        with pytest.raises(ArgumentError):
            make()


def test_they_learn_by_sgd_and_their_weights_travel(tmp_path):
    rng = np.random.default_rng(0)
    labels = np.arange(24) % 2
    pieces = rng.standard_normal((24, 16, 16)).astype(np.float32)
    pieces[labels == 1, :, :8] += 1.5
    measured = rng.standard_normal((24, 2)).astype(np.float32)
    make = lambda seed: FourBlockVoiceNetwork(2, input_size=(16, 16), width=1 / 8, vector=2, rng=seed)  # noqa: E731
    voice = make(0)
    voice.join.standardise.fit([measured])
    optimiser = SGD(voice.parameters(), 0.05, momentum=0.9)
    history = fit(
        voice, (pieces, measured), labels, epochs=10, batch_size=8, optimiser=optimiser, progress=False
    )
    assert history.accuracy[-1] == 1
    save_weights(voice, tmp_path / "voice.npz")
    other = make(1)
    load_weights(other, tmp_path / "voice.npz")
    assert np.array_equal(predict(other, (pieces, measured)), predict(voice, (pieces, measured)))
    faces = np.repeat(pieces[..., None], 3, axis=3)
    face = ResidualFaceNetwork(2, width=1 / 16, rng=0)
    optimiser = SGD(face.parameters(), 0.02, momentum=0.9)
    history = fit(face, faces, labels, epochs=12, batch_size=8, optimiser=optimiser, progress=False)
    assert history.accuracy[-1] >= 0.9 > history.accuracy[0]
