import numpy as np

import emolab
from emolab import nn
from emolab.teach.testing import close, gradient


def by_formula(function, *args):
    """What the library gives by its formula, so that no kernel must be compiled first."""
    with emolab.use("numpy"):
        return function(*args)


def some(answer, rng, *shape):
    """x, gamma, beta, dy, and the answer's cache."""
    x = 3 * rng.standard_normal(shape) - 2
    gamma, beta = rng.uniform(0.5, 2, shape[-1]), rng.standard_normal(shape[-1])
    _, cache = answer.batch_norm_forward(x, gamma, beta)
    return x, gamma, beta, rng.standard_normal(shape), cache


def test_dx_sums_to_zero(answer, rng):
    """dx sums to 0 over the batch: raising all rows changes nothing"""
    x, _, _, dy, cache = some(answer, rng, 7, 2)
    dx = answer.batch_norm_backward(dy, cache)[0]
    close(1 + np.sum(dx, axis=0), np.ones(2), "1 + the sum of dx over the rows")


def test_dx_at_right_angles(answer, rng):
    """dx is at right angles to x - mean: stretching the batch changes nothing"""
    x, gamma, beta, dy, _ = some(answer, rng, 7, 2)
    _, cache = answer.batch_norm_forward(x, gamma, beta, 1e-12)
    dx = np.asarray(answer.batch_norm_backward(dy, cache)[0])
    close(1 + np.sum(dx * (x - x.mean(axis=0)), axis=0), np.ones(2), "1 + the product of dx with x - mean")


def test_pictures(answer, rng):
    """for pictures the sums run over the batch and all pixels"""
    x = rng.standard_normal((2, 2, 3, 2))
    gradient(
        answer.batch_norm_forward,
        answer.batch_norm_backward,
        {"x": x, "gamma": np.array([0.5, 2.0]), "beta": np.zeros(2)},
        words="the gradient of pictures",
    )


def test_as_the_library(answer, rng):
    """forward and backward are those of emolab.nn, epsilon too"""
    x, gamma, beta, dy, _ = some(answer, rng, 6, 3)
    y, cache = answer.batch_norm_forward(x, gamma, beta, 0.3)
    wanted, kept = by_formula(nn.batch_norm_forward, x, gamma, beta, 0.3)
    close(y, wanted, "y with epsilon 0.3")
    for name, mine, right in zip(
        ("dx", "dgamma", "dbeta"),
        answer.batch_norm_backward(dy, cache),
        by_formula(nn.batch_norm_backward, dy, kept),
    ):
        close(mine, right, f"{name} with epsilon 0.3")
