"""How other libraries lay out the weights that this one holds, and the way from there to here."""

from typing import NamedTuple

import numpy as np

from emolab.core import FormatError
from emolab.nn.conv1d import Conv1d
from emolab.nn.conv2d import Conv2d
from emolab.nn.dense import Dense

LAYOUTS = ("emolab", "torch", "keras")


class Foreign(NamedTuple):
    """Where an entry stands in a foreign file.

    name   as the file calls it
    flat   (H, W, C) of what was flattened before a dense layer, or None; PyTorch flattens channels first
    """

    name: str
    flat: tuple | None = None


def from_foreign(array, owner, entry, layout, flat=None):
    """Bring a foreign array into this library's layout.

    owner   the Module that holds the entry, entry its attribute's name
    Formula   torch: Conv2d (Cout, Cin, kh, kw) -> (kh, kw, Cin, Cout);  Conv1d (Cout, Cin, K) -> (K, Cin,
              Cout);  Linear (H, D) -> (D, H), its rows from (C, H, W) order to (H, W, C) after flattening
              keras: as it is
    """
    if layout != "torch" or entry != "W":
        return array
    if isinstance(owner, Conv2d | Conv1d):
        return _axes(array, owner, (2, 3, 1, 0) if isinstance(owner, Conv2d) else (2, 1, 0))
    if isinstance(owner, Dense):
        W = _axes(array, owner, (1, 0))  # (D, H)
        if flat is None:
            return W
        height, width, channels = flat
        if len(W) != height * width * channels:
            raise FormatError(
                f"its {len(W)} inputs are not the {height} x {width} x {channels} features of this model; "
                "build the model with the input size of the weights, or load the convolutions alone"
            )
        first = W.reshape(channels, height, width, W.shape[1])  # (C, H, W, D')
        return first.transpose(1, 2, 0, 3).reshape(W.shape)
    return array


def _axes(array, owner, order):
    if array.ndim != len(order):
        kind = type(owner).__name__
        raise FormatError(f"its shape {array.shape} has {array.ndim} axes, a {kind} of PyTorch {len(order)}")
    return np.ascontiguousarray(array.transpose(order))
