import numpy as np

import emolab
from emolab import nn
from emolab.teach.testing import close


def by_formula(function, *args):
    """What the library gives by its formula, so that no kernel must be compiled first."""
    with emolab.use("numpy"):
        return function(*args)


def given(rng, N, T, D, H):
    """Random inputs in the forward's order."""
    return [rng.standard_normal(shape) for shape in ((N, T, D), (N, H), (D, H), (H, H), (H,))]


def test_reaches_first_step(answer, rng):
    """an error at the last step reaches the first input and h0"""
    x, h0, Wx, Wh, b = given(rng, 1, 5, 2, 3)
    x, h0, b = 0 * x, 0 * h0, 0 * b
    Wh = 0.9 * np.eye(3)
    _, cache = answer.rnn_forward(x, h0, Wx, Wh, b)
    dh = np.zeros((1, 5, 3))
    dh[0, -1] = [1, -2, 3]
    dx, dh0, *_ = answer.rnn_backward(dh, cache)
    close(dh0, [0.9**5 * np.array([1.0, -2, 3])], "dh0 after five steps of 0.9, where tanh has slope 1")
    close(np.asarray(dx)[0, 0], 0.9**4 * np.array([1.0, -2, 3]) @ Wx.T, "dx of the first step")


def test_future_has_no_say(answer, rng):
    """an error at the first step asks nothing of later inputs"""
    tensors = given(rng, 2, 4, 3, 2)
    _, cache = answer.rnn_forward(*tensors)
    dh = np.zeros((2, 4, 2))
    dh[:, 0] = 1
    dx = np.asarray(answer.rnn_backward(dh, cache)[0])
    close(dx[:, 1:], np.zeros((2, 3, 3)), "dx of the steps after the error")


def test_as_the_library(answer, rng):
    """states and gradients are those of emolab.nn"""
    tensors = given(rng, 3, 6, 4, 5)
    dh = rng.standard_normal((3, 6, 5))
    h, cache = answer.rnn_forward(*tensors)
    wanted, kept = by_formula(nn.rnn_forward, *tensors)
    close(h, wanted, "h")
    names = ("dx", "dh0", "dWx", "dWh", "db")
    for name, mine, right in zip(
        names, answer.rnn_backward(dh, cache), by_formula(nn.rnn_backward, dh, kept)
    ):
        close(mine, right, name)
