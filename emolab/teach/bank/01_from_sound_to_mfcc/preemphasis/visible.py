import numpy as np

from emolab.teach.testing import close


def test_constant(answer, rng):
    """of a constant signal 1 - a is left, from the second sample on"""
    y = answer.preemphasis(np.ones(6))
    close(y, [1, 0.03, 0.03, 0.03, 0.03, 0.03], "six samples of 1 with a = 0.97")


def test_one_pulse(answer, rng):
    """a single 1 becomes 1, -a: the answer to a pulse is the filter itself"""
    close(
        answer.preemphasis(np.array([0.0, 0, 1, 0, 0]), 0.5),
        [0, 0, 1, -0.5, 0],
        "a pulse through 1 - 0.5 z^-1",
    )
