import numpy as np

from emolab import audio
from emolab.teach.testing import close


def test_any_length(answer, rng):
    """the matrix times any samples is their transform"""
    for N in (1, 2, 7, 30):
        x = rng.standard_normal(N) + 1j * rng.standard_normal(N)
        close(np.asarray(answer.dft_matrix(N)) @ x, audio.dft(x), f"the transform of {N} samples")


def test_a_wave_finds_its_bin(answer, rng):
    """a wave of k turns forward gives N in bin k and nothing elsewhere"""
    N, k = 12, int(rng.integers(1, 6))
    wave = np.exp(2j * np.pi * k * np.arange(N) / N)
    close(np.asarray(answer.dft_matrix(N)) @ wave, N * np.eye(N)[k] + 0j, f"a wave of {k} turns")


def test_inverse_is_known(answer, rng):
    """the inverse of any bins is what the formula's inverse gives"""
    X = rng.standard_normal(9) + 1j * rng.standard_normal(9)
    close(np.asarray(answer.inverse_matrix(9)) @ X, audio.ifft(X), "the inverse of 9 bins")
