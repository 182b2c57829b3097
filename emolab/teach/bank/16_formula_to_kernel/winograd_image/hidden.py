import numpy as np

import emolab
from emolab import nn
from emolab.teach.testing import close


def wanted(x, W, b):
    """The library's convolution of the same size."""
    with emolab.use("numpy"):
        return nn.conv2d_forward(x, W, b, padding="same")[0]


def test_sizes_that_no_tile_divides(answer, rng):
    """images of any size keep it, down to one pixel"""
    W, b = rng.standard_normal((3, 3, 2, 2)), rng.standard_normal(2)
    for height, width in ((1, 1), (3, 5), (6, 7), (8, 13)):
        x = rng.standard_normal((1, height, width, 2))
        close(answer.convolve(x, W, b), wanted(x, W, b), f"an image of {height} x {width}")


def test_channels_and_batch(answer, rng):
    """all channels of the input are summed, for each image of the batch"""
    for N, K, C in ((3, 4, 2), (2, 1, 5)):
        x, W, b = rng.standard_normal((N, 8, 8, K)), rng.standard_normal((3, 3, K, C)), np.zeros(C)
        close(answer.convolve(x, W, b), wanted(x, W, b), f"{N} images, {K} channels to {C}")


def test_bias(answer, rng):
    """without an image the result is the bias"""
    b = rng.standard_normal(3)
    y = answer.convolve(np.zeros((1, 5, 5, 2)), rng.standard_normal((3, 3, 2, 3)), b)
    close(y, np.broadcast_to(b, (1, 5, 5, 3)), "an image of zeros")


def test_shifted_images(answer, rng):
    """away from the border, an image shifted by one pixel gives a result shifted by one pixel"""
    x, W = rng.standard_normal((1, 10, 10, 2)), rng.standard_normal((3, 3, 2, 2))
    y = np.asarray(answer.convolve(x, W, np.zeros(2)))
    moved = np.asarray(answer.convolve(np.roll(x, 1, axis=2), W, np.zeros(2)))
    close(moved[:, :, 3:-2], y[:, :, 2:-3], "columns 3 to 7 of the shifted image")
