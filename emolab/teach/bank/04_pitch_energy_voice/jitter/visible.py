import numpy as np

from emolab.teach.testing import close


def test_in_turn(answer, rng):
    """periods of 99 and 101 samples in turn have a jitter of 2 %"""
    close(answer.jitter(np.tile([99.0, 101.0], 10)), 0.02, "the jitter of 99, 101, 99, 101, ...")


def test_half_and_half(answer, rng):
    """half of the power periodic is 0 dB, ten elevenths are 10 dB"""
    close(
        answer.harmonics_to_noise(np.array([0.5, 10 / 11])) + 1, [1.0, 11.0], "HNR of 0.5 and 10/11, and 1 dB"
    )
