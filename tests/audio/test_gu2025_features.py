"""The acoustic features of gu2025, window by window."""

import numpy as np
import pytest

from emolab.audio import (
    chroma,
    fbank,
    gu2025_features,
    gu2025_names,
    intensity,
    lpcc_of_signal,
    rolling_windows,
    voice_quality,
)
from emolab.audio.gu2025_features import moments
from emolab.core.errors import ArgumentError, DataError

RATE = 16000


def buzz(hz, seconds=2.0, rate=RATE, gain=0.3, wobble=0.0, seed=0):
    """A pulse train through a resonance: a voice of a pitch that may glide, whose periods may wobble."""
    rng = np.random.default_rng(seed)
    t = np.arange(int(rate * seconds)) / rate
    rise = hz[1] - hz[0] if isinstance(hz, tuple) else 0.0
    low = hz[0] if isinstance(hz, tuple) else hz
    phase = low * t + 0.5 * rise * t**2 / seconds
    beat = np.floor(phase).astype(int)
    x = np.sin(2 * np.pi * phase) + 0.5 * np.sin(4 * np.pi * phase)
    x *= 1 + wobble * rng.standard_normal(beat.max() + 1)[beat]
    return gain * x / 1.5


def named(features, name):
    return features.prosody[:, gu2025_names().index(name)]


def test_the_names_and_shapes():
    names = gu2025_names()
    assert len(names) == len(set(names)) == 50
    found = gu2025_features(buzz(150.0, 2.3).astype(np.float32), RATE)
    P = len(found.start)
    assert found.prosody.shape == (P, 50) and found.prosody.dtype == np.float32
    assert found.spectrogram.shape == (P, 100, 40)
    np.testing.assert_allclose(found.start, 0.5 * np.arange(P))
    np.testing.assert_allclose(found.end, np.minimum(found.start + 1, 2.3))
    assert np.isfinite(found.prosody).all()


def test_a_steady_voice():
    found = gu2025_features(buzz(150.0), RATE)
    np.testing.assert_allclose(named(found, "pitch_mean"), 150, rtol=0.01)
    assert (named(found, "voiced")[:-1] > 0.95).all() and (named(found, "jitter") < 0.005).all()
    assert (named(found, "shimmer") < 0.01).all() and (named(found, "hnr") > 20).all()
    assert (np.abs(named(found, "pitch_slope")) < 10).all()
    np.testing.assert_allclose(named(found, "intensity_mean")[0], intensity(buzz(150.0), RATE)[20], atol=0.5)


def test_what_changes_is_found():
    glide = gu2025_features(buzz((120.0, 220.0)), RATE)
    np.testing.assert_allclose(named(glide, "pitch_slope")[:3], 50, rtol=0.1)
    assert (np.diff(named(glide, "pitch_mean")) > 15).all()
    rough = gu2025_features(buzz(150.0, wobble=0.1), RATE)
    assert (named(rough, "shimmer")[:-1] > 0.03).all()
    low, high = (named(gu2025_features(buzz(150.0, gain=g), RATE), "intensity_mean") for g in (0.03, 0.3))
    np.testing.assert_allclose(high - low, 20, atol=0.1)
    a = gu2025_features(buzz(220.0), RATE)
    assert note_of(a) == "A" and note_of(gu2025_features(buzz(261.63), RATE)) == "C"


def note_of(found):
    names = gu2025_names()[-12:]
    return names[int(found.prosody[0, -12:].argmax())].removeprefix("chroma_")


def test_a_window_has_the_values_of_its_frames():
    x = buzz((120.0, 220.0), 2.0) + 0.01 * np.random.default_rng(0).standard_normal(32000)
    found = gu2025_features(x, RATE)
    logs = fbank(x, RATE, "zhu2022", differences=0)
    np.testing.assert_allclose(found.spectrogram, rolling_windows(logs, 100, 50, "repeat"), rtol=1e-12)
    T = len(logs)
    second = slice(50, 150)
    level = intensity(x, RATE)[:T][second]
    line = np.polyfit(np.arange(100) / 100, level, 1)
    wanted = [level.mean(), level.std(), level.min(), level.max(), line[0]]
    got = [named(found, f"intensity_{n}")[1] for n in ("mean", "deviation", "lowest", "highest", "slope")]
    np.testing.assert_allclose(got, wanted, rtol=1e-9)
    cepstra = lpcc_of_signal(x, RATE)[second]
    np.testing.assert_allclose(
        [named(found, f"lpcc_mean_{i}")[1] for i in range(1, 13)], cepstra.mean(axis=0)
    )
    np.testing.assert_allclose(
        [named(found, f"lpcc_deviation_{i}")[1] for i in range(1, 13)], cepstra.std(axis=0)
    )
    np.testing.assert_allclose(
        found.prosody[1, -12:], chroma(x, RATE, hop=160)[second].mean(axis=0), rtol=1e-9
    )


def test_one_window_over_all_is_the_voice_quality_of_the_whole():
    x = buzz(150.0, 1.0, wobble=0.05)
    found, whole = gu2025_features(x, RATE, width=1.0, step=1.0), voice_quality(x, RATE)
    np.testing.assert_allclose(named(found, "jitter")[0], whole.jitter, rtol=0.05, atol=1e-4)
    np.testing.assert_allclose(named(found, "shimmer")[0], whole.shimmer, rtol=0.05)
    np.testing.assert_allclose(named(found, "hnr")[0], whole.hnr, rtol=0.05)


def test_silence_has_no_voice_and_no_number_that_is_none():
    x = np.concatenate([buzz(150.0, 1.0), np.zeros(2 * RATE), buzz(200.0, 1.0)])
    found = gu2025_features(x, RATE)
    middle = np.flatnonzero((found.start >= 1.2) & (found.end <= 2.8))
    for name in ("voiced", "pitch_mean", "pitch_lowest", "jitter", "shimmer", "hnr"):
        assert not named(found, name)[middle].any(), name
    assert np.isfinite(found.prosody).all() and np.isfinite(found.spectrogram).all()
    np.testing.assert_allclose(named(found, "intensity_mean")[middle], -100)


@pytest.mark.parametrize("rate", [8000, 22050, 48000])
def test_other_rates_and_short_sounds(rate):
    found = gu2025_features(buzz(150.0, 0.3, rate), rate)
    assert len(found.start) == 1 and found.end[0] == pytest.approx(0.3)
    np.testing.assert_allclose(named(found, "pitch_mean"), 150, rtol=0.02)


def test_moments_by_hand():
    values, there = np.array([[1.0, 2, 9], [5, 5, 5]]), np.array([[True, True, False], [False] * 3])
    found = moments(values, there, np.arange(3.0))
    np.testing.assert_allclose(np.stack(found, axis=1), [[1.5, 0.5, 1, 2, 1], [0] * 5])


def test_what_it_refuses():
    with pytest.raises(DataError, match="samples"):
        gu2025_features(buzz(150.0)[:100], RATE)
    with pytest.raises(ArgumentError, match="width"):
        gu2025_features(buzz(150.0), RATE, width=0)
