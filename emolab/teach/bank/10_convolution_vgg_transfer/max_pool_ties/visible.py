import numpy as np

from emolab.teach.testing import close


def test_forward_by_hand(answer, rng):
    """of each window the largest entry is kept"""
    y, _ = answer.max_pool_forward(np.arange(1.0, 17).reshape(1, 4, 4, 1), 2)
    close(y[0, :, :, 0], [[6.0, 8], [14, 16]], "the numbers of Figure 2.8")


def test_to_the_winner(answer, rng):
    """dy goes to the winner, 0 to all others"""
    _, cache = answer.max_pool_forward(np.array([[1.0, 5], [3, 2]]).reshape(1, 2, 2, 1), 2)
    close(
        answer.max_pool_backward(np.full((1, 1, 1, 1), 7.0), cache)[0, :, :, 0],
        [[0.0, 7], [0, 0]],
        "dx of one window",
    )


def test_one_winner(answer, rng):
    """a flat window has one winner: dx sums to dy"""
    _, cache = answer.max_pool_forward(np.zeros((1, 4, 4, 2)), 2)
    dx = np.asarray(answer.max_pool_backward(np.ones((1, 2, 2, 2)), cache))
    close(dx.sum(), 8.0, "the sum of dx over 8 flat windows")
    close(np.count_nonzero(dx), 8, "the number of entries that get something")
