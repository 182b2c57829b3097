"""Inception-ResNet-v2 in PyTorch, written from its figures and with the released network's names."""

import numpy as np
import torch
from torch import nn


class Unit(nn.Module):
    """Convolution, batch normalisation, ReLU."""

    def __init__(self, inputs, outputs, kernel, stride=1, padding=0):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False)
        self.bn = nn.BatchNorm2d(outputs, eps=1e-3)

    def forward(self, x):
        """x (N, C, H, W) -> y."""
        return torch.relu(self.bn(self.conv(x)))


class Cat(nn.Module):
    """Branches side by side: branch0, branch1, ..."""

    def __init__(self, *branches):
        super().__init__()
        for i, branch in enumerate(branches):
            setattr(self, f"branch{i}", branch)

    def forward(self, x):
        """x (N, C, H, W) -> y."""
        return torch.cat([branch(x) for branch in self.children()], 1)


class Residual(nn.Module):
    """x + scale * conv2d(cat of the branches), and ReLU."""

    def __init__(self, branches, found, channels, scale, relu=True):
        super().__init__()
        for i, branch in enumerate(branches):
            setattr(self, f"branch{i}", branch)
        self.conv2d = nn.Conv2d(found, channels, 1)
        self.count, self.scale, self.relu = len(branches), scale, relu

    def forward(self, x):
        """x (N, C, H, W) -> y (N, C, H, W)."""
        found = torch.cat([getattr(self, f"branch{i}")(x) for i in range(self.count)], 1)
        y = x + self.scale * self.conv2d(found)
        return torch.relu(y) if self.relu else y


def sizes(width):
    """Return the function from full channels to those of a width."""
    return lambda channels: max(1, round(channels * width))


def block35(w, channels, scale):
    """Block A."""
    branches = (
        Unit(channels, w(32), 1),
        nn.Sequential(Unit(channels, w(32), 1), Unit(w(32), w(32), 3, padding=1)),
        nn.Sequential(
            Unit(channels, w(32), 1), Unit(w(32), w(48), 3, padding=1), Unit(w(48), w(64), 3, padding=1)
        ),
    )
    return Residual(branches, w(32) + w(32) + w(64), channels, scale)


def block17(w, channels, scale):
    """Block B."""
    long = nn.Sequential(
        Unit(channels, w(128), 1),
        Unit(w(128), w(160), (1, 7), padding=(0, 3)),
        Unit(w(160), w(192), (7, 1), padding=(3, 0)),
    )
    return Residual((Unit(channels, w(192), 1), long), 2 * w(192), channels, scale)


def block8(w, channels, scale, relu=True):
    """Block C."""
    long = nn.Sequential(
        Unit(channels, w(192), 1),
        Unit(w(192), w(224), (1, 3), padding=(0, 1)),
        Unit(w(224), w(256), (3, 1), padding=(1, 0)),
    )
    return Residual((Unit(channels, w(192), 1), long), w(192) + w(256), channels, scale, relu)


def mixed_6a(w, channels):
    """Reduction A, and the channels that leave it."""
    long = nn.Sequential(
        Unit(channels, w(256), 1), Unit(w(256), w(256), 3, padding=1), Unit(w(256), w(384), 3, 2)
    )
    return Cat(nn.MaxPool2d(3, 2), Unit(channels, w(384), 3, 2), long), channels + 2 * w(384)


def mixed_7a(w, channels):
    """Reduction B, and the channels that leave it."""
    first = nn.Sequential(Unit(channels, w(256), 1), Unit(w(256), w(384), 3, 2))
    second = nn.Sequential(Unit(channels, w(256), 1), Unit(w(256), w(288), 3, 2))
    third = nn.Sequential(
        Unit(channels, w(256), 1), Unit(w(256), w(288), 3, padding=1), Unit(w(288), w(320), 3, 2)
    )
    left = channels + w(384) + w(288) + w(320)
    return Cat(nn.MaxPool2d(3, 2), first, second, third), left


def figure_stem(w, channels):
    """Figure 3, and the channels that leave it."""
    short = nn.Sequential(Unit(w(64) + w(96), w(64), 1), Unit(w(64), w(96), 3))
    long = nn.Sequential(
        Unit(w(64) + w(96), w(64), 1),
        Unit(w(64), w(64), (7, 1), padding=(3, 0)),
        Unit(w(64), w(64), (1, 7), padding=(0, 3)),
        Unit(w(64), w(96), 3),
    )
    stem = nn.Sequential(
        Unit(channels, w(32), 3, 2), Unit(w(32), w(32), 3), Unit(w(32), w(64), 3, padding=1),
        Cat(nn.MaxPool2d(3, 2), Unit(w(64), w(96), 3, 2)),
        Cat(short, long),
        Cat(Unit(2 * w(96), w(192), 3, 2), nn.MaxPool2d(3, 2)),
    )  # fmt: skip
    return stem, w(192) + 2 * w(96)


