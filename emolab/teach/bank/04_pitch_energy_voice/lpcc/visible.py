import numpy as np

from emolab.teach.testing import close


def test_one_pole(answer, rng):
    """one pole at p has c_n = p^n / n, for as many n as one likes"""
    close(
        answer.lpcc(np.array([0.5]), 4), [0.5, 0.125, 0.5**3 / 3, 0.5**4 / 4], "four coefficients of a = 0.5"
    )


def test_fewer(answer, rng):
    """the first coefficient is a_1 itself, and fewer are a beginning"""
    close(answer.lpcc(np.array([0.3, -0.7, 0.2]), 1), [0.3], "one coefficient")
