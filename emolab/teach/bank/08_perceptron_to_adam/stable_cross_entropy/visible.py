import numpy as np

from emolab.teach.testing import close


def test_two_equal_scores(answer, rng):
    """two rows of two equal scores: the loss is log 2, the gradient -1/4 at the label, 1/4 beside it"""
    loss, dz = answer.softmax_cross_entropy(np.zeros((2, 2)), np.array([0, 1]))
    close(loss, np.log(2), "the loss")
    close(dz, [[-0.25, 0.25], [0.25, -0.25]], "the gradient")


def test_rows_sum_to_zero(answer, rng):
    """each row of the gradient sums to 0"""
    _, dz = answer.softmax_cross_entropy(rng.standard_normal((5, 4)), rng.integers(0, 4, 5))
    close(np.asarray(dz).sum(axis=1) + 1, np.ones(5), "1 plus the sums of the rows")


def test_large_scores(answer, rng):
    """scores of 1,000 are no trouble"""
    loss, dz = answer.softmax_cross_entropy(np.array([[1000.0, 0.0]]), np.array([1]))
    close(loss, 1000.0, "the loss of a hopeless row")
    close(dz, [[1.0, -1.0]], "its gradient")
