import numpy as np

from emolab.teach.testing import close


def test_two_sources_by_hand(answer, rng):
    """scores 0.8 and 0.3, densities 0.5 and 0.8, lambda -0.75: (0.8 - 0.3) 0.5 + 0.3 x 1"""
    scores = np.array([0.8, 0.3])[:, None, None]
    close(
        answer.choquet_integral(scores, np.array([0.5, 0.8]), -0.75), [[0.55]], "the integral of 0.8 and 0.3"
    )


def test_weighted_mean(answer, rng):
    """with lambda = 0 it is the mean weighted by the densities"""
    scores = rng.random((2, 3, 4))
    wanted = 0.57 * scores[0] + 0.43 * scores[1]
    close(
        answer.choquet_integral(scores, np.array([0.57, 0.43]), 0.0), wanted, "the integral with lambda = 0"
    )


def test_agreement(answer, rng):
    """where all sources say the same, the integral says it too"""
    scores = np.repeat(rng.random((1, 2, 3)), 2, axis=0)
    close(
        answer.choquet_integral(scores, np.array([0.5, 0.8]), -0.75),
        scores[0],
        "the integral of equal scores",
    )
