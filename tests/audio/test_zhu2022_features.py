"""The voice features of zhu2022: Hamming frames, MFCC and Fbank with differences, the spectrogram."""

import numpy as np
import pytest

from emolab.audio import (
    delta,
    fbank,
    frame,
    hamming,
    join_differences,
    log_spectrogram,
    mel_filterbank,
    mfcc,
    mfcc_stages,
    zhu2022_features,
)
from emolab.core import ArgumentError, DataError


def voice(rate, seconds=0.5, dtype=np.float64):
    t = np.arange(int(rate * seconds)) / rate
    noise = np.random.default_rng(0).standard_normal(len(t))
    return (0.2 * np.sin(2 * np.pi * 150 * t * (1 + 0.2 * t)) + 0.03 * noise).astype(dtype)


@pytest.mark.parametrize("rate, n_fft", [(8000, 256), (16000, 512), (48000, 2048)])
def test_by_its_equations(each_backend, rate, n_fft):
    x = voice(rate)
    K, step = round(0.025 * rate), round(0.010 * rate)
    n = np.arange(K)
    window = 0.54 - 0.46 * np.cos(2 * np.pi * n / (K - 1))  # eq. 2, which is lost
    windowed = np.array([x[s : s + K] * window for s in range(0, len(x) - K + 1, step)])  # eq. 1
    power = np.abs(np.fft.rfft(windowed, n_fft)) ** 2
    log = np.log(power @ mel_filterbank(rate, n_fft, 40).T)
    found = zhu2022_features(x, rate)
    assert found.mfcc.shape[1] == 39 and found.fbank.shape[1] == 120
    assert found.spectrogram.shape == power.shape
    assert np.allclose(found.spectrogram, np.log(np.maximum(power, 1e-10)))
    assert np.allclose(found.fbank[:, :40], log)
    assert np.allclose(mfcc_stages(x, rate, "zhu2022").windowed, windowed)
    assert np.allclose(hamming(K), window)
    assert np.array_equal(frame(x, K, step)[3], x[3 * step : 3 * step + K])
    assert found.joined().shape == (len(power), 159 + n_fft // 2 + 1)


def test_parts_agree_with_mfcc_fbank_and_spectrogram(each_backend):
    x = voice(16000, dtype=np.float32)
    found = zhu2022_features(x, 16000)
    assert found.mfcc.dtype == np.float32
    for got, wanted in zip(found, (mfcc, fbank, log_spectrogram)):
        wanted = wanted(x, 16000, "zhu2022")
        assert got.shape == wanted.shape and np.abs(got - wanted).max() < 1e-4 * np.ptp(wanted)
    few = zhu2022_features(x, 16000, differences=0, bands=20, n=12)
    assert few.mfcc.shape[1] == 12 and few.fbank.shape[1] == 20


def test_differences_by_hand():
    x = np.array([[0.0], [1], [4], [9], [16], [25]])
    y = join_differences(x, 1, 3)
    assert np.allclose(y[:, 1], [0.5, 2, 4, 6, 8, 4.5])  # half of what lies around; the ends are repeated
    both = join_differences(x, 2, 3)
    assert np.allclose(both[1:-1, 2], [1.75, 2, 2, -0.75])
    assert np.allclose(join_differences(x, 2)[:, 1:2], delta(x, 5, edges="repeat"))
    assert join_differences(x[:1], 2).tolist() == [[0, 0, 0]]


def test_wrong_input():
    with pytest.raises(ArgumentError, match="differences"):
        mfcc(voice(16000), 16000, "zhu2022", differences=3)
    with pytest.raises(ArgumentError, match="difference_width"):
        mfcc(voice(16000), 16000, "zhu2022", difference_width=4)
    with pytest.raises(DataError, match="160 samples"):
        zhu2022_features(voice(16000)[:160], 16000)
    with pytest.raises(ArgumentError, match="'differences'"):
        zhu2022_features(voice(16000), 16000, diferences=1)
