import numpy as np

from emolab.teach.testing import close, gradient


def test_stamp(answer, rng):
    """the error of one window is stamped into dx in the form of the kernel"""
    W = np.arange(1.0, 7).reshape(3, 2, 1, 1)
    _, cache = answer.conv2d_forward(np.zeros((1, 5, 5, 1)), W, np.zeros(1))
    dy = np.zeros((1, 3, 4, 1))
    dy[0, 1, 2, 0] = 2
    wanted = np.zeros((5, 5))
    wanted[1:4, 2:4] = 2 * W[:, :, 0, 0]
    close(answer.conv2d_backward(dy, cache)[0][0, :, :, 0], wanted, "dx of one window's error")


def test_db_counts_places(answer, rng):
    """db is dy summed over the batch and all places"""
    _, cache = answer.conv2d_forward(np.zeros((2, 4, 4, 1)), np.ones((3, 3, 1, 3)), np.zeros(3))
    close(
        answer.conv2d_backward(np.ones((2, 2, 2, 3)), cache)[2],
        [8.0, 8, 8],
        "db of 2 pictures with 2 x 2 places",
    )


def test_gradients(answer, rng):
    """dx, dW and db are what differences of the forward give"""
    inputs = {
        "x": rng.standard_normal((2, 4, 4, 2)),
        "W": rng.standard_normal((3, 3, 2, 2)),
        "b": rng.standard_normal(2),
    }
    gradient(answer.conv2d_forward, answer.conv2d_backward, inputs)
