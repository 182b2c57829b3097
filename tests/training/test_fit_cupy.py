"""Training with the network's parameters on a card, or on what stands in for one: the same numbers."""

import sys

import cupy_stand_in
import numpy as np
import pytest
from cupy_raw_stand_in import COMPILER

import emolab
from emolab import nn
from emolab.models import AttentionGRU
from emolab.training import fit, predict, predict_probabilities

pytestmark = pytest.mark.skipif(COMPILER is None, reason="no C++ compiler to run the kernels' text with")
RNG = np.random.default_rng(3)
LABELS = np.arange(18) % 3
CLIPS = [RNG.standard_normal((RNG.integers(3, 8), 4)) + label for label in LABELS]
SETTINGS = {
    "validation": (CLIPS[:6], LABELS[:6]), "batch_size": 6, "rng": 0, "progress": False, "clip_norm": 1.0,
    "label_smoothing": 0.1, "class_weights": [1, 2, 1], "patience": 5,
}  # fmt: skip


def network():
    return AttentionGRU(4, 3, hidden=3, dense=4, layers=2, rng=1, dtype=np.float64)


def trained(model, epochs, **more):
    optimiser = nn.Adam(model, 0.01)
    return fit(model, CLIPS, LABELS, epochs=epochs, optimiser=optimiser, **SETTINGS, **more)


@pytest.fixture
def cupy(monkeypatch):
    monkeypatch.setitem(sys.modules, "cupy", cupy_stand_in)
    return cupy_stand_in


@pytest.mark.parametrize("backend", ["numba", "cupy"])
def test_a_network_on_the_card_learns_the_same(backend, cupy, tmp_path):
    with emolab.use("numpy"):
        here = network()
        wanted = trained(here, 4)
    with emolab.use(backend):
        there = network().to("cupy")
        trained(there, 2, folder=tmp_path)
        again = network().to("cupy")
        history = trained(again, 4, folder=tmp_path, resume=True)
        assert all(isinstance(p.value, cupy.ndarray) for p in again.parameters().values())
        classes, chances = predict(again, CLIPS), predict_probabilities(again, CLIPS)
    for name in ("loss", "validation_loss", "accuracy"):
        assert np.allclose(getattr(history, name), getattr(wanted, name), rtol=1e-9)
    for name, value in again.state_dict().items():
        assert np.allclose(value, here.state_dict()[name], rtol=1e-7, atol=1e-10), name
    assert type(classes) is np.ndarray and np.array_equal(classes, predict(here, CLIPS))
    assert np.shape(chances) == (18, 3)
