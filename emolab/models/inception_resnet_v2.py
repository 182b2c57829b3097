"""Inception-ResNet-v2: branches of several kernel sizes, added to what they read."""

import numpy as np

from emolab.core.checks import one_of
from emolab.core.errors import ArgumentError, ShapeError
from emolab.models.feature_head import FeatureHead
from emolab.models.inception_blocks import (
    A,
    B,
    C,
    Plan,
    figure_stem,
    reduction_a,
    reduction_b,
    released_stem,
    residual,
)
from emolab.models.inception_names import released_names
from emolab.nn import GlobalPool, Module, Sequential

COUNTS = {"figures": (5, 10, 5), "released": (10, 20, 10)}
SCALES = (0.17, 0.10, 0.20)
LEAST = 75  # pixels a side of which the second reduction leaves one
LAST = 1536  # channels of the convolution that the released network has before its pool
LAYERS = ("conv", "pool", "dropout", "dense")


class InceptionResNetV2(Module):
    """Faces to classes: stem, blocks A, reduction A, blocks B, reduction B, blocks C, mean, dropout, dense.

    layout    "figures": the network as its paper draws it, which liu2021 names (default)
              "released": the one that came with weights: another stem, twice the blocks, the last of them
              unscaled and without ReLU, and a convolution 1 x 1 to 1536 channels before the mean
    blocks    how many of A, B and C; None: 5, 10, 5 for the figures, 10, 20, 10 for the released one
    scales    of the residuals in A, B and C
    width     scales all numbers of channels
    hidden    units of a dense layer with ReLU before the classes; None for none
    keep      share of the mean that dropout keeps in training; 1 for none
    Shapes    x (N, H, W, channels), sides from 75 -> logits (N, C); softmax makes them probabilities
    Source    liu2021 Figure 3; Szegedy et al. 2016, Figures 3, 7 and 15 to 19, Table 1
    Note      Figures 17 and 19 print 1154 and 2048 channels; a sum needs those that come in, 1152 and 2144.
              liu2021 gives neither counts nor the width of the feature that it takes.
    """

    def __init__(
        self, classes, *, channels=3, layout="figures", blocks=None, scales=SCALES, width=1.0, hidden=None,
        keep=0.8, rng=None, dtype=np.float32,
    ):  # fmt: skip
        one_of("InceptionResNetV2: layout", layout, COUNTS)
        blocks = _counts(COUNTS[layout] if blocks is None else blocks)
        scales = tuple(float(scale) for scale in scales)
        if not width > 0 or len(scales) != 3:
            raise ArgumentError(
                f"InceptionResNetV2: width must be above 0 and scales three numbers, not {width!r}, {scales}"
            )
        self.settings = {
            "classes": classes, "channels": channels, "layout": layout, "blocks": blocks, "scales": scales,
            "width": width, "hidden": hidden,
        }  # fmt: skip
        plan, released = Plan(width, rng, dtype), layout == "released"
        self.stem, size = (released_stem if released else figure_stem)(plan, channels)
        self.blocks_a = Sequential(*[residual(plan, size, A, scales[0]) for _ in range(blocks[0])])
        self.reduction_a, size = reduction_a(plan, size)
        self.blocks_b = Sequential(*[residual(plan, size, B, scales[1]) for _ in range(blocks[1])])
        self.reduction_b, size = reduction_b(plan, size)
        last = [residual(plan, size, C, 1.0, activate=False)] if released else []
        several = [residual(plan, size, C, scales[2]) for _ in range(blocks[2] - len(last))]
        self.blocks_c = Sequential(*several, *last)
        self.last, size = plan.chain(size, (LAST, 1)) if released else (Sequential(), size)
        self.pool = GlobalPool("avg")
        self.head = FeatureHead(size, classes, hidden=hidden, keep=keep, rng=plan.rng, dtype=dtype)
        self.feature_size = size

    def stages(self):
        """Return the parts before the mean, in their order."""
        return (
            self.stem, self.blocks_a, self.reduction_a, self.blocks_b, self.reduction_b, self.blocks_c,
            self.last,
        )  # fmt: skip

    def forward(self, x):
        """x (N, H, W, channels) -> logits (N, C)."""
        channels = self.settings["channels"]
        if x.ndim != 4 or x.shape[3] != channels or min(x.shape[1:3]) < LEAST:
            raise ShapeError(
                f"InceptionResNetV2: x has shape {x.shape}; it must be (N, H, W, {channels}) with sides from "
                f"{LEAST} pixels, of which its strides leave one"
            )
        for stage in self.stages():
            x = stage(x)
        pooled = self.pool(x)  # (N, D)
        logits = self.head(pooled)
        self.layers = {"conv": x, "pool": pooled, **self.head.layers}
        return logits

    def features(self, x, layer="pool"):
        """What one layer leaves, flattened: x (N, H, W, channels) -> (N, F).

        layer     "conv": the last map, all its pixels;  "pool": their mean;  "dropout";  "dense": the dense
                  layer, which is the logits where hidden is None
        Source    liu2021 Table 2 compares the four; after a forward, self.layers holds all of them
        Note      In eval mode dropout drops nothing, and its features are the pool's. The table has 63.84
                  and 79.18 for the two, so that its dropout was at work: model.head.dropout.train().
        """
        one_of("InceptionResNetV2.features: layer", layer, LAYERS)
        self.forward(x)
        return self.layers[layer].reshape(len(x), -1)

    def backward(self, dy):
        """dlogits (N, C) -> dx (N, H, W, channels)."""
        dy = self.pool.backward(self.head.backward(dy))
        for stage in reversed(self.stages()):
            dy = stage.backward(dy)
        return dy

    def foreign_weights(self, layout):
        """Return {own path: Foreign} for "torch": the names of the released network's weights."""
        return released_names(self, layout)


def _counts(blocks):
    counts = tuple(blocks)
    if len(counts) != 3 or any(n != int(n) or n < 1 for n in counts):
        raise ArgumentError(f"InceptionResNetV2: blocks must be three whole numbers from 1, not {blocks!r}")
    return tuple(int(n) for n in counts)
