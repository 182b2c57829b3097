"""How many layers of each kind a network has, as papers count them."""

from collections import Counter

from emolab.nn import (
    AvgPool2d,
    BatchNorm,
    Conv1d,
    Conv2d,
    Dense,
    GlobalPool,
    MaxPool1d,
    MaxPool2d,
    ReLU,
    Sigmoid,
    Tanh,
)

KINDS = {
    "convolutions": (Conv1d, Conv2d),
    "normalisations": (BatchNorm,),
    "activations": (ReLU, Sigmoid, Tanh),
    "pools": (MaxPool1d, MaxPool2d, AvgPool2d, GlobalPool),
    "dense": (Dense,),
}


def layer_counts(model):
    """Return {"convolutions", "normalisations", "activations", "pools", "dense": how many} of a Module."""
    found = Counter(dict.fromkeys(KINDS, 0))
    for _, module in model.modules():
        found.update(kind for kind, types in KINDS.items() if isinstance(module, types))
    return dict(found)
