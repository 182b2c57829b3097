import numpy as np

from emolab.teach.testing import close


def test_one_pair_by_hand(answer, rng):
    """the points (0, 0) and (3, 4) with gamma 0.1: exp(-0.1 x 25)"""
    found = answer.rbf_kernel(np.array([[0.0, 0.0]]), np.array([[3.0, 4.0]]), 0.1)
    close(found, [[np.exp(-2.5)]], "k of (0, 0) and (3, 4)")


def test_with_itself(answer, rng):
    """a point has distance 0 from itself: the diagonal is 1"""
    X = rng.standard_normal((5, 3))
    close(np.diagonal(answer.rbf_kernel(X, X, 0.7)), np.ones(5), "the diagonal")
