"""VGG: stacks of 3 x 3 convolutions, each followed by a pool that halves the image."""

import numpy as np

from emolab.core import ArgumentError, ShapeError
from emolab.models.layouts import Foreign
from emolab.nn.batch_norm import BatchNorm
from emolab.nn.conv2d import Conv2d
from emolab.nn.dense import Dense
from emolab.nn.dropout import Dropout
from emolab.nn.flatten import Flatten
from emolab.nn.inference import inference
from emolab.nn.lrn import LRN
from emolab.nn.max_pool import MaxPool2d
from emolab.nn.module import Module
from emolab.nn.relu import ReLU
from emolab.nn.sequential import Sequential

# Table 2.1, block by block: kernel sizes of its convolutions; "LRN" where the column has one
CONFIGS = {
    "A": ((3,), (3,), (3, 3), (3, 3), (3, 3)),
    "A-LRN": ((3, "LRN"), (3,), (3, 3), (3, 3), (3, 3)),
    "B": ((3, 3), (3, 3), (3, 3), (3, 3), (3, 3)),
    "C": ((3, 3), (3, 3), (3, 3, 1), (3, 3, 1), (3, 3, 1)),
    "D": ((3, 3), (3, 3), (3, 3, 3), (3, 3, 3), (3, 3, 3)),
    "E": ((3, 3), (3, 3), (3, 3, 3, 3), (3, 3, 3, 3), (3, 3, 3, 3)),
}
CHANNELS = (64, 128, 256, 512, 512)
HIDDEN = 4096
LEAST = 32  # five pools halve it to 1
PIXELS = 2**17  # frozen blocks see so many input pixels at a time, so that memory stays small


