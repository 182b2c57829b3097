import numpy as np

from emolab.teach.testing import close


def test_two_densities(answer, rng):
    """with two densities the root is (1 - g1 - g2) / (g1 g2)"""
    close(answer.lambda_measure(np.array([0.5, 0.8])), -0.75, "lambda of 0.5 and 0.8")


def test_weights_of_liu2021(answer, rng):
    """0.57 and 0.43 sum to 1: lambda is 0"""
    close(1 + answer.lambda_measure(np.array([0.57, 0.43])), 1.0, "1 plus lambda of 0.57 and 0.43")


def test_set_by_hand(answer, rng):
    """g({0, 2}) = g_0 + g_2 + lambda g_0 g_2"""
    close(
        answer.set_measure(np.array([0.2, 0.9, 0.3]), 2.0, [0, 2]), 0.2 + 0.3 + 0.12, "the set of 0.2 and 0.3"
    )
