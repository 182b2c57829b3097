"""Prosody, held to librosa."""

import numpy as np
import pytest

librosa = pytest.importorskip("librosa", reason="librosa is not installed: pip install 'emolab[peers]'")

from emolab.audio import (  # noqa: E402
    autocorrelation,
    chroma,
    chroma_filterbank,
    frame,
    lpc,
    pitch,
    read_wav,
    zero_crossing_rate,
)

RATES = [8000, 16000, 22050, 44100, 48000]


def voice(rate, dtype=np.float64, seconds=1.1):
    t = np.arange(int(rate * seconds)) / rate
    noise = np.random.default_rng(rate).standard_normal(len(t))
    buzz = sum(np.sin(2 * np.pi * k * 130 * t * (1 + 0.1 * t)) / k for k in range(1, 20))
    return (0.1 * buzz * (t < 0.8) + 0.01 * noise).astype(dtype)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("dtype, tolerance", [(np.float32, 2e-3), (np.float64, 1e-8)])
def test_lpc(each_backend, rate, dtype, tolerance):
    frames = frame(voice(rate, dtype), int(0.025 * rate), int(0.01 * rate))
    for order in (1, 8, 16):
        wanted = librosa.lpc(np.ascontiguousarray(frames), order=order)
        a, _ = lpc(frames, order, method="burg", sign="plus")
        assert a.dtype == dtype and np.abs(a - wanted[:, 1:]).max() < tolerance * np.abs(wanted).max()
        assert np.array_equal(lpc(frames, order, method="burg")[0], -a)


def test_autocorrelation(each_backend):
    x = voice(16000)[:3000]
    assert np.allclose(autocorrelation(x), librosa.autocorrelate(x), atol=1e-9)
    assert np.allclose(autocorrelation(x, 100), librosa.autocorrelate(x, max_size=100), atol=1e-9)


@pytest.mark.parametrize("rate", RATES)
def test_zero_crossings(rate):
    x = voice(rate)
    wanted = librosa.feature.zero_crossing_rate(x, frame_length=500, hop_length=200, center=False)[0]
    assert np.allclose(zero_crossing_rate(x, rate, 500, 200), wanted)


@pytest.mark.parametrize("rate", RATES)
def test_chroma(each_backend, rate):
    for n_fft, classes in ((2048, 12), (1024, 24)):
        wanted = librosa.filters.chroma(sr=rate, n_fft=n_fft, n_chroma=classes, dtype=np.float64)
        assert np.abs(chroma_filterbank(rate, n_fft, classes) - wanted).max() < 1e-12
    sharp = librosa.filters.chroma(sr=rate, n_fft=2048, tuning=0.3, dtype=np.float64)
    assert np.abs(chroma_filterbank(rate, 2048, tuning=440 * 2 ** (0.3 / 12)) - sharp).max() < 1e-9
    x = voice(rate)
    for norm, theirs in (("max", np.inf), ("euclidean", 2), ("sum", 1), (None, None)):
        wanted = librosa.feature.chroma_stft(y=x, sr=rate, tuning=0.0, norm=theirs).T
        got = chroma(x, rate, norm=norm)
        assert got.shape == wanted.shape and np.abs(got - wanted).max() < 1e-6 * wanted.max()


@pytest.mark.parametrize("method", ["autocorrelation", "cepstrum"])
def test_pitch_where_both_hear_a_voice(data_folder, method):
    paths = sorted((data_folder / "emodb").rglob("*.wav"))[::70]
    paths += sorted((data_folder / "ravdess").rglob("*.wav"))[::160]
    for path in paths or pytest.skip("no recordings here"):
        x, rate = read_wav(path)
        hop = int(0.01 * rate + 0.5)
        hz, voiced, _ = librosa.pyin(x, fmin=65, fmax=500, sr=rate, hop_length=hop, frame_length=1024)
        found = pitch(x, rate, method).hz
        n = min(len(hz), len(found))
        both = voiced[:n] & (found[:n] > 0)
        error = np.abs(found[:n][both] / hz[:n][both] - 1)
        assert np.median(error) < 0.03 and (error > 0.2).mean() < 0.12, path.name  # its frames begin earlier
        medians = np.median(found[:n][both]), np.median(hz[:n][both])
        assert abs(medians[0] / medians[1] - 1) < 0.05, path.name