class FigureNetwork(nn.Module):
    """As the paper draws it."""

    def __init__(self, classes, width=1.0, channels=3, counts=(5, 10, 5)):
        super().__init__()
        w = sizes(width)
        self.stem, size = figure_stem(w, channels)
        self.repeat = nn.Sequential(*[block35(w, size, 0.17) for _ in range(counts[0])])
        self.mixed_6a, size = mixed_6a(w, size)
        self.repeat_1 = nn.Sequential(*[block17(w, size, 0.10) for _ in range(counts[1])])
        self.mixed_7a, size = mixed_7a(w, size)
        self.repeat_2 = nn.Sequential(*[block8(w, size, 0.20) for _ in range(counts[2])])
        self.classif = nn.Linear(size, classes)

    def forward(self, x):
        """x (N, C, H, W) -> logits (N, classes)."""
        x = self.repeat_1(self.mixed_6a(self.repeat(self.stem(x))))
        return self.classif(self.repeat_2(self.mixed_7a(x)).mean((2, 3)))


class ReleasedNetwork(nn.Module):
    """As it came with weights."""

    def __init__(self, classes, width=1.0, channels=3, counts=(10, 20, 10)):
        super().__init__()
        w = sizes(width)
        self.conv2d_1a = Unit(channels, w(32), 3, 2)
        self.conv2d_2a = Unit(w(32), w(32), 3)
        self.conv2d_2b = Unit(w(32), w(64), 3, padding=1)
        self.maxpool_3a = nn.MaxPool2d(3, 2)
        self.conv2d_3b = Unit(w(64), w(80), 1)
        self.conv2d_4a = Unit(w(80), w(192), 3)
        self.maxpool_5a = nn.MaxPool2d(3, 2)
        self.mixed_5b = Cat(
            Unit(w(192), w(96), 1),
            nn.Sequential(Unit(w(192), w(48), 1), Unit(w(48), w(64), 5, padding=2)),
            nn.Sequential(
                Unit(w(192), w(64), 1), Unit(w(64), w(96), 3, padding=1), Unit(w(96), w(96), 3, padding=1)
            ),
            nn.Sequential(nn.AvgPool2d(3, 1, 1, count_include_pad=False), Unit(w(192), w(64), 1)),
        )
        size = 2 * w(96) + 2 * w(64)
        self.repeat = nn.Sequential(*[block35(w, size, 0.17) for _ in range(counts[0])])
        self.mixed_6a, size = mixed_6a(w, size)
        self.repeat_1 = nn.Sequential(*[block17(w, size, 0.10) for _ in range(counts[1])])
        self.mixed_7a, size = mixed_7a(w, size)
        self.repeat_2 = nn.Sequential(*[block8(w, size, 0.20) for _ in range(counts[2] - 1)])
        self.block8 = block8(w, size, 1.0, relu=False)
        self.conv2d_7b = Unit(size, w(1536), 1)
        self.classif = nn.Linear(w(1536), classes)

    def forward(self, x):
        """x (N, C, H, W) -> logits (N, classes)."""
        for part in list(self.children())[:-1]:
            x = part(x)
        return self.classif(x.mean((2, 3)))


NETWORKS = {"figures": FigureNetwork, "released": ReleasedNetwork}


def in_pairs(theirs, ours):
    """Return [(PyTorch's layer, (path, emolab's layer))] in the order of the graph."""
    layers = [m for m in theirs.modules() if isinstance(m, nn.Conv2d | nn.BatchNorm2d | nn.Linear)]
    kinds = ("Conv2d", "BatchNorm", "Dense")
    own = [(path, m) for path, m in ours.modules() if type(m).__name__ in kinds]
    return list(zip(layers, own, strict=True))


def copied(theirs, ours):
    """Give PyTorch's modules emolab's weights; returns theirs."""
    with torch.no_grad():
        for theirs_layer, (_, layer) in in_pairs(theirs, ours):
            for name, value in as_torch(layer, lambda entry: entry.value).items():
                getattr(theirs_layer, name).copy_(torch.from_numpy(value))
    return theirs


def as_torch(layer, get):
    """Return {PyTorch's name: array in its layout} of one of emolab's layers; get(entry) is what is read."""
    names = {
        "W": "weight", "b": "bias", "gamma": "weight", "beta": "bias", "mean": "running_mean",
        "variance": "running_var",
    }  # fmt: skip
    axes = {4: (3, 2, 0, 1), 2: (1, 0), 1: (0,)}
    found = {}
    for name, entry in vars(layer).items():
        if name in names and entry is not None and hasattr(entry, "value"):
            array = get(entry)
            found[names[name]] = np.ascontiguousarray(array.transpose(axes[array.ndim]))
    return found
