import numpy as np

import emolab
from emolab import nn
from emolab.teach.testing import close, gradient


def by_formula(function, *args):
    """What the library gives by its formula, so that no kernel must be compiled first."""
    with emolab.use("numpy"):
        return function(*args)


def compare(answer, rng, shape, k, out, s, p, words):
    """Hold the gradients of a random layer against the library's."""
    x, W, b = rng.standard_normal(shape), rng.standard_normal((*k, shape[-1], out)), rng.standard_normal(out)
    y, cache = answer.conv2d_forward(x, W, b, s, p)
    dy = rng.standard_normal(np.shape(y))
    right = by_formula(nn.conv2d_backward, dy, by_formula(nn.conv2d_forward, x, W, b, s, p)[1])
    for name, mine, wanted in zip(("dx", "dW", "db"), answer.conv2d_backward(dy, cache), right):
        close(mine, wanted, f"{name} {words}")


def test_overlap(answer, rng):
    """what overlapping windows want of a pixel adds up"""
    _, cache = answer.conv2d_forward(np.zeros((1, 3, 3, 1)), np.ones((2, 2, 1, 1)), np.zeros(1))
    dx = answer.conv2d_backward(np.ones((1, 2, 2, 1)), cache)[0]
    close(dx[0, :, :, 0], [[1.0, 2, 1], [2, 4, 2], [1, 2, 1]], "dx: in how many windows each pixel stands")


def test_padding(answer, rng):
    """what falls on the padding is thrown away on both edges"""
    compare(answer, rng, (2, 4, 5, 2), (3, 3), 3, 1, 1, "with a zero on each edge")


def test_stride(answer, rng):
    """with steps of s the gradients find their pixels"""
    compare(answer, rng, (2, 7, 8, 2), (3, 3), 2, 2, 0, "with steps of 2")
    compare(answer, rng, (1, 6, 6, 1), (2, 2), 2, 3, 1, "with steps of 3 and a zero on each edge")


def test_kernels_not_square(answer, rng):
    """kernels need not be square"""
    compare(answer, rng, (1, 6, 5, 3), (4, 2), 2, 1, 0, "of a kernel of 4 x 2")


def test_differences_with_all(answer, rng):
    """stride and padding together pass the gradient check"""
    inputs = {
        "x": rng.standard_normal((1, 5, 4, 1)),
        "W": rng.standard_normal((3, 3, 1, 2)),
        "b": rng.standard_normal(2),
    }
    gradient(
        lambda x, W, b: answer.conv2d_forward(x, W, b, 2, 1),
        answer.conv2d_backward,
        inputs,
        words="the gradient with steps of 2 and padding 1",
    )
