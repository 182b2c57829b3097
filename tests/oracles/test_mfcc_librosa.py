"""The convention librosa, held to librosa itself, stage by stage and as a whole."""

import warnings

import numpy as np
import pytest

librosa = pytest.importorskip("librosa", reason="librosa is not installed: pip install 'emolab[peers]'")

from emolab.audio import (  # noqa: E402
    delta,
    fbank,
    hz_to_mel,
    mel_filterbank,
    mel_to_hz,
    mfcc,
    read_wav,
    resample,
    spectrogram,
    stft,
)

RATES = [8000, 16000, 22050, 44100, 48000]


def voice(rate, dtype=np.float64, seconds=1.1):
    t = np.arange(int(rate * seconds)) / rate
    noise = np.random.default_rng(rate).standard_normal(len(t))
    buzz = sum(np.sin(2 * np.pi * k * 130 * t * (1 + 0.1 * t)) / k for k in range(1, 20))
    return (0.1 * buzz * (t < 0.8) + 0.01 * noise).astype(dtype)


def assert_agree(got, wanted, tolerance=1e-4):
    assert got.shape == wanted.shape
    assert np.abs(got - wanted).max() <= tolerance * np.ptp(wanted)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_mfcc(each_backend, rate, dtype):
    x = voice(rate, dtype)
    assert_agree(mfcc(x, rate), librosa.feature.mfcc(y=x, sr=rate).T, 1e-5)


@pytest.mark.parametrize("rate", RATES)
def test_mfcc_with_other_settings(each_backend, rate):
    x = voice(rate)
    wanted = librosa.feature.mfcc(
        y=x, sr=rate, n_mfcc=13, n_mels=40, n_fft=1024, hop_length=200, win_length=600, window="hamming",
        fmin=50, fmax=3800, htk=True, lifter=22,
    ).T  # fmt: skip
    got = mfcc(
        x, rate, n=13, bands=40, n_fft=1024, hop=200, length=600, window="hamming", fmin=50, fmax=3800,
        mel_scale="htk", lifter=22,
    )  # fmt: skip
    assert_agree(got, wanted, 1e-5)


def test_tones_clicks_and_silence(each_backend):
    rate = 16000
    click = np.zeros(8000, np.float32)
    click[4000] = 1
    for x in (click, click[:1], np.zeros(5000), np.sin(np.arange(20000) * 0.3), voice(rate)[:700]):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # librosa remarks on signals shorter than n_fft
            wanted = librosa.feature.mfcc(y=x, sr=rate).T
        got = mfcc(x, rate)
        assert got.shape == wanted.shape
        assert np.abs(got - wanted).max() <= 1e-4 * max(np.ptp(wanted), 1)


@pytest.mark.parametrize("folder", ["ravdess", "ravdess_original", "emodb"])
def test_real_recordings(data_folder, folder):
    paths = sorted((data_folder / folder).rglob("*.wav"))[::40] or pytest.skip(f"no {folder} here")
    for path in paths:
        x, rate = read_wav(path)
        assert_agree(mfcc(x, rate), librosa.feature.mfcc(y=x, sr=rate).T)
        y, _ = librosa.load(path, sr=None)  # also takes the mean of the channels
        assert np.abs(x - y).max() < 1e-6


@pytest.mark.parametrize("rate", RATES)
def test_stages(each_backend, rate):
    x = voice(rate)
    assert_agree(abs(stft(x, 512, 100)), np.abs(librosa.stft(x, n_fft=512, hop_length=100)).T, 1e-9)
    power, _ = librosa.core.spectrum._spectrogram(y=x, n_fft=512, hop_length=100, power=2)
    assert_agree(spectrogram(x, 512, 100), power.T, 1e-9)
    mel = librosa.feature.melspectrogram(y=x, sr=rate)
    assert_agree(fbank(x, rate), librosa.power_to_db(mel).T, 1e-6)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("htk", [False, True])
@pytest.mark.parametrize("norm", [None, "slaney"])
def test_filter_banks(rate, htk, norm):
    wanted = librosa.filters.mel(sr=rate, n_fft=2048, n_mels=40, htk=htk, norm=norm, dtype=np.float64)
    got = mel_filterbank(rate, 2048, 40, scale="htk" if htk else "slaney", norm=norm)
    assert_agree(got, wanted, 1e-10)


def test_mel_scales():
    f = np.linspace(0, 24000, 777)
    for scale in ("htk", "slaney"):
        assert np.allclose(hz_to_mel(f, scale), librosa.hz_to_mel(f, htk=scale == "htk"), atol=1e-9)
        m = hz_to_mel(f, scale)
        assert np.allclose(mel_to_hz(m, scale), librosa.mel_to_hz(m, htk=scale == "htk"), atol=1e-9)


@pytest.mark.parametrize("width, order", [(9, 1), (9, 2), (5, 1), (3, 1), (7, 3)])
def test_deltas(width, order):
    x = np.random.default_rng(0).standard_normal((30, 4))
    assert_agree(delta(x, width, order), librosa.feature.delta(x.T, width=width, order=order).T, 1e-10)


@pytest.mark.parametrize("old, new", [(48000, 16000), (16000, 22050), (22050, 48000), (44100, 16000)])
def test_resampling_as_the_peers(each_backend, old, new):
    """Where every resampler passes, all give the same: a voice without what lies near the lower half rate."""
    import scipy.signal

    t = np.arange(old) / old
    x = sum(np.sin(2 * np.pi * f * t + f) / 4 for f in (60, 440, 2000, 0.35 * min(old, new)))
    y = resample(x, old, new)
    inside = slice(new // 10, -new // 10)
    soxr = librosa.resample(x, orig_sr=old, target_sr=new, res_type="soxr_hq")
    assert len(soxr) - len(y) in (0, 1)  # its length comes from a rounded ratio: one too many at 22,050
    assert np.abs(soxr[: len(y)] - y)[inside].max() < 1e-4
    divisor = np.gcd(old, new)
    poly = scipy.signal.resample_poly(x, new // divisor, old // divisor, window=("kaiser", 12.0))
    assert len(poly) == len(y) and np.abs(poly - y)[inside].max() < 0.01  # its filter is short
