import numpy as np

from emolab.teach.testing import close, raises


def test_by_hand(answer, rng):
    """four samples 1, 2, 3, 4 give 10, -2 + 2i, -2, -2 - 2i"""
    close(
        answer.fft_radix2(np.array([1.0, 2, 3, 4])), [10, -2 + 2j, -2, -2 - 2j], "the transform of 1, 2, 3, 4"
    )


def test_one_sample(answer, rng):
    """one sample is its own transform"""
    close(answer.fft_radix2(np.array([3.0])), [3 + 0j], "the transform of one sample")


def test_other_lengths(answer, rng):
    """2 is a power of two; a length that is none is refused"""
    close(answer.fft_radix2(np.ones(2)), [2 + 0j, 0], "two samples of 1")
    for N in (3, 12):
        raises(ValueError, lambda N=N: answer.fft_radix2(np.ones(N)), f"{N} samples")
