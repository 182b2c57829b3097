import numpy as np

from emolab import nn
from emolab.teach.testing import close


def test_decay(answer, rng):
    """without a gradient weights shrink by rate times decay"""
    x = rng.standard_normal(5)
    close(
        answer.sgd_momentum(x, np.zeros(5), np.zeros(5), 0.1, 0.0, 0.2)[0], 0.98 * x, "weights after a step"
    )


def test_as_library(answer, rng):
    """several steps with all three settings are the library's"""
    x, u = rng.standard_normal((3, 4)), np.zeros((3, 4))
    y, v = x, u
    for _ in range(5):
        g = rng.standard_normal((3, 4))
        x, u = (np.asarray(part) for part in answer.sgd_momentum(x, g, u, 0.05, 0.8, 0.01))
        y, v = nn.sgd_step(y, g, v, 0.05, 0.8, False, 0.01)
        close(x, y, "the place")
        close(u, v, "the velocity")


def test_rate_acts_at_once(answer, rng):
    """with rate 0 nothing moves, whatever the velocity"""
    x, g, u = rng.standard_normal((3, 6))
    place, velocity = answer.sgd_momentum(x, g, u, 0.0, 0.9, 0.0)
    close(place, x, "the place with rate 0")
    close(velocity, 0.9 * u + g, "the velocity with rate 0")
