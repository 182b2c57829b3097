"""The stems and blocks of Inception-ResNet-v2, as functions that build them for any width.

A `Plan` turns the numbers of channels that the figures print into those of a width; every function takes a
plan and the channels that come in, and returns the block and the channels that go out.
"""

import numpy as np

from emolab.models.branches import Branches, ScaledResidual
from emolab.models.conv_unit import ConvUnit
from emolab.nn import AvgPool2d, MaxPool2d, Sequential

A = ((32, 1),), ((32, 1), (32, 3)), ((32, 1), (48, 3), (64, 3))  # Figure 16
B = ((192, 1),), ((128, 1), (160, (1, 7)), (192, (7, 1)))  # Figure 17
C = ((192, 1),), ((192, 1), (224, (1, 3)), (256, (3, 1)))  # Figure 19


class Plan:
    """What all blocks of one network share: width, generator, dtype; it builds units and chains of them."""

    def __init__(self, width, rng, dtype):
        self.width, self.rng, self.dtype = width, np.random.default_rng(rng), dtype

    def size(self, channels):
        """Channels of this width, at least 1."""
        return max(1, round(channels * self.width))

    def chain(self, before, *units):
        """Units one after the other, each (channels, kernel) or (channels, kernel, stride, padding)."""
        built = []
        for channels, kernel, *rest in units:
            stride, padding = rest or (1, "same")
            after = self.size(channels)
            settings = {"stride": stride, "padding": padding, "rng": self.rng, "dtype": self.dtype}
            built.append(ConvUnit(before, after, kernel, **settings))
            before = after
        return Sequential(*built), before

    def branches(self, before, *chains, others=(), kept=0):
        """Branches of chains, after `others`, which bring `kept` channels."""
        paths, sizes = zip(*[self.chain(before, *units) for units in chains])
        return Branches(*others, *paths), kept + sum(sizes)


def residual(plan, before, chains, scale, activate=True):
    """Inception-ResNet block A, B or C, by its chains: what goes in goes out."""
    branches, found = plan.branches(before, *chains)
    settings = {"activate": activate, "rng": plan.rng, "dtype": plan.dtype}
    return ScaledResidual(branches, found, before, scale, **settings)


def reduction_a(plan, before):
    """Halve the map, with k = l = 256 and m = n = 384 (Figure 7 and Table 1)."""
    halve = (384, 3, 2, "valid")
    return plan.branches(before, (halve,), ((256, 1), (256, 3), halve), others=[MaxPool2d(3, 2)], kept=before)


def reduction_b(plan, before):
    """Halve the map once more (Figure 18)."""
    return plan.branches(
        before,
        ((256, 1), (384, 3, 2, "valid")),
        ((256, 1), (288, 3, 2, "valid")),
        ((256, 1), (288, 3), (320, 3, 2, "valid")),
        others=[MaxPool2d(3, 2)],
        kept=before,
    )


def figure_stem(plan, before):
    """The stem of Figure 3, which ends in 384 channels."""
    first, before = plan.chain(before, (32, 3, 2, "valid"), (32, 3, 1, "valid"), (64, 3))
    pooled, before = plan.branches(before, ((96, 3, 2, "valid"),), others=[MaxPool2d(3, 2)], kept=before)
    wide = (64, 1), (64, (7, 1)), (64, (1, 7)), (96, 3, 1, "valid")
    split, before = plan.branches(before, ((64, 1), (96, 3, 1, "valid")), wide)
    last, kept = plan.chain(before, (192, 3, 2, "valid"))
    return Sequential(first, pooled, split, Branches(last, MaxPool2d(3, 2))), kept + before


def released_stem(plan, before):
    """The stem of the network that was released with weights; it ends in a block without residual, 320."""
    first, before = plan.chain(before, (32, 3, 2, "valid"), (32, 3, 1, "valid"), (64, 3))
    second, before = plan.chain(before, (80, 1), (192, 3, 1, "valid"))
    chains = ((96, 1),), ((48, 1), (64, 5)), ((64, 1), (96, 3), (96, 3))
    mean, kept = plan.chain(before, (64, 1))
    wide, after = plan.branches(before, *chains)
    wide.paths.append(Sequential(AvgPool2d(3, 1, "same"), mean))
    return Sequential(first, MaxPool2d(3, 2), second, MaxPool2d(3, 2), wide), after + kept
