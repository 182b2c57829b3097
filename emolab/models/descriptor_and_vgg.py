"""The second reading of zhu2022's face road: a descriptor through a dense network, averaged with a VGG."""

import numpy as np

from emolab.fusion import mean_decision_backward, mean_decision_forward
from emolab.models.vgg import VGG
from emolab.nn import Dense, Dropout, Module, ReLU, Sequential
from emolab.nn.standardise import Standardise


class DescriptorNetwork(Module):
    """A face's descriptor, its components by PCA, to classes: standardised, one hidden layer.

    D         size of the vector that PCA leaves
    hidden    units of the hidden layer; keep: the share of them that dropout keeps in training
    Shapes    v (N, D) -> logits (N, C)
    Note      `standardise.fit([vectors])` learns mean and deviation from the training part
    """

    def __init__(self, D, classes, *, hidden=128, keep=0.5, rng=None, dtype=np.float32):
        rng = np.random.default_rng(rng)
        self.settings = {"D": D, "classes": classes, "hidden": hidden}
        self.standardise = Standardise(D, dtype)
        self.layers = Sequential(
            Dense(D, hidden, rng=rng, dtype=dtype), ReLU(), Dropout(keep, rng=rng),
            Dense(hidden, classes, rng=rng, dtype=dtype),
        )  # fmt: skip

    def forward(self, v):
        """v (N, D) -> logits (N, C)."""
        return self.layers(self.standardise(v))

    def backward(self, dy):
        """dlogits (N, C) -> dv (N, D)."""
        return self.standardise.backward(self.layers.backward(dy))


class DescriptorAndVGG(Module):
    """Grey pictures through a VGG, their descriptors through a dense network, the probabilities averaged.

    vgg        the settings of the VGG, or a VGG that is trained already, such as `transferred_vgg`'s
    Formula    p = (softmax(VGG(x)) + softmax(dense(v))) / 2;  the output is ln p, which serves as logits
    Shapes     x (N, S, S, 1), v (N, D) -> logits (N, C)
    Source     zhu2022 Figures 4 to 6, reading (b): a PCA vector cannot enter VGG-16, so each has a network
    Note       Reading (a), the default, is a VGG on `emolab.vision.lbp_picture`, without a Module of its own.
    """

    def __init__(self, D, classes, *, vgg=None, hidden=128, keep=0.5, rng=None, dtype=np.float32):
        rng = np.random.default_rng(rng)
        if not isinstance(vgg, VGG):
            settings = {"input_size": 48, "channels": 1, "keep": keep, **(vgg or {})}
            vgg = VGG(**settings, classes=classes, rng=rng, dtype=dtype)
        self.settings = {"D": D, "classes": classes, "hidden": hidden, "vgg": vgg.settings}
        self.vgg = vgg
        self.descriptor = DescriptorNetwork(D, classes, hidden=hidden, keep=keep, rng=rng, dtype=dtype)

    def forward(self, x, v):
        """x (N, S, S, 1), v (N, D) -> logits (N, C)."""
        y, self.cache = mean_decision_forward(self.vgg(x), self.descriptor(v))
        return y

    def backward(self, dy):
        """dlogits (N, C) -> dx (N, S, S, 1) or None where frozen blocks end the way down, dv (N, D)."""
        dx, dv = mean_decision_backward(dy, self.cache)
        return self.vgg.backward(dx), self.descriptor.backward(dv)

    def backward_to_parameters(self, dy):
        """As backward, without dx and dv."""
        dx, dv = mean_decision_backward(dy, self.cache)
        self.vgg.backward_to_parameters(dx)
        self.descriptor.backward_to_parameters(dv)
