import numpy as np

from emolab.teach.testing import close


def test_from_zero(answer, rng):
    """from zero weights the first point is added"""
    w, b = answer.perceptron_step(np.zeros(2), 0.0, np.array([2.0, -1.0]), 1)
    close(w, [2, -1], "w after a point of class 1")
    close(b, 1.0, "b after a point of class 1")


def test_right_side(answer, rng):
    """a point on its right side changes nothing"""
    w, b = answer.perceptron_step(np.array([1.0, 1.0]), 0.5, np.array([2.0, 1.0]), 1)
    close(w, [1, 1], "w")
    close(b, 0.5, "b")
