import numpy as np

from emolab.teach.testing import close, gradient


def test_forward(answer, rng):
    """y is the sum of x W over the features, plus b"""
    x, W, b = np.array([[1.0, 2.0]]), np.array([[1.0, 0.0, 3.0], [0.0, 1.0, -1.0]]), np.array([0.5, 0.0, 1.0])
    y, _ = answer.dense_forward(x, W, b)
    close(y, [[1.5, 2.0, 2.0]], "y of one row")


def test_db_by_hand(answer, rng):
    """db is dy, summed over the rows"""
    x, W, b = np.ones((3, 2)), np.ones((2, 2)), np.zeros(2)
    _, cache = answer.dense_forward(x, W, b)
    dy = np.array([[1.0, 0.0], [2.0, -1.0], [3.0, 4.0]])
    close(answer.dense_backward(dy, cache)[2], [6.0, 3.0], "db, the sum over three rows")


def test_gradients(answer, rng):
    """dx, dW and db are what differences of the forward give"""
    x, W, b = rng.standard_normal((4, 3)), rng.standard_normal((3, 2)), rng.standard_normal(2)
    gradient(answer.dense_forward, answer.dense_backward, {"x": x, "W": W, "b": b})
