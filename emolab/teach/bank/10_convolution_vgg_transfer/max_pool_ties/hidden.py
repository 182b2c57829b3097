import numpy as np

import emolab
from emolab import nn
from emolab.teach.testing import close, gradient


def by_formula(function, *args):
    """What the library gives by its formula, so that no kernel must be compiled first."""
    with emolab.use("numpy"):
        return function(*args)


def compare(answer, rng, x, size, words):
    """Hold y and dx of a picture against the library's."""
    y, cache = answer.max_pool_forward(x, size)
    wanted, kept = by_formula(nn.max_pool_forward, x, size)
    close(y, wanted, f"y {words}")
    dy = rng.standard_normal(wanted.shape)
    close(answer.max_pool_backward(dy, cache), by_formula(nn.max_pool_backward, dy, kept), f"dx {words}")


def test_first_wins(answer, rng):
    """at a tie the first in reading order gets the gradient"""
    compare(answer, rng, np.zeros((2, 4, 4, 3)), 2, "of a picture of zeros")


def test_rows_before_columns(answer, rng):
    """at a tie between two corners the upper one wins"""
    compare(answer, rng, np.array([[0.0, 1], [1, 0]]).reshape(1, 2, 2, 1), 2, "of a tie between two corners")


def test_after_a_relu(answer, rng):
    """many ties, as after a ReLU"""
    compare(
        answer,
        rng,
        np.maximum(rng.integers(-2, 3, (2, 6, 9, 2)), 0).astype(float),
        3,
        "with many ties, windows of 3",
    )


def test_odd_sides(answer, rng):
    """what fills no whole window is left out and gets 0"""
    compare(answer, rng, rng.standard_normal((2, 5, 7, 2)), 2, "of a picture of 5 x 7")


def test_gradients(answer, rng):
    """away from ties dx is what differences give"""
    x = rng.permutation(48).reshape(1, 4, 4, 3) / 10.0
    gradient(lambda x: answer.max_pool_forward(x, 2), answer.max_pool_backward, {"x": x})
