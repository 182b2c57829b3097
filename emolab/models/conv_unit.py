"""Convolution, batch normalisation, ReLU: the unit of which inception networks are built."""

import numpy as np

from emolab.nn import BatchNorm, Conv2d, Module, ReLU, inferring

EPS = 1e-3  # as the published networks have it


class ConvUnit(Module):
    """One convolution without bias, normalised and rectified.

    Formula   y = relu(norm(conv(x)))
    Shapes    x (N, H, W, Cin) -> y (N, Ho, Wo, Cout)
    kernel    a number, or (kh, kw); stride and padding as in `conv2d_forward`
    """

    def __init__(self, Cin, Cout, kernel, *, stride=1, padding="same", rng=None, dtype=np.float32):
        self.conv = Conv2d(
            Cin, Cout, kernel, stride=stride, padding=padding, bias=False, rng=rng, dtype=dtype
        )
        self.norm = BatchNorm(Cout, eps=EPS, dtype=dtype)
        self.relu = ReLU()

    def forward(self, x):
        """x (N, H, W, Cin) -> y (N, Ho, Wo, Cout)."""
        if inferring() and not self.norm.training:
            return self.conv.infer(x, self.norm, rectify=True)
        return self.relu(self.norm(self.conv(x)))

    def backward(self, dy):
        """dy (N, Ho, Wo, Cout) -> dx (N, H, W, Cin)."""
        return self.conv.backward(self.norm.backward(self.relu.backward(dy)))
