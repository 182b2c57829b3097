"""The attention network for speech: its gradients, padding, limits, and that it learns."""

import numpy as np
import pytest

from emolab.core.errors import ShapeError
from emolab.models import SpeechNetwork
from emolab.nn import Adam, check_gradients
from emolab.training import fit, predict

LENGTHS = np.array([4, 2, 3])
RNG = np.random.default_rng(0)
X = RNG.normal(size=(3, 4, 6)) * (np.arange(4) < LENGTHS[:, None])[..., None]
F = RNG.normal(size=(3, 6))


def small(**settings):
    settings = {"hidden": 5, "attention": 4, "rng": 0, **settings}
    return SpeechNetwork(6, 3, dtype=np.float64, **settings)


def test_gradients():
    x, f = X.copy(), F.copy()
    f[0, 1], x[1, 0, 2] = 9.0, -9.0  # beyond the limit: they move nothing
    assert check_gradients(small(keep=1.0, keep_hidden=1.0), (x, LENGTHS, f)).passed


def test_a_clip_alone_gives_what_it_gives_in_a_batch(each_backend):
    network = small().eval()
    network.standardise.fit(list(X + 3))
    whole = network(X, LENGTHS, F)
    for row, length in enumerate(LENGTHS):
        alone = network(X[row : row + 1, :length], LENGTHS[row : row + 1], F[row : row + 1])
        np.testing.assert_allclose(whole[row], alone[0], rtol=1e-9)
    spoiled = X.copy()
    spoiled[1, 2:] = 1e3  # what stands past the end says nothing
    np.testing.assert_allclose(network(spoiled, LENGTHS, F), whole, rtol=1e-9)
    assert network.weights.sum(axis=1) == pytest.approx(1)


def test_functionals_far_from_those_of_the_training_are_held(each_backend):
    network = small().eval()
    far = network(X, LENGTHS, np.full((3, 6), 7.0))
    np.testing.assert_array_equal(network(X, LENGTHS, np.full((3, 6), 700.0)), far)
    assert not np.array_equal(network(X, LENGTHS, np.full((3, 6), 3.5)), far)


def test_functionals_that_do_not_come_are_missed():
    with pytest.raises(ShapeError, match="3 clips needs functionals as a whole; none came"):
        small()(X, LENGTHS)
    with pytest.raises(ShapeError, match="they are of 2"):
        small()(X, LENGTHS, F[:2])


@pytest.mark.parametrize("told_by", ["windows", "whole"])
def test_it_learns_from_windows_and_from_the_whole(told_by):
    rng = np.random.default_rng(1)
    labels = np.arange(60) % 3
    windows = [rng.normal(size=(rng.integers(2, 7), 6)).astype(np.float32) for _ in labels]
    f = rng.normal(size=(60, 6)).astype(np.float32)
    for i, label in enumerate(labels):
        if told_by == "windows":
            windows[i][rng.integers(len(windows[i])), 2 * label] += 6
        else:
            f[i, label] += 3
    network = SpeechNetwork(6, 3, hidden=16, attention=8, keep=1.0, rng=0)
    network.standardise.fit(windows)
    network.standardise_whole.fit([f])
    fit(
        network, (windows[:45], f[:45]), labels[:45], epochs=40, batch_size=9, rng=0, progress=False,
        optimiser=Adam(network.parameters(), 5e-3),
    )  # fmt: skip
    assert (predict(network, (windows[45:], f[45:])) == labels[45:]).mean() > 0.7
