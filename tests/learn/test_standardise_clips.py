"""zhu2022 Eq 3 and 4 over clips of frames, in both readings, and what lies between them."""

import numpy as np
import pytest

from emolab.audio import zhu2022_features
from emolab.core.errors import ArgumentError, DataError
from emolab.learn import compare_readings, standardise_clips
from emolab.nn.standardise import Standardise


def clips(shift, scale, n=4, seed=0):
    rng = np.random.default_rng(seed)
    return [shift + scale * rng.standard_normal((rng.integers(5, 30), 3)) for _ in range(n)]


def test_by_the_training_part():
    train, test = clips(2, 3), clips(4, 1, seed=1)
    got_train, got_test = standardise_clips([train, test])
    frames = np.concatenate(train)
    for clip, got in zip(train + test, got_train + got_test):
        np.testing.assert_allclose(got, (clip - frames.mean(axis=0)) / frames.std(axis=0), rtol=1e-12)
    inside = Standardise(3, np.float64).fit(train)  # what the networks carry is the same
    np.testing.assert_allclose(inside(test[0]), got_test[0], rtol=1e-12)


def test_each_by_its_own_and_the_difference():
    train, test = clips(2, 3), clips(4, 1, seed=1)
    by_training, by_own = (standardise_clips([train, test], s)[1] for s in ("training", "own"))
    flat = np.concatenate(by_own)
    np.testing.assert_allclose(flat.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(flat.std(axis=0), 1, rtol=1e-12)
    readings = compare_readings(np.concatenate(train), np.concatenate(test))
    np.testing.assert_allclose(np.concatenate(by_training), readings.training, rtol=1e-12)
    np.testing.assert_allclose(
        (np.concatenate(by_training) - readings.shift) / readings.ratio, flat, rtol=1e-9
    )
    assert (readings.shift > 0.3).all() and (readings.ratio < 0.6).all()  # a test part unlike the training
    alone = standardise_clips([train, test[:1]], "own")[1][0]
    assert np.abs(alone - by_own[0]).max() > 0.1  # a clip depends on its company
    np.testing.assert_array_equal(standardise_clips([train, test[:1]])[1][0], by_training[0])


def test_a_louder_test_part_is_made_like_the_training_by_its_own_statistics_alone():
    rng = np.random.default_rng(0)
    voice = lambda gain: zhu2022_features(gain * rng.standard_normal(4000), 16000).joined()  # noqa: E731
    train, test = [voice(0.01) for _ in range(3)], [voice(0.1) for _ in range(3)]
    by_training, by_own = (
        np.concatenate(standardise_clips([train, test], s)[1]) for s in ("training", "own")
    )
    loud = slice(159, None)  # the spectrogram
    assert by_training[:, loud].mean() > 2 and abs(by_own[:, loud].mean()) < 1e-9


def test_what_it_refuses():
    with pytest.raises(DataError, match="part 1 holds no clip"):
        standardise_clips([clips(0, 1), []])
    with pytest.raises(ArgumentError):
        standardise_clips([clips(0, 1)], "both")
