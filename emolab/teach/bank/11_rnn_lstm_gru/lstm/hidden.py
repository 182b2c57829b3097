import numpy as np

import emolab
from emolab import nn
from emolab.teach.testing import close, gradient


def by_formula(function, *args):
    """What the library gives by its formula, so that no kernel must be compiled first."""
    with emolab.use("numpy"):
        return function(*args)


def given(rng, N, T, D, H):
    """Random inputs in the forward's order."""
    return [
        rng.standard_normal(shape) for shape in ((N, T, D), (N, H), (N, H), (D, 4 * H), (H, 4 * H), (4 * H,))
    ]


def test_states_of_a_batch(answer, rng):
    """the states are those of emolab.nn"""
    given_here = given(rng, 3, 5, 4, 3)
    close(answer.lstm_forward(*given_here)[0], by_formula(nn.lstm_forward, *given_here)[0], "h")


def test_cell_carries_error(answer, rng):
    """with f = 0.9 the error at step 5 reaches c_0 as 0.9^5"""
    b = np.array([-50.0, np.log(9.0), 0.0, 50.0])
    c0 = np.full((1, 1), 1e-3)
    _, cache = answer.lstm_forward(
        np.zeros((1, 5, 1)), np.zeros((1, 1)), c0, np.zeros((1, 4)), np.zeros((1, 4)), b
    )
    dh = np.zeros((1, 5, 1))
    dh[0, -1] = 1
    dc0 = answer.lstm_backward(dh, cache)[2]
    close(dc0, [[0.9**5]], "dc0 after five steps with the forget gate at 0.9", 1e-5)


def test_as_the_library(answer, rng):
    """all six gradients are those of emolab.nn"""
    given_here = given(rng, 2, 6, 3, 4)
    dh = rng.standard_normal((2, 6, 4))
    _, cache = answer.lstm_forward(*given_here)
    _, kept = by_formula(nn.lstm_forward, *given_here)
    names = ("dx", "dh0", "dc0", "dWx", "dWh", "db")
    for name, mine, right in zip(
        names, answer.lstm_backward(dh, cache), by_formula(nn.lstm_backward, dh, kept)
    ):
        close(mine, right, name)


def test_longer_sequence(answer, rng):
    """a longer sequence passes the gradient check as well"""
    names = ("x", "h0", "c0", "Wx", "Wh", "b")
    gradient(
        answer.lstm_forward,
        answer.lstm_backward,
        dict(zip(names, given(rng, 1, 6, 1, 2))),
        words="the gradient over six steps",
    )
