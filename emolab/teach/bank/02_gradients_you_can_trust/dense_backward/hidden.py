import numpy as np

import emolab
from emolab import nn
from emolab.teach.testing import close, gradient


def by_formula(function, *args):
    """What the library gives by its formula, so that no kernel must be compiled first."""
    with emolab.use("numpy"):
        return function(*args)


def test_dW_sums_over_rows(answer, rng):
    """dW is summed over the batch"""
    x, W, b = rng.standard_normal((5, 3)), rng.standard_normal((3, 4)), rng.standard_normal(4)
    dy = rng.standard_normal((5, 4))
    _, cache = answer.dense_forward(x, W, b)
    close(
        answer.dense_backward(dy, cache)[1],
        sum(np.outer(x[n], dy[n]) for n in range(5)),
        "dW, the sum of x dy over the rows",
    )


def test_sequences(answer, rng):
    """with x (N, T, D) each step of each clip is a row"""
    x, W, b = rng.standard_normal((2, 3, 4)), rng.standard_normal((4, 2)), rng.standard_normal(2)
    gradient(
        answer.dense_forward,
        answer.dense_backward,
        {"x": x, "W": W, "b": b},
        words="the gradient of a sequence",
    )


def test_as_the_library(answer, rng):
    """forward and backward are those of emolab.nn"""
    x, W, b = rng.standard_normal((6, 5)), rng.standard_normal((5, 3)), rng.standard_normal(3)
    dy = rng.standard_normal((6, 3))
    y, cache = answer.dense_forward(x, W, b)
    wanted, kept = by_formula(nn.dense_forward, x, W, b)
    close(y, wanted, "y")
    for name, mine, right in zip(
        ("dx", "dW", "db"), answer.dense_backward(dy, cache), by_formula(nn.dense_backward, dy, kept)
    ):
        close(mine, right, name)
