import numpy as np

import emolab
from emolab import nn
from emolab.teach.testing import close


def test_order_in_a_row(answer, rng):
    """a row runs through the window's rows, then its columns, then the channels"""
    x = rng.standard_normal((2, 4, 4, 3))
    last = np.asarray(answer.im2col(x, 2, 3))[-1]
    close(last, x[1, 2:4, 1:4].ravel(), "the last row: the last window, i, j, k")


def test_any_kernel(answer, rng):
    """the convolution is the formula's for kernels of any size"""
    for kh, kw in ((3, 3), (1, 4), (5, 2)):
        x, W = rng.standard_normal((2, 6, 7, 3)), rng.standard_normal((kh, kw, 3, 4))
        with emolab.use("numpy"):
            wanted = nn.conv2d_forward(x, W, None)[0]
        close(answer.convolve(x, W), wanted, f"a kernel of {kh} x {kw}")


def test_channels_add_up(answer, rng):
    """the result for two groups of channels is the sum of both results"""
    x, W = rng.standard_normal((1, 5, 5, 4)), rng.standard_normal((3, 3, 4, 2))
    first = answer.convolve(x[..., :2].copy(), W[:, :, :2].copy())
    second = answer.convolve(x[..., 2:].copy(), W[:, :, 2:].copy())
    close(answer.convolve(x, W), np.asarray(first) + np.asarray(second), "both halves of the channels")
