import numpy as np

from emolab.teach.testing import close


def test_three_levels_by_hand(answer, rng):
    """scores 0.6, 0.9, 0.3 with densities 0.3, 0.2, 0.5 and lambda 0: the largest of 0.2, 0.5 and 0.3"""
    scores = np.array([0.6, 0.9, 0.3])[:, None, None]
    close(
        answer.sugeno_integral(scores, np.array([0.3, 0.2, 0.5]), 0.0),
        [[0.5]],
        "the integral of 0.6, 0.9 and 0.3",
    )


def test_agreement(answer, rng):
    """where all sources say the same, the integral says it too"""
    scores = np.repeat(rng.random((1, 2, 3)), 2, axis=0)
    close(
        answer.sugeno_integral(scores, np.array([0.5, 0.8]), -0.75), scores[0], "the integral of equal scores"
    )
