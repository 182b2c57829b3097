import numpy as np

from emolab.teach.testing import close


def test_first_step(answer, rng):
    """without a velocity it is plain descent"""
    x, u = answer.sgd_momentum(np.array([1.0, 2.0]), np.array([10.0, -10.0]), np.zeros(2), 0.1, 0.9, 0.0)
    close(x, [0.0, 3.0], "the place")
    close(u, [10.0, -10.0], "the velocity")


def test_two_steps(answer, rng):
    """a gradient of 1 twice makes a velocity of 1 + 0.5"""
    x, u = answer.sgd_momentum(np.zeros(1), np.ones(1), np.zeros(1), 1.0, 0.5, 0.0)
    x, u = answer.sgd_momentum(np.asarray(x), np.ones(1), np.asarray(u), 1.0, 0.5, 0.0)
    close(u, [1.5], "the velocity after two steps")
    close(x, [-2.5], "the place after two steps")
