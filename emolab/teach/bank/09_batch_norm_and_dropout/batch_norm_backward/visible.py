import numpy as np

from emolab.teach.testing import close, gradient


def batch(rng, *shape):
    """The inputs of a batch of that shape."""
    C = shape[-1]
    return {
        "x": 2 * rng.standard_normal(shape) + 1,
        "gamma": rng.uniform(0.5, 2, C),
        "beta": rng.standard_normal(C),
    }


def test_forward(answer, rng):
    """with gamma 1 and beta 0, y of the rows 0 and 2 is -1 and 1"""
    y, _ = answer.batch_norm_forward(np.array([[0.0], [2.0]]), np.ones(1), np.zeros(1), 1e-12)
    close(y, [[-1.0], [1.0]], "y")


def test_dbeta_by_hand(answer, rng):
    """dbeta is dy summed over the rows, dgamma is dy x_hat summed"""
    _, cache = answer.batch_norm_forward(np.array([[0.0], [2.0]]), np.ones(1), np.zeros(1), 1e-12)
    _, dgamma, dbeta = answer.batch_norm_backward(np.array([[1.0], [3.0]]), cache)
    close(dbeta, [4.0], "dbeta = 1 + 3")
    close(dgamma, [2.0], "dgamma = -1 + 3")


def test_gradients(answer, rng):
    """dx, dgamma and dbeta are what differences of the forward give"""
    gradient(answer.batch_norm_forward, answer.batch_norm_backward, batch(rng, 5, 3))
