"""Masks over bands and time: what they hide, and what they leave alone."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError
from emolab.training import BandAndTimeMasks

LENGTHS = np.array([40, 25, 33])


def batch(groups=1):
    x = np.random.default_rng(0).normal(size=(3, 40, 8 * groups)) + 5
    for row, length in zip(x, LENGTHS):
        row[length:] = 0
    return x, LENGTHS


def changed(masks, seed, groups=1):
    before = batch(groups)
    x, lengths = masks(before, np.random.default_rng(seed))
    assert lengths is LENGTHS
    assert np.array_equal(before[0], batch(groups)[0])  # the input itself is left alone
    return x, x != before[0]


def test_whole_bands_and_whole_steps_are_hidden_and_hold_the_clip_s_mean():
    x, hidden = changed(BandAndTimeMasks(bands=3, steps=6, count=1), 3)
    for row in range(3):
        inside = hidden[row, : LENGTHS[row]]
        bands, steps = inside.all(axis=0), inside.all(axis=1)
        assert bands.sum() <= 3 and steps.sum() <= min(6, LENGTHS[row] // 5)
        assert np.array_equal(inside, bands[None] | steps[:, None])
        for mask in (bands, steps):
            assert np.all(np.diff(np.flatnonzero(mask)) == 1)  # one stretch
        mean = batch()[0][row, : LENGTHS[row]].mean(axis=0)
        np.testing.assert_allclose(x[row][hidden[row]], np.broadcast_to(mean, x[row].shape)[hidden[row]])
    assert hidden.any()


def test_single_precision_stays_single():
    x, lengths = batch()
    single = x.astype(np.float32)
    assert BandAndTimeMasks()((single, lengths), np.random.default_rng(0))[0].dtype == np.float32


def test_padding_stays_zero_and_something_always_remains():
    masks = BandAndTimeMasks(bands=8, steps=40, count=2)
    for seed in range(30):
        x, _ = changed(masks, seed)
        assert all(np.all(row[length:] == 0) for row, length in zip(x, LENGTHS))
        assert np.isfinite(x).all()


def test_statics_and_differences_are_masked_alike():
    _, hidden = changed(BandAndTimeMasks(bands=4, steps=5, groups=3), 1, groups=3)
    assert np.array_equal(hidden[..., :8], hidden[..., 8:16]) and hidden.any()
    assert np.array_equal(hidden[..., :8], hidden[..., 16:])


def test_the_same_seed_hides_the_same_and_widths_of_zero_hide_nothing():
    masks = BandAndTimeMasks()
    assert np.array_equal(changed(masks, 4)[0], changed(masks, 4)[0])
    assert not np.array_equal(changed(masks, 4)[0], changed(masks, 5)[0])
    assert not changed(BandAndTimeMasks(bands=0, steps=0), 4)[1].any()


def test_wrong_settings():
    with pytest.raises(ArgumentError, match="from 0, count and groups from 1"):
        BandAndTimeMasks(bands=-1)
    with pytest.raises(ArgumentError, match="8 features are not 3 equal groups"):
        BandAndTimeMasks(groups=3)(batch(), np.random.default_rng(0))
