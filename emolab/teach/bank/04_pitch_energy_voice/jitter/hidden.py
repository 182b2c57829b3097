import numpy as np

from emolab import audio
from emolab.teach.testing import close


def test_any_periods(answer, rng):
    """the mean of n - 1 differences over the mean of n periods"""
    for n in (2, 5, 40):
        T = rng.uniform(60, 200, n)
        close(answer.jitter(T), audio.perturbation(T), f"the jitter of {n} periods")


def test_without_unit(answer, rng):
    """jitter has no unit: in seconds it is what it is in samples"""
    T = rng.uniform(60, 200, 12)
    close(answer.jitter(T / 16000), audio.perturbation(T), "the jitter of periods in seconds")


def test_glide(answer, rng):
    """a slow glide over many periods has little jitter"""
    T = np.linspace(100, 200, 101)
    close(answer.jitter(T), 1 / 150, "the jitter of 100, 101, ..., 200 samples")


def test_ratio(answer, rng):
    """any height of the peak gives the ratio of the two powers in dB"""
    r = rng.uniform(0.05, 0.95, 9)
    close(answer.harmonics_to_noise(r), audio.harmonics_to_noise(r), "HNR of nine heights")
