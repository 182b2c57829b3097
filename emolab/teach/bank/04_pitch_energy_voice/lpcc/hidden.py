import numpy as np

from emolab import audio
from emolab.teach.testing import close


def test_two_poles(answer, rng):
    """two poles give the sum of both poles' cepstra"""
    p, q = rng.uniform(-0.9, 0.9, 2)
    n = np.arange(1, 11)
    close(answer.lpcc(np.array([p + q, -p * q]), 10), (p**n + q**n) / n, f"poles at {p:.2f} and {q:.2f}")


def test_any_predictor(answer, rng):
    """fewer, as many and more coefficients than the order"""
    a = rng.uniform(-0.3, 0.3, 6)
    for n in (3, 6, 14):
        close(answer.lpcc(a, n), audio.lpcc(a, n), f"{n} coefficients of order 6")


def test_log_spectrum(answer, rng):
    """it is the cepstrum: the log spectrum of 1 / A by its cosines"""
    a = rng.uniform(-0.1, 0.1, 5)
    c = np.asarray(answer.lpcc(a, 60))
    angle = np.linspace(0, np.pi, 20)
    A = 1 - np.exp(-1j * np.outer(angle, np.arange(1, 6))) @ a
    close(np.cos(np.outer(angle, np.arange(1, 61))) @ c, -np.log(np.abs(A)), "ln |1 / A| at 20 frequencies")
