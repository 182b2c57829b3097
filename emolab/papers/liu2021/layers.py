"""What a chosen layer of a trained network leaves, as the feature that goes on."""

import numpy as np

from emolab.core.progress import progress
from emolab.nn import Module
from emolab.training.predict import predict_outputs

CHUNK = 512  # clips or frames between two looks at the clock


class Layer(Module):
    """A network that ends at one of its layers.

    network   with features(*inputs, layer=...), such as CNNLSTM and InceptionResNetV2
    Shapes    what the network takes -> (N, F)
    Note      for judging only: there is nothing to train in it
    """

    def __init__(self, network, layer):
        self.network, self.layer = network, layer

    def forward(self, *inputs):
        """The network's inputs -> (N, F)."""
        return self.network.features(*inputs, layer=self.layer)


def outputs(network, data, title, show):
    """What a network puts out for N clips or frames, (N, F)."""
    starts = progress(range(0, len(data), CHUNK), title, unit="parts", wanted=show)
    return np.concatenate([predict_outputs(network, data[i : i + CHUNK]) for i in starts])
