import numpy as np

import emolab
from emolab import nn
from emolab.teach.testing import close


def by_formula(function, *args):
    """What the library gives by its formula, so that no kernel must be compiled first."""
    with emolab.use("numpy"):
        return function(*args)


def test_reset_before_product(answer, rng):
    """the reset gate acts on the past before its product with U"""
    H = 3
    h0 = rng.standard_normal((2, H))
    Wx = np.zeros((1, 3 * H))
    Wx[0, :H] = 50  # z = 1: the state becomes the candidate
    Wh = np.concatenate([np.zeros((H, H)), rng.standard_normal((H, 2 * H))], axis=1)
    r = 1 / (1 + np.exp(-h0 @ Wh[:, H : 2 * H]))
    close(
        answer.gru(np.ones((2, 1, 1)), h0, Wx, Wh)[:, 0],
        np.tanh((r * h0) @ Wh[:, 2 * H :]),
        "the candidate, tanh((r * h) U)",
    )


def test_as_the_library(answer, rng):
    """it is emolab.nn's GRU with the reading of song2021"""
    x, h0 = rng.standard_normal((3, 7, 4)), rng.standard_normal((3, 5))
    Wx, Wh = rng.standard_normal((4, 15)), rng.standard_normal((5, 15))
    close(answer.gru(x, h0, Wx, Wh), by_formula(nn.gru_forward, x, h0, Wx, Wh)[0], "h")


def test_clips_apart(answer, rng):
    """the clips of a batch do not touch each other"""
    x, h0 = rng.standard_normal((3, 4, 2)), rng.standard_normal((3, 3))
    Wx, Wh = rng.standard_normal((2, 9)), rng.standard_normal((3, 9))
    whole = np.asarray(answer.gru(x, h0, Wx, Wh))
    close(answer.gru(x[1:2], h0[1:2], Wx, Wh), whole[1:2], "h of the second clip alone")
