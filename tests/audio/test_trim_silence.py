"""Pauses cut off: a tone between silences, with pauses inside it, at any rate and level."""

import numpy as np
import pytest

from emolab.audio import trim_silence
from emolab.core import ArgumentError, DataError

RATES = [8000, 16000, 22050, 44100, 48000]


def tone(seconds, rate):
    return 0.3 * np.sin(2 * np.pi * 300 * np.arange(int(seconds * rate)) / rate)


def between(rate, before=0.7, after=0.4, noise=0.0):
    """A tone, a pause and a tone, 1 s in all, between two pauses."""
    parts = [np.zeros(int(before * rate)), tone(0.4, rate), np.zeros(int(0.2 * rate)), tone(0.4, rate)]
    signal = np.concatenate([*parts, np.zeros(int(after * rate))])
    return signal + noise * np.random.default_rng(0).standard_normal(len(signal))


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("noise", [0.0, 1e-4])
def test_the_tone_and_the_pause_inside_stay(rate, noise):
    signal = between(rate, noise=noise)
    cut = trim_silence(signal, rate)
    assert cut.base is signal  # a view, nothing is copied
    first = (cut.__array_interface__["data"][0] - signal.__array_interface__["data"][0]) / 8 / rate
    assert 0.7 - 0.055 <= first <= 0.7 and 1.0 <= len(cut) / rate <= 1.0 + 2 * 0.055
    np.testing.assert_allclose(len(trim_silence(0.01 * signal, rate)), len(cut), atol=1)


def test_what_is_kept_on_either_side():
    signal = between(16000)
    wide, narrow = trim_silence(signal, 16000, keep=0.2), trim_silence(signal, 16000, keep=0)
    assert len(wide) - len(narrow) == 2 * 3200
    assert len(trim_silence(signal, 16000, keep=10.0)) == len(signal)


def test_the_threshold_decides_what_is_soft():
    signal = between(16000)
    signal[:11200] = 0.003 * np.sin(np.arange(11200) / 5)  # 40 dB below the tone
    assert len(trim_silence(signal, 16000, threshold=50)) > 11200 + 16000
    assert len(trim_silence(signal, 16000, threshold=30)) < 16000 * 1.12


def test_silence_and_what_is_loud_throughout_stay_whole():
    assert len(trim_silence(np.zeros(5003), 16000)) == 5003
    assert len(trim_silence(tone(0.3137, 16000), 16000, keep=0)) == int(0.3137 * 16000)


def test_wrong_arguments():
    with pytest.raises(ArgumentError, match="trim_silence: threshold"):
        trim_silence(tone(1, 8000), 8000, threshold=0)
    with pytest.raises(DataError, match="trim_silence: the signal is empty"):
        trim_silence(np.zeros(0), 8000)
