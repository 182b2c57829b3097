"""What a piece of work costs at least: floating-point operations by the plain formula, and bytes moved."""

from math import log2, prod
from typing import NamedTuple


class Cost(NamedTuple):
    """The least that a row has to do.

    flops   operations of the direct formula, a multiply-add being two; a way that needs fewer, such as
            Winograd's, may so come out above the roof
    bytes   every input read once and every output written once
    """

    flops: float
    bytes: float

    def plus(self, other):
        """Both, one after the other."""
        return Cost(self.flops + other.flops, self.bytes + other.bytes)

    def times(self, factor):
        """So many of it."""
        return Cost(self.flops * factor, self.bytes * factor)


def product(M, K, N, size=4):
    """a (M, K) @ b (K, N)."""
    return Cost(2 * M * K * N, size * (M * K + K * N + M * N))


def convolution(x, kernel, y, both_ways=False):
    """A convolution of x (N, H, W, Cin) by a kernel (kh, kw) to y (N, Ho, Wo, Cout); also its gradients."""
    flops = 2 * prod(y) * prod(kernel) * x[3]
    moved = 4 * (prod(x) + prod(y) + prod(kernel) * x[3] * y[3])
    return Cost(3 * flops, 3 * moved) if both_ways else Cost(flops, moved)


def recurrent(gates, N, T, D, H, layers):
    """Forward and backward of stacked layers: two products a step and gate, three times."""
    total = Cost(0, 0)
    for layer in range(layers):
        d = D if layer == 0 else H
        weights = gates * H * (d + H)
        total = total.plus(Cost(6 * N * T * weights, 3 * 4 * (N * T * (d + (gates + 1) * H) + weights)))
    return total


def passes(count, values, size=4):
    """Reading or writing so many values `count` times; the arithmetic does not count."""
    return Cost(0, count * values * size)


def transform(frames, n, bins):
    """Real Fourier transforms of frames of n samples, and bands of their power."""
    return Cost(frames * (2.5 * n * log2(n) + 3 * n + 4 * bins), 4 * frames * n)


def vgg(network, N, training):
    """All convolutions and dense layers of a VGG on N pictures; training: forward, backward and Adam."""
    side, total, weights = network.settings["input_size"], Cost(0, 0), 0
    for block in network.blocks:
        for layer in block.layers:
            if type(layer).__name__ == "Conv2d":
                *kernel, Cin, Cout = layer.W.value.shape
                here = convolution((N, side, side, Cin), kernel, (N, side, side, Cout), training)
                total, weights = total.plus(here), weights + layer.W.value.size
        side //= 2
    for layer in network.head.layers:
        if type(layer).__name__ == "Dense":
            here = product(N, *layer.W.value.shape)
            total, weights = total.plus(here.times(3 if training else 1)), weights + layer.W.value.size
    return total.plus(passes(7, weights)) if training else total
