"""Jitter, shimmer and harmonics-to-noise ratio of voices made with known ones."""

import warnings

import numpy as np
import pytest

from emolab.audio import (
    find_periods,
    harmonics_to_noise,
    perturbation,
    pitch,
    read_wav,
    voice_quality,
)
from emolab.core import ArgumentError, DataError


def pulses(rate, jitter, shimmer, f0=120, count=100, seed=1, width=6e-4):
    """A train of smooth pulses: (signal, lengths of the periods, amplitudes)."""
    rng = np.random.default_rng(seed)
    lengths = (1 + jitter * rng.standard_normal(count).clip(-2, 2)) / f0
    strengths = 1 + shimmer * rng.standard_normal(count).clip(-2, 2)
    marks = 0.05 + np.cumsum(lengths)
    t = np.arange(int((marks[-1] + 0.05) * rate)) / rate
    u = (t[:, None] - marks) / width
    return 0.2 * ((1 - u**2) * np.exp(-(u**2) / 2)) @ strengths, lengths[1:], strengths


def test_perturbation_by_hand():
    v = np.array([1.0, 2, 1, 2, 1])
    assert perturbation(v) == pytest.approx(1 / 1.4)
    assert perturbation(v, 3) == pytest.approx((2 / 3) / 1.4)
    assert perturbation(v, 5) == pytest.approx(0.4 / 1.4)
    assert np.isnan(perturbation(v, 11)) and np.isnan(perturbation(v[:1]))
    parted = np.array([1.0, 2, np.nan, 5, 6])
    assert perturbation(parted) == pytest.approx(1 / 3.5)  # nothing across the gap
    assert np.isnan(perturbation(parted, 3)) and perturbation(np.full(9, 3.0)) == 0


@pytest.mark.parametrize("rate", [8000, 16000, 44100])
@pytest.mark.parametrize("jitter, shimmer", [(0.005, 0.02), (0.01, 0.05), (0.02, 0.1)])
def test_made_jitter_and_shimmer_are_found(rate, jitter, shimmer):
    x, lengths, strengths = pulses(rate, jitter, shimmer)
    found = voice_quality(x, rate)
    for got, width in zip(found[:3], (2, 3, 5)):
        assert got == pytest.approx(perturbation(lengths, width), rel=0.03)
    assert found.shimmer == pytest.approx(perturbation(strengths), rel=0.06)
    for got, width in zip(found[5:8], (3, 5, 11)):
        assert got == pytest.approx(perturbation(strengths, width), rel=0.06)
    decibels = np.abs(20 * np.log10(strengths[1:] / strengths[:-1])).mean()
    assert found.shimmer_db == pytest.approx(decibels, rel=0.06)
    assert 95 <= found.periods <= 100


def test_a_steady_voice_has_none():
    found = voice_quality(pulses(16000, 0, 0)[0], 16000)
    assert found.jitter < 1e-5 and found.shimmer < 1e-4 and found.hnr > 30


def test_periods_are_marked_one_by_one():
    x, lengths, _ = pulses(16000, 0.01, 0.02)
    track = pitch(x, 16000)
    found = find_periods(x, 16000, track.hz, track.time)
    assert np.abs(found.length[1:-1] - lengths[-len(found.length) :][1:-1]).max() < 2e-5 or (
        np.abs(found.length[1:-1] - lengths[: len(found.length)][1:-1]).max() < 2e-5
    )
    assert np.allclose(np.diff(found.time), found.length[:-1])
    two = np.concatenate([x, np.zeros(8000), x])
    track = pitch(two, 16000)
    both = find_periods(two, 16000, track.hz, track.time)
    assert np.isnan(both.length).sum() == 1 and abs(len(both.length) - 2 * len(found.length)) <= 2


@pytest.mark.parametrize("rate", [8000, 16000, 48000])
@pytest.mark.parametrize("f0", [110, 200, 320])
@pytest.mark.parametrize("hnr", [0, 5, 10, 20, 30])
def test_made_noise_is_found(rate, f0, hnr):
    n = np.arange(rate)
    count = int(3500 / f0)
    voice = sum(np.cos(2 * np.pi * k * f0 * n / rate + k * k) / k for k in range(1, count + 1))
    noise = np.random.default_rng(hnr).standard_normal(rate)
    noise *= np.sqrt(np.mean(voice**2) / np.mean(noise**2)) * 10 ** (-hnr / 20)
    found = pitch(0.1 * (voice + noise), rate)
    got = harmonics_to_noise(found.voicing[(found.hz > 0) & (found.time > 0.05) & (found.time < 0.95)])
    assert abs(np.median(got) - hnr) < 1.0


def test_harmonics_to_noise_by_hand():
    assert harmonics_to_noise(0.5) == 0 and harmonics_to_noise(np.array([10 / 11]))[0] == pytest.approx(10)
    assert harmonics_to_noise(1.0) == pytest.approx(60) and harmonics_to_noise(0) == -np.inf


def test_nothing_voiced():
    click = np.zeros(8000)
    click[4000] = 1
    noise = np.random.default_rng(0).standard_normal(8000)
    for x in (np.zeros(8000), np.full(8000, 0.4), click, noise, click[:160]):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with pytest.raises(DataError, match="3 are needed"):
                voice_quality(x, 16000)
            assert np.isnan(voice_quality(x, 16000, missing="nan")[:9]).all()
    with pytest.raises(ArgumentError, match="missing"):
        voice_quality(click, 16000, missing="zero")
    with pytest.raises(DataError, match="sample 2 "):
        voice_quality(np.array([0, 0, np.inf, 0]), 16000)


def test_real_voices(data_folder):
    paths = sorted((data_folder / "emodb").rglob("*.wav"))[::60] or pytest.skip("no EMO-DB here")
    for path in paths:
        x, rate = read_wav(path)
        found = voice_quality(x, rate)
        assert 0.002 < found.jitter < 0.08 and 0.01 < found.shimmer < 0.4 and 2 < found.hnr < 30, path.name
        assert found.jitter_rap < found.jitter and found.periods > 50
