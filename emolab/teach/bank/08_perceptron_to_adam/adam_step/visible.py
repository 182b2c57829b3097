import numpy as np

from emolab.teach.testing import close


def test_first_step(answer, rng):
    """the first step is as long as the rate, against the sign of the gradient"""
    x, m, v = answer.adam_step(np.zeros(3), np.array([5.0, -0.2, 1.0]), np.zeros(3), np.zeros(3), 1, 0.1)
    close(x, [-0.1, 0.1, -0.1], "the place after the first step")
    close(m, [0.5, -0.02, 0.1], "m, a tenth of the gradient")


def test_second_step(answer, rng):
    """a gradient of -3 twice: two steps up of the same length"""
    x = m = v = np.zeros(1)
    for t in (1, 2):
        x, m, v = (np.asarray(part) for part in answer.adam_step(x, np.array([-3.0]), m, v, t, 0.01))
    close(x, [0.02], "the place after two steps")
    close(m, [-3 * (1 - 0.9**2)], "m after two steps")


def test_no_gradient(answer, rng):
    """where no gradient has ever been nothing moves"""
    x, m, v = answer.adam_step(np.ones(2), np.zeros(2), np.zeros(2), np.zeros(2), 1)
    close(x, [1, 1], "the place")
