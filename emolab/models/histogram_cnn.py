"""A small convolutional network over a face's block histograms: the LBPH features and the CNN of zhu2022."""

import numpy as np

from emolab.core.errors import ArgumentError
from emolab.nn import Conv2d, Dense, Dropout, Flatten, MaxPool2d, Module, ReLU, Sequential


class HistogramCNN(Module):
    """Histograms of a grid of blocks to classes: the grid is a picture whose channels are the bins.

    grid        blocks a side, a multiple of 4
    filters     of the first convolution, 1 x 1, which weighs the bins; the two 3 x 3 ones have twice as many
    keep        share of the last map that dropout keeps in training; 1 for none
    Formula     x = sqrt(labels) h, so that the mean square over a block's bins is at most 1;
                1 x 1, ReLU; 3 x 3, ReLU, pool; 3 x 3, ReLU, pool; dropout; dense
    Shapes      h (N, grid * grid * labels) -> logits (N, C)
    Source      zhu2022 Table 1, third row: "LBPH features", "CNN"
    Note        The paper says no more of this network. `emolab.vision.lbph` gives h, row of blocks by row.
    """

    def __init__(self, labels, classes, *, grid=8, filters=32, keep=0.5, rng=None, dtype=np.float32):
        if grid < 4 or grid % 4:
            raise ArgumentError(f"HistogramCNN: grid is {grid!r}; two pools need a multiple of 4")
        rng = np.random.default_rng(rng)
        self.settings = {"labels": labels, "classes": classes, "grid": grid, "filters": filters}
        self.labels, self.grid, self.scale = labels, grid, float(labels) ** 0.5
        own = {"rng": rng, "dtype": dtype}
        self.layers = Sequential(
            Conv2d(labels, filters, 1, **own), ReLU(),
            Conv2d(filters, 2 * filters, 3, padding="same", **own), ReLU(), MaxPool2d(2),
            Conv2d(2 * filters, 2 * filters, 3, padding="same", **own), ReLU(), MaxPool2d(2),
            Flatten(), Dropout(keep, rng=rng), Dense((grid // 4) ** 2 * 2 * filters, classes, **own),
        )  # fmt: skip

    def forward(self, h):
        """h (N, grid * grid * labels) -> logits (N, C)."""
        x = h.reshape(len(h), self.grid, self.grid, self.labels)  # (N, R, S, L)
        return self.layers(self.scale * x)

    def backward(self, dy):
        """dlogits (N, C) -> dh (N, grid * grid * labels)."""
        return self.scale * self.layers.backward(dy).reshape(len(dy), -1)

    def backward_to_parameters(self, dy):
        """As backward, without dh."""
        self.layers.backward_to_parameters(dy)
