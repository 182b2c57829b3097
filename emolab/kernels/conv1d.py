"""Convolution over time is convolution of an image of height 1."""

from typing import NamedTuple

from emolab.core.windows import window_grid
from emolab.kernels import conv2d


class Conv1dCache(NamedTuple):
    """The cache of the image."""

    image: conv2d.Conv2dCache


def conv1d_forward(x, W, b, stride=1, padding="valid", flip=False):
    grid = window_grid("conv1d_forward", x.shape[1:2], W.shape[:1], stride, padding)
    sides = (0, 0, grid.before[0], grid.after[0])
    y, cache = conv2d.conv2d_forward(x[:, None], W[None], b, (1, grid.stride[0]), sides, flip)
    return y[:, 0], Conv1dCache(cache)


def conv1d_backward(dy, cache):
    dx, dW, db = conv2d.conv2d_backward(dy[:, None], cache.image)
    return dx[:, 0], dW[0], db
