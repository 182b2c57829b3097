import numpy as np

from emolab.teach.testing import Miss, close


def test_three_points(answer, rng):
    """a window of 3 points is 0.08, 1, 0.08"""
    close(answer.hamming(3), [0.08, 1.0, 0.08], "the window of 3 points")


def test_ends_meet(answer, rng):
    """the first and the last weight are equal"""
    w = answer.hamming(9)
    close(np.shape(w), (9,), "the shape of a window of 9 points")
    close(w[-1], w[0], "the last weight against the first")


def test_middle_is_one(answer, rng):
    """the middle of an odd window is 1, and nothing is larger"""
    w = np.asarray(answer.hamming(21))
    close(w[10], 1.0, "w in the middle, where the cosine is -1")
    if w.max() > 1 + 1e-9:
        raise Miss(f"the largest weight is {w.max():.4g}; in the formula nothing exceeds 0.54 + 0.46 = 1")
