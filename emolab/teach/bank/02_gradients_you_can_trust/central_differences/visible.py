import numpy as np

from emolab.teach.testing import close


def layer(rng):
    """W (3, 2), x (4, 3) and the goal (4, 2)."""
    return rng.standard_normal((3, 2)), rng.standard_normal((4, 3)), rng.standard_normal((4, 2))


def test_shape(answer, rng):
    """the gradient has W's shape"""
    close(np.shape(answer.numerical_gradient(*layer(rng))), (3, 2), "the shape")


def test_against_algebra(answer, rng):
    """it is what the chain rule gives for this loss"""
    W, x, goal = layer(rng)
    y = np.tanh(x @ W)
    close(answer.numerical_gradient(W, x, goal), x.T @ ((y - goal) * (1 - y**2)), "the gradient", 1e-5)
