"""A voice network of four blocks over pieces of a log-mel spectrogram."""

import numpy as np

from emolab.core.errors import ArgumentError, ShapeError
from emolab.models.join_vector import JoinVector
from emolab.nn import BatchNorm, Conv2d, Dense, Dropout, Flatten, MaxPool2d, Module, ReLU, Sequential

CHANNELS = (32, 64, 128, 128)
LEAST = 16  # four pools halve it to 1


class FourBlockVoiceNetwork(Module):
    """Pieces of a spectrogram to classes: four times convolution, normalisation, activation, max pool.

    input_size  (frames, bands) of a piece, 16 or more each
    width       scales the numbers of channels (32, 64, 128, 128)
    vector      size of the measured features that join, such as pitch, intensity and voice quality of the
                piece; 0 for none
    keep        share of the joined features that dropout keeps in training; 1 for none
    Formula     4 x (convolution 3 x 3, batch normalisation, ReLU, max pool 2 x 2); one dense layer
    Shapes      x (N, W, M), v (N, V) -> logits (N, C)
    Source      gu2025 section 2.3: 4 layers each of four kinds, no arrangement
    Note        The paper prints "4 fully connected layers" beside 4 max pools; convolutions are meant. The
                dense layer that gives the classes is not counted, as in the video network.
    """

    def __init__(
        self, classes, *, input_size=(100, 40), width=1.0, vector=0, keep=1.0, rng=None, dtype=np.float32
    ):
        sides = tuple(int(side) for side in input_size)
        if len(sides) != 2 or min(sides) < LEAST:
            raise ArgumentError(
                f"FourBlockVoiceNetwork: input_size is {input_size!r}; it must be (frames, bands), from "
                f"{LEAST} each, because four pools halve both"
            )
        if not width > 0:
            raise ArgumentError(f"FourBlockVoiceNetwork: width must be above 0, not {width!r}")
        rng = np.random.default_rng(rng)
        self.settings = {"classes": classes, "input_size": sides, "width": width, "vector": vector}
        layers, before = [], 1
        for C in CHANNELS:
            after = max(1, round(C * width))
            conv = Conv2d(before, after, 3, padding="same", bias=False, rng=rng, dtype=dtype)
            layers += [conv, BatchNorm(after, dtype=dtype), ReLU(), MaxPool2d(2)]
            before = after
        self.body = Sequential(*layers, Flatten())
        self.join = JoinVector(vector, dtype=dtype)
        self.dropout = Dropout(keep, rng=rng)
        D = sides[0] // LEAST * (sides[1] // LEAST) * before
        self.out = Dense(D + vector, classes, rng=rng, dtype=dtype)

    def forward(self, x, v=None):
        """x (N, W, M), v (N, V) or None -> logits (N, C)."""
        W, M = self.settings["input_size"]
        if x.ndim != 3 or x.shape[1:] != (W, M):
            raise ShapeError(f"FourBlockVoiceNetwork: x has shape {x.shape}; it must be (N, {W}, {M})")
        return self.out(self.dropout(self.join(self.body(x[..., None]), v)))

    def backward(self, dy):
        """dlogits (N, C) -> dx (N, W, M), or (dx, dv) where a vector was joined."""
        dx, dv = self.join.backward(self.dropout.backward(self.out.backward(dy)))
        dx = self.body.backward(dx)[..., 0]
        return dx if dv is None else (dx, dv)
