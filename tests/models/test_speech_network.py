"""The attention network for speech: its gradients, padding, and that it learns."""

import numpy as np
import pytest

from emolab.models import SpeechNetwork
from emolab.nn import check_gradients
from emolab.training import fit, predict

LENGTHS = np.array([9, 5, 7])


def padded(dtype=np.float64):
    x = np.random.default_rng(0).normal(size=(3, 9, 6)).astype(dtype)
    for row, length in zip(x, LENGTHS):
        row[length:] = 0
    return x


def small(**settings):
    settings = {"filters": 4, "kernel": 3, "hidden": 3, "attention": 4, "rng": 0, **settings}
    return SpeechNetwork(6, 3, dtype=np.float64, **settings)


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_gradients(stride):
    assert check_gradients(small(stride=stride, keep=1.0), (padded(), LENGTHS)).passed


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_a_clip_alone_gives_what_it_gives_in_a_batch(stride, each_backend):
    network = small(stride=stride).eval()
    network.standardise.fit(list(padded() + 3))
    whole = network(padded(), LENGTHS)
    for row, length in enumerate(LENGTHS):
        alone = network(padded()[row : row + 1, :length], LENGTHS[row : row + 1])
        np.testing.assert_allclose(whole[row], alone[0], rtol=1e-9)
    spoiled = padded()
    spoiled[1, 5:] = 1e3  # what stands past the end says nothing
    np.testing.assert_allclose(network(spoiled, LENGTHS), whole, rtol=1e-9)
    assert network.weights.sum(axis=1) == pytest.approx(1)


def test_it_learns_which_band_is_loud():
    rng = np.random.default_rng(1)
    labels = np.arange(48) % 3
    clips = [rng.normal(size=(rng.integers(12, 30), 6)).astype(np.float32) for _ in labels]
    for clip, label in zip(clips, labels):
        clip[:, 2 * label] += 1.5
    network = SpeechNetwork(6, 3, filters=8, hidden=8, attention=8, rng=0)
    network.standardise.fit(clips)
    fit(network, clips[:36], labels[:36], epochs=25, batch_size=12, rng=0, progress=False)
    assert (predict(network, clips[36:]) == labels[36:]).mean() > 0.8
