"""What a chosen layer of a trained network leaves, as the feature that goes on."""

from emolab.nn import Module


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
