"""Convolution of images: one small kernel slides over the height and width."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.core.windows import Grid, crop, pad, seen, window_grid
from emolab.nn.initialise import he_normal
from emolab.nn.module import Module, Parameter


class Conv2dCache(NamedTuple):
    """What the backward needs; x is kept unpadded, because padding again is cheaper than the memory."""

    x: np.ndarray  # (N, H, W, Cin)
    W: np.ndarray  # (kh, kw, Cin, Cout)
    grid: Grid
    flip: bool
    has_bias: bool


@formula("song2021 2.13", kernel="conv2d")
def conv2d_forward(x, W, b, stride=1, padding="valid", flip=False):
    """Convolution over height and width, channels last.

    Formula   y(u, v) = b + sum over i, j of x(u s + i, v s + j) W(i, j), zeros around x;
              flip: W(kh-1-i, kw-1-j) instead, the convolution of mathematics
    Shapes    x (N, Hin, Win, Cin), W (kh, kw, Cin, Cout), b (Cout,) -> y (N, Hout, Wout, Cout), cache
    padding   "valid", "same" (as Keras and TensorFlow), a number, or (top, bottom, left, right)
    Errors    ShapeError, which names the axis, where the kernel exceeds the padded input
    Note      song2021 2.13 prints a convolution, with a flipped kernel; networks learn W, so that they
              leave out the flip (cross-correlation), and so does the default. b may be None.
    """
    grid = window_grid("conv2d_forward", x.shape[1:3], W.shape[:2], stride, padding)
    padded = pad(x, grid)  # (N, H+, W+, Cin)
    taps = W[::-1, ::-1] if flip else W
    y = np.zeros_like(x, shape=(len(x), *grid.out, W.shape[3]), dtype=np.result_type(x, W))
    for i, j in np.ndindex(*grid.kernel):
        y += seen(padded, (i, j), grid) @ taps[i, j]  # (N, Hout, Wout, Cout)
    if b is not None:
        y += b
    return y, Conv2dCache(x, W, grid, flip, b is not None)


@formula("song2021 2.13", kernel="conv2d")
def conv2d_backward(dy, cache, input_gradient=True):
    """Gradients of the convolution.

    Formula   dx(u s + i, v s + j) += dy(u, v) W(i, j)^T
              dW(i, j) = sum over n, u, v of x(u s + i, v s + j)^T dy(u, v);  db = sum over n, u, v of dy
    Shapes    dy (N, Hout, Wout, Cout) -> dx (N, Hin, Win, Cin), dW (kh, kw, Cin, Cout), db (Cout,)
    Note      db is None where the forward had no b, dx where input_gradient is False: a first layer's is of
              no use to anybody, and it takes as long as dW.
    """
    x, W, grid, flip, has_bias = cache
    padded = pad(x, grid)  # (N, H+, W+, Cin)
    taps = W[::-1, ::-1] if flip else W
    dpadded = np.zeros_like(padded, dtype=np.result_type(dy, W))
    dtaps = np.zeros_like(W, dtype=np.result_type(x, dy))
    for i, j in np.ndindex(*grid.kernel):
        if input_gradient:
            seen(dpadded, (i, j), grid)[...] += dy @ taps[i, j].T  # (N, Hout, Wout, Cin)
        dtaps[i, j] = np.tensordot(seen(padded, (i, j), grid), dy, axes=((0, 1, 2), (0, 1, 2)))  # (Cin, Cout)
    dW = dtaps[::-1, ::-1] if flip else dtaps
    dx = crop(dpadded, grid) if input_gradient else None
    return dx, dW, dy.sum(axis=(0, 1, 2)) if has_bias else None


@formula("song2021 2.13", "song2021 2.33", "song2021 2.9", kernel="conv2d")
def conv2d_inference(
    x, W, b, stride=1, padding="valid", flip=False, scale=None, shift=None, rectify=False
):  # fmt: skip
    """Convolution, batch normalisation by learned statistics and ReLU in one, without a cache.

    Formula   y = scale (conv(x, W) + b) + shift;  rectify: what is negative becomes 0
    Shapes    x (N, Hin, Win, Cin), W (kh, kw, Cin, Cout), b, scale and shift (Cout,)
              -> y (N, Hout, Wout, Cout)
    Note      scale and shift come together, from BatchNorm.scale_and_shift; b may be None.
    """
    y, _ = conv2d_forward(x, W, b, stride, padding, flip)
    if scale is not None:
        y = y * scale + shift
    return np.maximum(y, 0) if rectify else y


class Conv2d(Module):
    """Convolution of images with W (kh, kw, Cin, Cout) and b (Cout,), He-normal start.

    kernel    a number, or (kh, kw); stride, padding and flip as in `conv2d_forward`
    bias      False for a layer that batch normalisation follows
    """

    def __init__(
        self, Cin, Cout, kernel, *, stride=1, padding="valid", flip=False, bias=True,
        rng=None, dtype=np.float32,
    ):  # fmt: skip
        kh, kw = kernel if isinstance(kernel, tuple | list) else (kernel, kernel)
        self.W = Parameter(he_normal((kh, kw, Cin, Cout), rng, dtype))
        self.b = Parameter(np.zeros(Cout, dtype)) if bias else None
        self.stride, self.padding, self.flip = stride, padding, flip

    def forward(self, x):
        """x (N, Hin, Win, Cin) -> y (N, Hout, Wout, Cout)."""
        b = None if self.b is None else self.b.value
        y, self.cache = conv2d_forward(x, self.W.value, b, self.stride, self.padding, self.flip)
        return y

    def infer(self, x, norm=None, rectify=False, factor=None):
        """As forward, then a BatchNorm in eval mode, or a factor, and a ReLU, in one pass without a cache."""
        b = None if self.b is None else self.b.value
        scale, shift = norm.scale_and_shift() if norm else (None, None)
        if factor is not None:
            scale = np.full_like(self.W.value, factor, shape=self.W.value.shape[3:])
            shift = np.zeros_like(scale)
        self.cache = None
        return conv2d_inference(
            x, self.W.value, b, self.stride, self.padding, self.flip, scale, shift, rectify
        )

    def backward(self, dy):
        """dy (N, Hout, Wout, Cout) -> dx (N, Hin, Win, Cin)."""
        return self._backward(dy, True)

    def backward_to_parameters(self, dy):
        """As backward, without dx."""
        self._backward(dy, False)

    def _backward(self, dy, input_gradient):
        dx, dW, db = conv2d_backward(dy, self.cache, input_gradient)
        self.W.grad += dW
        if self.b is not None:
            self.b.grad += db
        return dx
