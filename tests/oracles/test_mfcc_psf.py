"""The convention psf, held to python_speech_features itself."""

import logging
import warnings

import numpy as np
import pytest

psf = pytest.importorskip(
    "python_speech_features", reason="python_speech_features is not installed: pip install 'emolab[peers]'"
)

from emolab.audio import delta, fbank, mel_filterbank, mfcc, preemphasis, read_wav  # noqa: E402

RATES = [8000, 16000, 22050, 44100, 48000]


@pytest.fixture(autouse=True)
def quiet():
    """Both programs warn where a frame is cut to n_fft; that is tested elsewhere."""
    logging.disable(logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
    logging.disable(logging.NOTSET)


def voice(rate, dtype=np.float64, seconds=1.1):
    t = np.arange(int(rate * seconds)) / rate
    noise = np.random.default_rng(rate).standard_normal(len(t))
    buzz = sum(np.sin(2 * np.pi * k * 130 * t * (1 + 0.1 * t)) / k for k in range(1, 20))
    return (0.1 * buzz * (t < 0.8) + 0.01 * noise).astype(dtype)


def assert_agree(got, wanted, tolerance=1e-4):
    assert got.shape == wanted.shape
    assert np.abs(got - wanted).max() <= tolerance * np.ptp(wanted)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("dtype, tolerance", [(np.float32, 1e-5), (np.float64, 1e-10)])
def test_mfcc_as_it_comes_and_with_a_transform_that_holds_the_frame(each_backend, rate, dtype, tolerance):
    x = voice(rate, dtype)
    assert_agree(mfcc(x, rate, "psf"), psf.mfcc(x, rate), tolerance)
    assert_agree(mfcc(x, rate, "psf", n_fft=2048), psf.mfcc(x, rate, nfft=2048), tolerance)


@pytest.mark.parametrize("rate", RATES)
def test_mfcc_with_other_settings(each_backend, rate):
    x = voice(rate)
    wanted = psf.mfcc(
        x, rate, winlen=0.03, winstep=0.0125, numcep=20, nfilt=30, nfft=2048, lowfreq=80, highfreq=3700,
        preemph=0.9, ceplifter=0, appendEnergy=False, winfunc=np.hamming,
    )  # fmt: skip
    got = mfcc(
        x, rate, "psf", length=0.03, hop=0.0125, n=20, bands=30, n_fft=2048, fmin=80, fmax=3700,
        preemphasis=0.9, lifter=0, c0="first", window="hamming",
    )  # fmt: skip
    assert_agree(got, wanted, 1e-10)


def test_tones_clicks_and_silence(each_backend):
    click = np.zeros(8000)
    click[4000] = 1
    for x in (click, click[4000:4001], np.zeros(5000), np.sin(np.arange(20000) * 0.3), voice(16000)[:399]):
        wanted = psf.mfcc(x, 16000)
        got = mfcc(x, 16000, "psf")
        assert got.shape == wanted.shape
        assert np.abs(got - wanted).max() <= 1e-6 * max(np.ptp(wanted), 1)


@pytest.mark.parametrize("folder", ["ravdess", "ravdess_original", "emodb"])
def test_real_recordings(data_folder, folder):
    paths = sorted((data_folder / folder).rglob("*.wav"))[::40] or pytest.skip(f"no {folder} here")
    for path in paths:
        x, rate = read_wav(path)
        assert_agree(mfcc(x, rate, "psf"), psf.mfcc(x, rate))
        n_fft = 512 if rate <= 20480 else 1024 if rate <= 40960 else 2048
        assert_agree(mfcc(x, rate, "psf", n_fft=None), psf.mfcc(x, rate, nfft=n_fft))


@pytest.mark.parametrize("rate", RATES)
def test_stages(rate):
    x = voice(rate)
    assert_agree(preemphasis(x, 0.95), psf.sigproc.preemphasis(x, 0.95), 1e-14)
    for n_fft in (512, 2048):
        bank = mel_filterbank(rate, n_fft, 26, corners="floor")
        assert_agree(bank, psf.get_filterbanks(26, n_fft, rate), 1e-12)
    assert_agree(fbank(x, rate, "psf"), psf.logfbank(x, rate), 1e-10)


@pytest.mark.parametrize("N", [1, 2, 5])
def test_deltas(N):
    x = np.random.default_rng(0).standard_normal((30, 4))
    assert_agree(delta(x, 2 * N + 1, edges="repeat"), psf.delta(x, N), 1e-12)
