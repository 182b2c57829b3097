"""Upsampling of images: by repetition, and by moving channels into space."""

from typing import NamedTuple

import numpy as np

from emolab.core import ArgumentError, ShapeError, formula
from emolab.nn.module import Module


class UpsampleCache(NamedTuple):
    """The map is linear: the backward needs the size alone."""

    size: tuple  # (height, width)


class DepthToSpaceCache(NamedTuple):
    """As `UpsampleCache`."""

    size: tuple  # (height, width)


def _pair(where, size):
    pair = tuple(size) if isinstance(size, tuple | list) else (size, size)
    if len(pair) != 2 or any(isinstance(s, bool) or s != int(s) or s < 1 for s in pair):
        raise ArgumentError(f"{where}: size must be a whole number from 1, or two of them, not {size!r}")
    return int(pair[0]), int(pair[1])


@formula()
def upsample_forward(x, size=2):
    """Repeat every pixel: nearest-neighbour upsampling.

    Formula   y(u, v) = x(floor(u / sh), floor(v / sw)), size = (sh, sw)
    Shapes    x (N, H, W, C) -> y (N, H sh, W sw, C), cache
    Note      A stride-1 convolution behind it is a transposed convolution without its checkerboard.
    """
    sh, sw = _pair("upsample_forward", size)
    N, H, W, C = x.shape
    y = np.empty_like(x, shape=(N, H, sh, W, sw, C))
    y[...] = x[:, :, None, :, None]
    return y.reshape(N, H * sh, W * sw, C), UpsampleCache((sh, sw))


@formula()
def upsample_backward(dy, cache):
    """Gradient of the repetition: what one pixel became is added up.

    Formula   dx(u, v) = sum over i < sh, j < sw of dy(u sh + i, v sw + j)
    Shapes    dy (N, Hout, Wout, C) -> dx (N, H, W, C)
    """
    sh, sw = cache.size
    N, H, W, C = dy.shape
    return dy.reshape(N, H // sh, sh, W // sw, sw, C).sum(axis=(2, 4))  # (N, H, W, C)


@formula()
def depth_to_space_forward(x, size=2):
    """Lay groups of channels out as neighbouring pixels.

    Formula   y(u sh + i, v sw + j, c) = x(u, v, (i sw + j) C + c),  i < sh, j < sw
    Shapes    x (N, H, W, Cin) -> y (N, H sh, W sw, Cin / (sh sw)), cache
    Errors    ShapeError where the channels do not divide by sh sw
    Source    Shi et al. 2016
    """
    sh, sw = _pair("depth_to_space_forward", size)
    N, H, W, Cin = x.shape
    if Cin % (sh * sw):
        raise ShapeError(f"depth_to_space_forward: x has {Cin} channels, which do not divide by {sh} x {sw}")
    y = x.reshape(N, H, W, sh, sw, -1).transpose(0, 1, 3, 2, 4, 5)  # (N, H, sh, W, sw, C)
    return y.reshape(N, H * sh, W * sw, -1), DepthToSpaceCache((sh, sw))


@formula()
def depth_to_space_backward(dy, cache):
    """Gradient of `depth_to_space_forward`: the pixels go back to their channels.

    Formula   dx(u, v, (i sw + j) C + c) = dy(u sh + i, v sw + j, c)
    Shapes    dy (N, Hout, Wout, C) -> dx (N, H, W, Cin)
    """
    sh, sw = cache.size
    N, H, W, C = dy.shape
    parts = dy.reshape(N, H // sh, sh, W // sw, sw, C).transpose(0, 1, 3, 2, 4, 5)  # (N, H, W, sh, sw, C)
    return parts.reshape(N, H // sh, W // sw, sh * sw * C)


class Upsample2d(Module):
    """Nearest-neighbour upsampling over height and width."""

    def __init__(self, size=2):
        self.size = _pair("Upsample2d", size)

    def forward(self, x):
        """x (N, H, W, C) -> y (N, H sh, W sw, C)."""
        y, self.cache = upsample_forward(x, self.size)
        return y

    def backward(self, dy):
        """dy (N, H sh, W sw, C) -> dx (N, H, W, C)."""
        return upsample_backward(dy, self.cache)


class DepthToSpace(Module):
    """Channels into space, as `depth_to_space_forward`."""

    def __init__(self, size=2):
        self.size = _pair("DepthToSpace", size)

    def forward(self, x):
        """x (N, H, W, Cin) -> y (N, H sh, W sw, Cin / (sh sw))."""
        y, self.cache = depth_to_space_forward(x, self.size)
        return y

    def backward(self, dy):
        """dy (N, H sh, W sw, C) -> dx (N, H, W, Cin)."""
        return depth_to_space_backward(dy, self.cache)
