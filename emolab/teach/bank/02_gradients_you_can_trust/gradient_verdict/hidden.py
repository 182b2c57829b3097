import numpy as np

from emolab.teach.testing import close


def test_one_wrong_entry(answer, rng):
    """one wrong entry among a hundred is seen"""
    n = rng.uniform(1, 2, 100)
    a = n.copy()
    a[37] *= 1.5
    close(answer.relative_error(a, n), 0.5 / 1.5, "the error of one entry that is half too large")


def test_too_small_counts(answer, rng):
    """a gradient that is too small is as wrong as one too large"""
    n = rng.uniform(1, 2, 5)
    close(answer.relative_error(0.9 * n, n), 0.1, "the error of 0.9 n")
    close(answer.verdict(0.9 * n, n), False, "the verdict on 0.9 n")


def test_small_neighbours(answer, rng):
    """an entry near 0 is held to 1/100 of the largest"""
    n = np.array([100.0, 0.0, -50.0])
    a = n + np.array([0.0, 1e-9, 0.0])
    close(answer.relative_error(a, n), 1e-9, "the error of 1e-9 beside 100")


def test_symmetric(answer, rng):
    """it does not matter which of the two is which"""
    a, n = rng.standard_normal(6), rng.standard_normal(6)
    a[2] = 0
    close(answer.relative_error(a, n), answer.relative_error(n, a), "the error with both exchanged")
    size = np.maximum(np.abs(a), np.abs(n))
    close(
        answer.relative_error(a, n),
        np.max(np.abs(a - n) / np.maximum(size, size.max() / 100)),
        "the error of the formula",
    )


def test_no_number(answer, rng):
    """NaN and infinity are never right"""
    for strange in (np.nan, np.inf):
        a = np.array([1.0, strange])
        close(answer.verdict(a, a), False, f"the verdict on {strange}")
        close(answer.verdict(np.ones(2), a), False, f"the verdict on {strange} as measured")
