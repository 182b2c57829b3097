"""A small U-Net that looks at a spectrogram and says how much of each cell is voice."""

import numpy as np

from emolab.core import ArgumentError, ShapeError
from emolab.nn import BatchNorm, Conv2d, Module, ReLU, Sequential, Sigmoid
from emolab.nn.upsample import DepthToSpace, Upsample2d


class MaskUNet(Module):
    """Encoder of strided convolutions, decoder that gets each level's view handed across, sigmoid mask.

    Formula   e_0 = x;  e_k = relu(norm(conv(e_{k-1}, stride 2))),  k = 1..L
              d_L = e_L;  d_k = relu(norm(conv([up(d_{k+1}), e_k]))),  k = L-1..1
              mask = sigmoid(depth_to_space(conv(d_1)))
    Shapes    x (N, T, M, C) -> mask (N, T, M), T and M multiples of 2^L
    Source    Ronneberger et al. 2015; Jansson et al. 2017 for voices
    """

    def __init__(self, C=3, channels=(16, 24, 32, 48), *, rng=None, dtype=np.float32):
        if len(channels) < 2:
            raise ArgumentError(f"MaskUNet: channels must name at least 2 levels, not {channels!r}")
        rng = np.random.default_rng(rng)
        self.settings = {"C": int(C), "channels": [int(c) for c in channels]}
        widths = (C, *channels)
        self.down = [
            _block(before, after, 5 if k == 0 else 3, 2, rng, dtype)
            for k, (before, after) in enumerate(zip(widths, widths[1:]))
        ]
        self.up = [Upsample2d(2) for _ in channels[:-1]]
        deepest_first = channels[::-1]
        self.join = [  # level L-1 first
            _block(below + own, own, 3, 1, rng, dtype) for below, own in zip(deepest_first, deepest_first[1:])
        ]
        self.head = Sequential(
            Conv2d(channels[0], 4, 3, padding=1, rng=rng, dtype=dtype), DepthToSpace(2), Sigmoid()
        )

    def forward(self, x):
        """x (N, T, M, C) -> mask (N, T, M)."""
        step = 2 ** len(self.down)
        if x.ndim != 4 or x.shape[1] % step or x.shape[2] % step or 0 in x.shape:
            raise ShapeError(
                f"MaskUNet: x has shape {x.shape}; (N, T, M, C) with T and M multiples of {step} is needed"
            )
        views = []
        for block in self.down:
            x = block(x)
            views.append(x)
        for up, join, view in zip(self.up, self.join, views[-2::-1]):
            x = join(np.concatenate([up(x), view], axis=-1))
        return self.head(x)[..., 0]

    def backward(self, dy):
        """dmask (N, T, M) -> dx (N, T, M, C)."""
        dx = self.head.backward(dy[..., None])
        handed = []  # gradients of the encoder's views, the first level's first
        for up, join in zip(self.up[::-1], self.join[::-1]):
            djoined = join.backward(dx)
            below = djoined.shape[-1] - join.layers[0].W.value.shape[-1]  # channels that came from below
            handed.append(djoined[..., below:])
            dx = up.backward(djoined[..., :below])
        dx = self.down[-1].backward(dx)
        for block, dview in zip(self.down[-2::-1], handed[::-1]):
            dx = block.backward(dx + dview)
        return dx


def _block(Cin, Cout, kernel, stride, rng, dtype):
    """Convolution, batch normalisation, ReLU; windows of a strided one are centred on even pixels."""
    conv = Conv2d(Cin, Cout, kernel, stride=stride, padding=kernel // 2, bias=False, rng=rng, dtype=dtype)
    return Sequential(conv, BatchNorm(Cout, momentum=0.98, dtype=dtype), ReLU())
