"""Resampling: tones keep pitch and level, nothing is mirrored, no delay, and the formula itself."""

import numpy as np
import pytest

from emolab.audio import polyphase, resample, resampling_filter
from emolab.core import ArgumentError, DataError, ShapeError

RATES = [(48000, 16000), (16000, 48000), (44100, 16000), (22050, 48000), (16000, 22050), (44100, 48000)]


def tone(f, rate, seconds=0.5):
    return np.sin(2 * np.pi * f * np.arange(int(rate * seconds)) / rate)


def middle(y):
    return y[len(y) // 5 : -len(y) // 5]


def test_polyphase_by_the_formula(each_backend):
    x, up, down = np.random.default_rng(0).standard_normal(40), 3, 5
    h = resampling_filter(up, down, 60, 0.3)
    half = len(h) // 2
    y = polyphase(x, h, up, down)
    assert len(y) == 24
    for m in range(24):
        places = m * down - np.arange(40) * up
        inside = np.abs(places) <= half
        assert np.isclose(y[m], (x[inside] * h[half + places[inside]]).sum(), atol=1e-12)


@pytest.mark.parametrize("old, new", RATES)
def test_tones_keep_pitch_level_and_time(each_backend, old, new):
    for f in (50, 1000, 0.45 * min(old, new)):
        y = resample(tone(f, old), old, new)
        assert len(y) == -(-int(old * 0.5) * new // old)
        assert np.abs(middle(y - tone(f, new)[: len(y)])).max() < 2e-5


@pytest.mark.parametrize("old, new", [r for r in RATES if r[0] > r[1]])
def test_nothing_above_the_new_half_rate_is_left(each_backend, old, new):
    for f in (1.001 * new / 2, 0.6 * new, 0.49 * old):
        left = np.abs(middle(resample(tone(f, old), old, new))).max()
        assert 20 * np.log10(left) < -98


@pytest.mark.parametrize("old, new", [r for r in RATES if r[0] < r[1]])
def test_no_mirror_images_appear(each_backend, old, new):
    y = middle(resample(tone(0.4 * old, old), old, new))
    P = np.abs(np.fft.rfft(y * np.blackman(len(y)) ** 2)) ** 2
    f = np.fft.rfftfreq(len(y), 1 / new)
    assert 10 * np.log10(P[f > old / 2].max() / P.max()) < -98


def test_a_constant_stays(each_backend):
    assert np.abs(middle(resample(np.ones(4000), 44100, 16000)) - 1).max() < 2e-5


def test_same_rate_short_and_single(each_backend):
    x = np.random.default_rng(0).standard_normal(10).astype(np.float32)
    assert np.array_equal(resample(x, 8000, 8000), x)
    assert resample(x[:1], 48000, 16000).shape == (1,)
    assert resample(x[:0], 48000, 16000).shape == (0,)
    assert resample(x, 16000, 48000).dtype == np.float32


def test_what_resample_refuses():
    x = np.zeros(100)
    for rate in (0, -1, 44100.5, "x"):
        with pytest.raises(ArgumentError, match="rate_from"):
            resample(x, rate, 16000)
    with pytest.raises(ShapeError, match="channel"):
        resample(np.zeros((100, 2)), 48000, 16000)
    with pytest.raises(DataError, match="sample 7"):
        resample(np.where(np.arange(100) == 7, np.nan, 0), 48000, 16000)
    with pytest.raises(ArgumentError, match="int16"):
        resample(np.zeros(9, np.int16), 48000, 16000)
    with pytest.raises(ArgumentError, match="attenuation"):
        resample(x, 48000, 16000, attenuation=10)
    with pytest.raises(ArgumentError, match="transition"):
        resample(x, 48000, 16000, transition=0)
