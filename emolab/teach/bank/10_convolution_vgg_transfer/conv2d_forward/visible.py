import numpy as np

from emolab.teach.testing import close


def test_side_by_hand(answer, rng):
    """as many windows as fit"""
    close(answer.output_side(3, 3, 1, 0), 1, "a kernel as large as the picture")
    close(answer.output_side(48, 3, 1, 1), 48, "3 x 3 with one zero around keeps 48")
    close(answer.output_side(7, 3, 2, 0), 3, "7 pixels, kernel 3, steps of 2")
    close(answer.output_side(8, 3, 2, 0), 3, "8 pixels, kernel 3, steps of 2: the last is left over")


def test_kernel_as_it_lies(answer, rng):
    """a single 1 in the kernel picks that neighbour"""
    x = np.arange(12.0).reshape(1, 3, 4, 1)
    W = np.zeros((2, 2, 1, 1))
    W[0, 1] = 1
    close(
        answer.conv2d(x, W, np.zeros(1))[0, :, :, 0],
        [[1.0, 2, 3], [5, 6, 7]],
        "the right neighbour of each pixel",
    )


def test_bias(answer, rng):
    """with W = 0 each output channel is its b"""
    y = answer.conv2d(rng.standard_normal((2, 4, 4, 3)), np.zeros((3, 3, 3, 2)), np.array([1.5, -2.0]))
    close(y, np.zeros((2, 2, 2, 2)) + [1.5, -2.0], "y with W = 0")
