import numpy as np

from emolab.teach.testing import close


def test_one_percent(answer, rng):
    """1 % too large is an error of 0.01 / 1.01"""
    n = np.array([1.0, -2.0, 3.0])
    close(answer.relative_error(1.01 * n, n), 0.01 / 1.01, "the error of 1.01 n")


def test_scale_does_not_matter(answer, rng):
    """both times 1e-9 is the same error"""
    n = rng.uniform(0.5, 2, 8)
    a = n * (1 + 1e-3 * rng.standard_normal(8))
    close(
        answer.relative_error(1e-9 * a, 1e-9 * n), answer.relative_error(a, n), "the error at another scale"
    )
    close(answer.verdict(1e-9 * a, 1e-9 * n), False, "the verdict on 0.1 % at a small scale")


def test_right_passes(answer, rng):
    """equal gradients pass, also where all are 0"""
    n = rng.standard_normal((3, 2))
    close(answer.verdict(n, n), True, "the verdict on equal gradients")
    close(answer.verdict(np.zeros(3), np.zeros(3)), True, "the verdict on zeros")
