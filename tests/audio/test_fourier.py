"""Fourier transforms: the formula, the fast one and its inverse, at every kind of length."""

import numpy as np
import pytest

from emolab.audio import dft, fft, frame, hann, ifft, irfft, rfft, spectrogram, stft
from emolab.core import ArgumentError, ShapeError

LENGTHS = [1, 2, 3, 4, 5, 8, 12, 13, 31, 64, 97, 100, 128]


def draw(shape, dtype=np.float64, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal(shape)
    if np.dtype(dtype).kind == "c":
        x = x + 1j * rng.standard_normal(shape)
    return x.astype(dtype)


def test_dft_of_known_signals():
    assert np.allclose(dft(np.array([1.0, 0, 0, 0, 0])), np.ones(5))
    n = np.arange(12)
    wave = dft(np.exp(2j * np.pi * 3 * n / 12))
    assert np.allclose(wave, 12 * (n == 3))


@pytest.mark.parametrize("n", LENGTHS)
@pytest.mark.parametrize("kind", [np.float64, np.complex128])
def test_fft_is_the_dft(each_backend, n, kind):
    x = draw((3, 2, n), kind)
    assert np.allclose(fft(x), dft(x), atol=1e-10)
    assert np.allclose(ifft(fft(x)), x, atol=1e-12)
    assert np.allclose(rfft(x.real), dft(x.real)[..., : n // 2 + 1], atol=1e-10)
    assert np.allclose(irfft(rfft(x.real), n), x.real, atol=1e-12)


def test_lengths_are_cut_or_filled(each_backend):
    x = draw(10)
    for n in (1, 6, 10, 16, 23):
        other = np.zeros(n)
        other[: min(n, 10)] = x[:n]
        assert np.allclose(fft(x, n), dft(other)) and np.allclose(rfft(x, n), dft(other)[: n // 2 + 1])


def test_bluestein_keeps_its_digits_at_a_large_prime(each_backend):
    n = 10007
    wave = np.exp(2j * np.pi * 4321 * np.arange(n) / n)
    peak = np.zeros(n)
    peak[4321] = n
    assert np.abs(fft(wave) - peak).max() < 1e-8


def test_single_precision_stays_single(each_backend):
    x = draw((4, 100), np.float32)
    X = rfft(x)
    assert X.dtype == np.complex64 and irfft(X, 100).dtype == np.float32
    assert np.abs(X - dft(x.astype(float))[:, :51]).max() < 1e-5 * np.abs(X).max()


def test_what_fft_refuses(each_backend):
    for n in (0, -4, 2.5):
        with pytest.raises(ArgumentError, match="n"):
            fft(np.zeros(4), n)
    with pytest.raises(ShapeError):
        fft(np.float64(3.0))


def test_stft_is_the_transform_of_windowed_frames(each_backend):
    x = draw(1000)
    X = stft(x, 128, 50)
    assert X.shape == (1 + 1000 // 50, 65)
    padded = np.pad(x, 64)
    for t in (0, 7, len(X) - 1):
        assert np.allclose(X[t], np.fft.rfft(padded[50 * t : 50 * t + 128] * hann(128, periodic=True)))
    assert np.allclose(spectrogram(x, 128, 50), np.abs(X) ** 2)
    assert np.allclose(spectrogram(x, 128, 50, power=1), np.abs(X))
    assert stft(x, 100, pad="none").shape == (len(frame(x, 100, 25)), 51)


def test_a_tone_stands_in_its_bin(each_backend):
    rate, n_fft = 8000, 256
    t = np.arange(rate) / rate
    P = spectrogram(np.sin(2 * np.pi * 1000 * t), n_fft, pad="none")
    assert (P.argmax(axis=1) == 1000 * n_fft // rate).all()
