import numpy as np

from emolab.papers.liu2026.tables import FIGURE_10, FIGURE_10_PRINTED
from emolab.teach.testing import close


def test_the_figure_of_liu2026(answer, rng):
    """two rows of liu2026's Figure 10 do not sum to 1, rounding may explain both, and 93.4 is not the mean"""
    found = answer.audit_confusion(FIGURE_10, 2, FIGURE_10_PRINTED, 1)
    expected = np.arange(9) % 8 == 0  # the first and the last
    wanted = {"off": expected, "beyond": np.zeros(9, bool), "mean": 93.0 + 7 / 9, "follows": False}
    close(found, wanted, "the audit of Figure 10")


def test_a_row_that_is_too_large(answer, rng):
    """a row that sums to 1.10 is off, and beyond rounding; its column is not"""
    M = np.array([[0.8, 0.3, 0.0], [0.1, 0.9, 0.0], [0.1, 0.0, 0.9]])
    found = answer.audit_confusion(M, 2, 86.67, 2)
    first = np.array([True, False, False])
    wanted = {"off": first, "beyond": first, "mean": 260 / 3, "follows": True}
    close(found, wanted, "0.8 + 0.3 = 1.1 in the first row")


def test_mean_of_the_diagonal(answer, rng):
    """the mean is that of the classes' own rates, in percent"""
    rates = rng.integers(40, 100, 5) / 100
    M = np.diag(rates)
    M[np.arange(5), (np.arange(5) + 1) % 5] = 1 - rates
    close(answer.audit_confusion(M, 2, 50.0, 0)["mean"], 100 * rates.mean(), "the mean of the diagonal")
