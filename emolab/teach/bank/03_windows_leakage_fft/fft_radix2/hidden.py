import numpy as np

from emolab import audio
from emolab.teach.testing import close


def test_any_power_of_two(answer, rng):
    """it equals the sum that it is short for, at every power of two"""
    for N in (2, 4, 8, 64, 1024):
        x = rng.standard_normal(N) + 1j * rng.standard_normal(N)
        close(answer.fft_radix2(x), audio.fft(x), f"{N} complex samples")


def test_stack(answer, rng):
    """each frame of a stack is transformed by itself, along the last axis"""
    frames = rng.standard_normal((3, 5, 16))
    close(answer.fft_radix2(frames), audio.fft(frames), "a stack of 3 x 5 frames of 16")


def test_a_wave_finds_its_bin(answer, rng):
    """a wave of k turns forward stands in bin k, with N"""
    k = int(rng.integers(1, 15))
    wave = np.exp(2j * np.pi * k * np.arange(32) / 32)
    close(answer.fft_radix2(wave), 32 * np.eye(32)[k] + 0j, f"a wave of {k} turns in 32 samples")


def test_energy_is_kept(answer, rng):
    """Parseval: the energy of the bins is N times that of the samples"""
    x = rng.standard_normal(256)
    close(np.sum(np.abs(np.asarray(answer.fft_radix2(x))) ** 2), 256 * np.sum(x**2), "the energy of 256 bins")


def test_long(answer, rng):
    """sixteen thousand samples take no longer than N log N products should"""
    x = rng.standard_normal(2**12)
    close(
        answer.fft_radix2(np.tile(x, 4))[::4],
        4 * audio.fft(x),
        "every fourth bin of a signal repeated four times",
    )
