import numpy as np

from emolab.teach.testing import close


def test_one_tile(answer, rng):
    """four inputs give the two outputs of the filter"""
    x, g = rng.standard_normal(4), rng.standard_normal(3)
    close(answer.filter_f23(x, g), np.correlate(x, g, "valid"), "two outputs")


def test_a_single_one(answer, rng):
    """a signal with a single 1 gives back the taps, turned round"""
    x, g = np.zeros(6), rng.standard_normal(3)
    x[3] = 1
    close(answer.filter_f23(x, g), np.array([0, g[2], g[1], g[0]]), "a single 1 at place 3")


def test_left_and_right_factors(answer, rng):
    """the four products are m1 to m4 of the formula"""
    d, g = rng.standard_normal((5, 4)), rng.standard_normal(3)
    d0, d1, d2, d3 = d.T
    left = np.column_stack([d0 - d2, d1 + d2, d2 - d1, d1 - d3])
    right = np.array([g[0], g.sum() / 2, (g[0] - g[1] + g[2]) / 2, g[2]])
    close(answer.transform_input(d), left, "the left factors")
    close(answer.transform_taps(g), right, "the right factors")
