import numpy as np

from emolab.teach.testing import close, gradient


def test_share_kept(answer, rng):
    """numbers below keep are kept"""
    close(
        answer.dropout_mask(np.array([0.1, 0.9, 0.6, 0.75]), 0.7),
        [True, False, True, False],
        "the mask for keep 0.7",
    )


def test_kept_and_dropped(answer, rng):
    """what is dropped is 0, what is kept is divided by keep"""
    y, _ = answer.dropout_forward(np.array([3.0, -2.0]), np.array([True, False]), 0.5)
    close(y, [6.0, 0.0], "y of 3 and -2, with keep 0.5")


def test_gradient(answer, rng):
    """dx goes through the same mask and scale"""
    x, mask = rng.standard_normal((3, 4)), rng.random((3, 4)) < 0.6
    gradient(lambda x: answer.dropout_forward(x, mask, 0.6), answer.dropout_backward, {"x": x})
