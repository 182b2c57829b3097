import numpy as np

from emolab.teach.testing import close, gradient


def tensors(rng, N, T, D, H):
    """Random inputs by name, in the forward's order."""
    shapes = {"x": (N, T, D), "h0": (N, H), "Wx": (D, H), "Wh": (H, H), "b": (H,)}
    return {name: rng.standard_normal(shape) for name, shape in shapes.items()}


def test_states(answer, rng):
    """h_1 = tanh(x_1 Wx + h_0 Wh + b), and h_2 starts from h_1"""
    given = tensors(rng, 2, 2, 3, 2)
    h, _ = answer.rnn_forward(**given)
    x, h0, Wx, Wh, b = given.values()
    one = np.tanh(x[:, 0] @ Wx + h0 @ Wh + b)
    close(h[:, 0], one, "h_1")
    close(h[:, 1], np.tanh(x[:, 1] @ Wx + one @ Wh + b), "h_2")


def test_one_step(answer, rng):
    """for a single step it is a dense layer behind a tanh"""
    given = tensors(rng, 3, 1, 2, 4)
    h, cache = answer.rnn_forward(**given)
    dh = rng.standard_normal((3, 1, 4))
    da = dh[:, 0] * (1 - np.asarray(h)[:, 0] ** 2)
    dx, dh0, dWx, dWh, db = answer.rnn_backward(dh, cache)
    close(db, da.sum(axis=0), "db of one step, summed over the batch")
    close(dWx, given["x"][:, 0].T @ da, "dWx of one step")
    close(dh0, da @ given["Wh"].T, "dh0 of one step")


def test_gradients(answer, rng):
    """all five gradients are what differences of the forward give"""
    gradient(answer.rnn_forward, answer.rnn_backward, tensors(rng, 2, 4, 3, 2))
