import numpy as np

from emolab.teach.testing import close


def test_first_order(answer, rng):
    """one coefficient is r(1) / r(0), and the energy left is r(0) - r(1)^2 / r(0)"""
    a, e, k = answer.levinson_durbin(np.array([4.0, 2.0]), 1)
    close(a, [0.5], "a of r = 4, 2")
    close(e, 3.0, "the energy left")
    close(k, [0.5], "the reflection coefficient")


def test_two_orders(answer, rng):
    """r = 1, 0.5, 0.1: a = 0.6, -0.2 and the energy 0.72"""
    a, e, k = answer.levinson_durbin(np.array([1.0, 0.5, 0.1]), 2)
    close(a, [0.6, -0.2], "a")
    close(k, [0.5, -0.2], "k")
    close(e, 0.72, "the energy left")
