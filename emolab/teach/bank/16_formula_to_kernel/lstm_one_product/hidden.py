import numpy as np

import emolab
from emolab import nn
from emolab.teach.testing import close


def drawn(rng, N, T, D, H):
    """Inputs, states and weights, drawn."""
    shapes = (N, T, D), (N, H), (N, H), (D, 4 * H), (H, 4 * H), (4 * H,)
    return [rng.standard_normal(shape) for shape in shapes]


def test_several_sequences(answer, rng):
    """states and last cells of a batch are the formula's"""
    for N, T, D, H in ((3, 5, 2, 4), (1, 7, 3, 2), (6, 2, 1, 3)):
        inputs = drawn(rng, N, T, D, H)
        with emolab.use("numpy"):
            h, cache = nn.lstm_forward(*inputs)
        close(answer.lstm(*inputs), (h, cache.c_last), f"{N} sequences of {T} steps")


def test_cut_in_two(answer, rng):
    """the first steps, and the others from where they ended, are the whole"""
    x, h0, c0, Wx, Wh, b = drawn(rng, 2, 8, 3, 3)
    h, c = answer.lstm(x, h0, c0, Wx, Wh, b)
    first, middle = answer.lstm(x[:, :5].copy(), h0, c0, Wx, Wh, b)
    second, end = answer.lstm(x[:, 5:].copy(), np.asarray(first)[:, -1].copy(), middle, Wx, Wh, b)
    close(np.concatenate([first, second], axis=1), h, "the states of both parts")
    close(end, c, "the last cell")


def test_sequences_do_not_meet(answer, rng):
    """each sequence alone gives what it gives in the batch"""
    x, h0, c0, Wx, Wh, b = drawn(rng, 4, 6, 2, 3)
    h, _ = answer.lstm(x, h0, c0, Wx, Wh, b)
    alone, _ = answer.lstm(x[2:3].copy(), h0[2:3].copy(), c0[2:3].copy(), Wx, Wh, b)
    close(alone, np.asarray(h)[2:3], "the third sequence alone")


def test_gates_far_out(answer, rng):
    """the gates are 0 and 1, and never NaN, for sums that are large"""
    a = np.array([[-1000.0, 1000.0, -1000.0, 1000.0]])
    close(answer.gates(a), np.array([[0.0, 1.0, -1.0, 1.0]]), "gates of sums of 1000")
