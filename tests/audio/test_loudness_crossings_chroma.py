"""Intensity, zero crossings, chroma and rolling windows against values known by hand."""

import warnings

import numpy as np
import pytest

from emolab.audio import (
    chroma,
    chroma_filterbank,
    fbank,
    intensity,
    rolling_spectrogram,
    rolling_windows,
    zero_crossing_rate,
    zero_crossings,
)
from emolab.core import ArgumentError, DataError

RATES = [8000, 16000, 22050, 44100, 48000, 96000]


def tone(f, rate, seconds=0.5, level=1.0):
    return level * np.sin(2 * np.pi * f * np.arange(int(rate * seconds)) / rate)


@pytest.mark.parametrize("rate", RATES)
def test_intensity_of_sines(each_backend, rate):
    x = tone(400, rate)
    inner = slice(5, -5)
    assert np.abs(intensity(x, rate)[inner] + 3.0103).max() < 0.02  # full scale
    assert np.abs(intensity(0.1 * x + 0.5, rate)[inner] + 23.0103).max() < 0.02  # an offset takes no part
    pascal = intensity(x * np.sqrt(2), rate, reference=2e-5)[inner]
    assert np.abs(pascal - 93.979).max() < 0.02  # 1 Pa
    assert len(intensity(x, rate, hop=0.01)) in (50, 51)


def test_intensity_of_noise_silence_and_a_step():
    noise = np.random.default_rng(0).standard_normal(160000) * 0.1
    assert np.abs(intensity(noise, 16000).mean() + 20) < 0.1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.allclose(intensity(np.zeros(8000, np.float32), 16000), -100)
        assert np.allclose(intensity(np.full(8000, 0.5), 16000, pad="none"), -100)
        assert intensity(np.zeros(3), 16000, floor=1e-12).tolist() == pytest.approx([-120])
    step = np.concatenate([tone(400, 16000, level=0.01), tone(400, 16000)])
    level = intensity(step, 16000)
    assert np.isclose(level[75] - level[25], 40, atol=0.1)


def test_zero_crossings_by_hand():
    assert zero_crossings(np.array([1.0, -1, 1, 1])) == 0.5
    assert zero_crossings(np.array([1.0, 0, -1, -1])) == 0.25  # 0 counts as positive
    assert zero_crossings(np.array([1e-12, -1e-12, 1e-12, 1])) == 0  # below the threshold
    assert zero_crossings(np.array([1e-12, -1e-12, 1e-12, 1]), threshold=0) == 0.5
    assert zero_crossings(np.zeros((3, 7), np.float32)).tolist() == [0, 0, 0]


@pytest.mark.parametrize("rate", RATES)
def test_zero_crossings_of_tones(rate):
    z = zero_crossing_rate(tone(1000, rate), rate)
    assert np.abs(z * rate / 2 - 1000).max() < 45
    lifted = tone(1000, rate, level=0.1) + 0.5
    assert not zero_crossing_rate(lifted, rate).any()
    assert np.abs(zero_crossing_rate(lifted, rate, centre=True) * rate / 2 - 1000).max() < 45


@pytest.mark.parametrize("rate", [16000, 22050, 48000])
def test_chroma_hears_the_note(each_backend, rate):
    for note in range(12):
        c = chroma(tone(261.6256 * 2 ** (note / 12), rate), rate)  # from middle C on
        assert (c[3:-3].argmax(axis=1) == note).all() and np.isclose(c[3:-3].max(axis=1), 1).all()
    high = chroma(tone(440 * 4, rate), rate)[3:-3].mean(axis=0)
    assert high.argmax() == 9  # an A in any octave
    assert chroma(tone(452.9, rate), rate, tuning=452.9)[5].argmax() == 9  # tuned half a semitone up


def test_chroma_of_silence_and_its_norms():
    x = tone(300, 16000)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not chroma(np.zeros(8000, np.float32), 16000).any()
    assert np.allclose(chroma(x, 16000, norm="sum").sum(axis=1), 1)
    assert np.allclose((chroma(x, 16000, norm="euclidean") ** 2).sum(axis=1), 1)
    assert np.allclose(chroma(2 * x, 16000, norm=None), 4 * chroma(x, 16000, norm=None))
    assert chroma(x, 16000, classes=24).shape[1] == 24 and chroma_filterbank(16000, 512).shape == (12, 257)
    with pytest.raises(ArgumentError, match="norm"):
        chroma(x, 16000, norm="l2")


def test_rolling_windows_by_hand():
    x = np.arange(14.0).reshape(7, 2)
    pieces = rolling_windows(x, 3, 2)
    assert pieces.shape == (3, 3, 2) and pieces[1].tolist() == [[4, 5], [6, 7], [8, 9]]
    assert np.shares_memory(pieces, x)
    padded = rolling_windows(x, 4, 2, "repeat")
    assert padded.shape == (3, 4, 2) and padded[2].tolist() == [[8, 9], [10, 11], [12, 13], [12, 13]]
    assert rolling_windows(x, 8, 1).shape == (0, 8, 2)
    assert rolling_windows(x[:1], 3, 5, "repeat").tolist() == [[[0, 1]] * 3]
    with pytest.raises(DataError, match="no frame"):
        rolling_windows(x[:0], 3, 1, "repeat")
    with pytest.raises(ArgumentError, match="step"):
        rolling_windows(x, 3, 0)


def test_rolling_spectrogram():
    x = np.random.default_rng(0).standard_normal(40000)
    pieces = rolling_spectrogram(x, 16000, 0.5, 0.25, bands=20)
    logs = fbank(x, 16000, "zhu2022", bands=20, differences=0)
    assert pieces.shape == (9, 50, 20) and np.array_equal(pieces[2], logs[50:100])
    assert rolling_spectrogram(x[:800], 16000, 0.5, 0.25).shape == (1, 50, 40)


@pytest.mark.parametrize("function", [intensity, zero_crossing_rate, chroma])
def test_wrong_signals(function):
    with pytest.raises(DataError, match="empty"):
        function(np.zeros(0), 16000)
    with pytest.raises(DataError, match="sample 3 .*nan"):
        function(np.where(np.arange(5000) == 3, np.nan, 0.1), 16000)
    with pytest.raises(ArgumentError, match="32768"):
        function(np.zeros(5000, np.int16), 16000)
    with pytest.raises(ArgumentError, match="sample_rate"):
        function(np.zeros(5000), 0)
    with pytest.raises(ArgumentError, match="hop"):
        function(np.zeros(5000), 16000, hop=-0.1)


def test_zero_crossings_of_a_signal_shorter_than_a_frame():
    with pytest.raises(DataError, match="less than one frame of 400"):
        zero_crossing_rate(np.zeros(160), 16000)
    assert len(zero_crossing_rate(np.zeros(160), 16000, pad="end")) == 1