class VGG(Module):
    """VGG A to E of Table 2.1: five blocks of convolutions and pools, two dense layers, the classes.

    config      "A", "A-LRN", "B", "C", "D" (VGG-16) or "E" (VGG-19)
    width       scales the numbers of channels and of hidden units
    input_size  side of the square input, 32 or more; five pools leave input_size // 32
    top         False leaves the dense layers out: the output is then the features (N, D)
    batch_norm  after each convolution, before its ReLU; not in the table
    hidden      units of each of the two dense layers; None: the table's 4096 times width
    keep        share of hidden units that dropout keeps in training; 1 for none
    frozen      True, or the number of blocks counted from the input, which are not trained: they run
                without caches, batch normalisation in them uses its running statistics, and backward stops
                above them
    Shapes    x (N, S, S, channels) -> scores (N, classes), or features (N, D); softmax makes the scores
              probabilities
    Source    song2021 Table 2.1; Simonyan and Zisserman 2015
    Note      The table prints the input as 244 x 24; 224 x 224 is meant. On 48 x 48 the five pools leave
              1 x 1 x 512. All convolutions keep the size (padding "same"), ReLU follows each.
    """

    def __init__(
        self, config="D", *, width=1.0, input_size=224, channels=3, classes=1000, top=True,
        batch_norm=False, hidden=None, keep=0.5, frozen=False, rng=None, dtype=np.float32,
    ):  # fmt: skip
        if config not in CONFIGS:
            raise ArgumentError(f"VGG: unknown config {config!r}; choose one of {', '.join(CONFIGS)}")
        if not isinstance(input_size, int | np.integer) or input_size < LEAST:
            raise ArgumentError(
                f"VGG: input_size is {input_size!r}; it must be a whole number from {LEAST}, because five "
                f"pools halve the image and fewer than {LEAST} pixels leave nothing"
            )
        if not width > 0:
            raise ArgumentError(f"VGG: width must be above 0, not {width!r}")
        if hidden is not None and (hidden != int(hidden) or hidden < 1):
            raise ArgumentError(f"VGG: hidden must be a whole number from 1, not {hidden!r}")
        rng = np.random.default_rng(rng)
        self.settings = {
            "config": config, "width": width, "input_size": int(input_size), "channels": channels,
            "classes": classes if top else None, "top": top, "batch_norm": batch_norm,
            "hidden": hidden,
        }  # fmt: skip
        self.sizes = [max(1, round(C * width)) for C in CHANNELS]
        self.blocks = []
        for kernels, before, after in zip(CONFIGS[config], [channels, *self.sizes], self.sizes):
            self.blocks.append(_block(kernels, before, after, batch_norm, rng, dtype))
        self.side = int(input_size) // LEAST
        self.feature_size = self.side**2 * self.sizes[-1]
        self.flatten = Flatten()
        units = hidden or max(1, round(HIDDEN * width))
        self.head = _head(self.feature_size, units, classes, keep, rng, dtype)
        if not top:
            self.head = None
        self.freeze_blocks(frozen)

    def freeze_blocks(self, count=True):
        """Freeze the first `count` blocks (True: all five, False: none) and free the others; returns self."""
        count = {True: len(self.blocks), False: 0}[count] if isinstance(count, bool) else count
        if count not in range(len(self.blocks) + 1):
            raise ArgumentError(f"VGG: there are 5 blocks to freeze, not {count!r}")
        for i, block in enumerate(self.blocks):
            block.freeze(i < count)
        return self

    def frozen_blocks(self):
        """Return how many blocks, counted from the input, hold nothing that is trained."""
        free = [any(p.trainable for p in block.parameters().values()) for block in self.blocks]
        return free.index(True) if True in free else len(free)

    def forward(self, x):
        """x (N, S, S, channels) -> scores (N, classes), or features (N, D) without a top."""
        y = self.features(x)
        return y if self.head is None else self.head(y)

    def features(self, x):
        """What the last pool leaves, flattened: x (N, S, S, channels) -> (N, D)."""
        S, C = self.settings["input_size"], self.settings["channels"]
        if x.ndim != 4 or x.shape[1:] != (S, S, C):
            raise ShapeError(f"VGG: x has shape {x.shape}; it must be (N, {S}, {S}, {C}): resize the images")
        self._frozen = self.frozen_blocks()
        for i, block in enumerate(self.blocks):
            block.train(self.training and i >= self._frozen)
        if self._frozen:
            x = self._run_frozen(x)
        for block in self.blocks[self._frozen :]:
            x = block(x)
        return self.flatten(x)

    def _run_frozen(self, x):
        step = max(1, PIXELS // self.settings["input_size"] ** 2)
        outputs = []
        for start in range(0, max(len(x), 1), step):
            part = x[start : start + step]
            with inference():  # no backward comes
                for block in self.blocks[: self._frozen]:
                    part = block(part)
            outputs.append(part)
        for block in self.blocks[: self._frozen]:
            for layer in block.layers:
                layer.cache = None
        return np.concatenate(outputs)

    def backward(self, dy):
        """dy of the output -> dx (N, S, S, channels), or None where frozen blocks end the way down."""
        if self._frozen:
            return self.backward_to_parameters(dy)
        return self.blocks[0].backward(self._backward_above(dy))

    def backward_to_parameters(self, dy):
        """As backward, without dx."""
        if self._frozen < len(self.blocks):
            self.blocks[self._frozen].backward_to_parameters(self._backward_above(dy))
        elif self.head is not None:
            self.head.backward_to_parameters(dy)

    def _backward_above(self, dy):
        """Go down to the lowest block that is trained, and return the gradient of its output."""
        if self.head is not None:
            dy = self.head.backward(dy)
        dy = self.flatten.backward(dy)
        for block in reversed(self.blocks[self._frozen + 1 :]):
            dy = block.backward(dy)
        return dy

    def foreign_weights(self, layout):
        """Return {own path: Foreign} for "torch" (torchvision's names) or "keras" (keras.applications')."""
        return _torch_names(self) if layout == "torch" else _keras_names(self)


def _block(kernels, before, after, batch_norm, rng, dtype):
    layers = []
    for kernel in kernels:
        if kernel == "LRN":
            layers.append(LRN())
            continue
        layers.append(Conv2d(before, after, kernel, padding="same", rng=rng, dtype=dtype))
        if batch_norm:
            layers.append(BatchNorm(after, dtype=dtype))
        layers.append(ReLU())
        before = after
    return Sequential(*layers, MaxPool2d(2))


def _head(D, hidden, classes, keep, rng, dtype):
    layers = []
    for inputs in (D, hidden):
        layers += [Dense(inputs, hidden, rng=rng, dtype=dtype), ReLU(), Dropout(keep, rng=rng)]
    return Sequential(*layers, Dense(hidden, classes, rng=rng, dtype=dtype))


def _torch_names(model):
    """torchvision counts every layer of all blocks in one list, and the head's in another."""
    names, place = {}, 0
    for i, block in enumerate(model.blocks):
        for j, layer in enumerate(block.layers):
            names |= _entries(layer, f"blocks.{i}.layers.{j}", f"features.{place}", "torch")
            place += 1
    if model.head is not None:
        for j, layer in enumerate(model.head.layers):
            flat = (model.side, model.side, model.sizes[-1]) if j == 0 else None
            names |= _entries(layer, f"head.layers.{j}", f"classifier.{j}", "torch", flat)
    return names


def _keras_names(model):
    names = {}
    for i, block in enumerate(model.blocks):
        count = 0
        for j, layer in enumerate(block.layers):
            count += isinstance(layer, Conv2d)
            kind = "bn" if isinstance(layer, BatchNorm) else "conv"
            names |= _entries(layer, f"blocks.{i}.layers.{j}", f"block{i + 1}_{kind}{count}", "keras")
    if model.head is not None:
        dense = [j for j, layer in enumerate(model.head.layers) if isinstance(layer, Dense)]
        for j, name in zip(dense, ("fc1", "fc2", "predictions")):
            names |= _entries(model.head[j], f"head.layers.{j}", name, "keras")
    return names


FOREIGN_ENTRIES = {
    "torch": {"W": "weight", "b": "bias", "gamma": "weight", "beta": "bias", "mean": "running_mean",
              "variance": "running_var"},
    "keras": {"W": "kernel", "b": "bias", "gamma": "gamma", "beta": "beta", "mean": "moving_mean",
              "variance": "moving_variance"},
}  # fmt: skip


def _entries(layer, own, foreign, layout, flat=None):
    words = FOREIGN_ENTRIES[layout]
    entries = {**layer.parameters(), **layer.buffers()}
    return {
        f"{own}.{name}": Foreign(f"{foreign}.{words[name]}", flat if name == "W" else None)
        for name in entries
    }
