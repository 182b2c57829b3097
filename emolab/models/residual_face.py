"""A deep face network of residual blocks, laid out to the layer counts that gu2025 states."""

import numpy as np

from emolab.core.errors import ArgumentError, ShapeError
from emolab.models.join_vector import JoinVector
from emolab.nn import BatchNorm, Conv2d, Dense, GlobalPool, MaxPool2d, Module, ReLU, Sequential

STAGES = (3, 4, 6, 3)  # residual blocks of each stage, two convolutions a block, as in ResNet-34
CHANNELS = (64, 128, 256, 512)
HIDDEN = 512


class ResidualBlock(Module):
    """Two convolutions around which the input is carried and added.

    Formula   y = relu(norm(conv(relu(norm(conv(x))))) + x'), x' is x with channels of zeros behind its own
    Shapes    x (N, H, W, Cin) -> y (N, H, W, Cout), Cout at least Cin
    Source    He et al. 2016, shortcut option A
    """

    def __init__(self, Cin, Cout, *, rng=None, dtype=np.float32):
        rng = np.random.default_rng(rng)
        self.first, self.second = _conv(Cin, Cout, 3, rng, dtype), _conv(Cout, Cout, 3, rng, dtype)
        self.norms = [BatchNorm(Cout, dtype=dtype) for _ in range(2)]
        self.relus = [ReLU() for _ in range(2)]
        self.Cin, self.more = Cin, Cout - Cin

    def forward(self, x):
        """x (N, H, W, Cin) -> y (N, H, W, Cout)."""
        y = self.relus[0](self.norms[0](self.first(x)))
        y = self.norms[1](self.second(y))  # (N, H, W, Cout)
        y[..., : self.Cin] += x
        return self.relus[1](y)

    def backward(self, dy):
        """dy (N, H, W, Cout) -> dx (N, H, W, Cin)."""
        dy = self.relus[1].backward(dy)
        d = self.relus[0].backward(self.second.backward(self.norms[1].backward(dy)))
        return self.first.backward(self.norms[0].backward(d)) + dy[..., : self.Cin]


class ResidualFaceNetwork(Module):
    """Face pictures to classes: 34 convolutions, 36 normalisations, 36 activations and 4 pools.

    width       scales the numbers of channels (64, 128, 256, 512) and of hidden units (512)
    stride      of the first convolution: 2 for pictures of 96 pixels and more
    vector      size of the measured features that join the picture's, such as those of the landmark
                sequence; 0 for none
    Formula     stem: convolution 3 x 3
                four stages of 3, 4, 6 and 3 residual blocks, two convolutions 3 x 3 each; a max pool that
                halves the map stands before stages 2, 3 and 4
                neck: convolution 1 x 1; global mean; two dense layers; the classes
                A normalisation and a ReLU follow each convolution and each of the two dense layers.
                Convolutions 1 + 2 (3 + 4 + 6 + 3) + 1 = 34;  pools 3 + 1 = 4
                normalisations 34 + 2 = 36;  activations 34 + 2 = 36
    Shapes      x (N, S, S, channels), v (N, V) -> logits (N, C)
    Source      gu2025 section 2.3 gives the four counts and no arrangement
    Note        The paper prints "34 fully connected layers"; with 36 normalisations and 4 pools these must be
                convolutions. The arrangement is that of ResNet-34, with shortcuts that need no convolution of
                their own; the paper's accuracy is not a claim about this network.
    """

    def __init__(self, classes, *, channels=3, width=1.0, stride=1, vector=0, rng=None, dtype=np.float32):
        if not width > 0:
            raise ArgumentError(f"ResidualFaceNetwork: width must be above 0, not {width!r}")
        rng = np.random.default_rng(rng)
        self.settings = {
            "classes": classes, "channels": channels, "width": width, "stride": stride, "vector": vector,
        }  # fmt: skip
        sizes = [max(1, round(C * width)) for C in CHANNELS]
        hidden = max(1, round(HIDDEN * width))
        stem = Conv2d(channels, sizes[0], 3, stride=stride, padding="same", bias=False, rng=rng, dtype=dtype)
        layers = [stem, BatchNorm(sizes[0], dtype=dtype), ReLU()]
        before = sizes[0]
        for i, (count, after) in enumerate(zip(STAGES, sizes)):
            layers += [MaxPool2d(2)] if i else []
            for _ in range(count):
                layers.append(ResidualBlock(before, after, rng=rng, dtype=dtype))
                before = after
        layers += [_conv(before, before, 1, rng, dtype), BatchNorm(before, dtype=dtype), ReLU()]
        self.body = Sequential(*layers, GlobalPool("avg"))
        self.join = JoinVector(vector, dtype=dtype)
        self.head = _head(before + vector, hidden, classes, rng, dtype)

    def forward(self, x, v=None):
        """x (N, S, S, channels), v (N, V) or None -> logits (N, C)."""
        C = self.settings["channels"]
        if x.ndim != 4 or x.shape[3] != C:
            raise ShapeError(f"ResidualFaceNetwork: x has shape {x.shape}; it must be (N, S, S, {C})")
        return self.head(self.join(self.body(x), v))

    def backward(self, dy):
        """dlogits (N, C) -> dx (N, S, S, channels), or (dx, dv) where a vector was joined."""
        dx, dv = self.join.backward(self.head.backward(dy))
        dx = self.body.backward(dx)
        return dx if dv is None else (dx, dv)


def _conv(Cin, Cout, kernel, rng, dtype):
    return Conv2d(Cin, Cout, kernel, padding="same", bias=False, rng=rng, dtype=dtype)


def _head(D, hidden, classes, rng, dtype):
    layers = []
    for inputs in (D, hidden):
        layers += [Dense(inputs, hidden, rng=rng, dtype=dtype), BatchNorm(hidden, dtype=dtype), ReLU()]
    return Sequential(*layers, Dense(hidden, classes, rng=rng, dtype=dtype))
