"""Sequential: modules one after the other."""

from emolab.core import ArgumentError
from emolab.nn.batch_norm import BatchNorm
from emolab.nn.conv2d import Conv2d
from emolab.nn.inference import inferring
from emolab.nn.module import Module
from emolab.nn.relu import ReLU


class Sequential(Module):
    """A chain of modules; each takes what the one before it returns.

    Its parameters are named layers.0.W, layers.0.b, layers.1.W ...
    """

    def __init__(self, *modules):
        for i, module in enumerate(modules):
            if not isinstance(module, Module):
                raise ArgumentError(f"Sequential: entry {i} is {module!r}, not a Module; pass an instance")
        self.layers = list(modules)

    def __len__(self):
        return len(self.layers)

    def __getitem__(self, i):
        return Sequential(*self.layers[i]) if isinstance(i, slice) else self.layers[i]

    def forward(self, x):
        """x -> the last module's output."""
        if inferring():
            return self._infer(x)
        for module in self.layers:
            x = module.forward(x)
        return x

    def _infer(self, x):
        """As forward; a convolution takes the normalisation and the ReLU that follow it along."""
        layers = list(self.layers)
        while layers:
            layer = layers.pop(0)
            if not isinstance(layer, Conv2d):
                x = layer.forward(x)
                continue
            norm = rectifier = None
            if layers and isinstance(layers[0], BatchNorm) and not layers[0].training:
                norm = layers.pop(0)
            if layers and isinstance(layers[0], ReLU):
                rectifier = layers.pop(0)
            x = layer.infer(x, norm, rectifier is not None)
        return x

    def backward(self, dy):
        """dy of the last module -> dx of the first."""
        for module in reversed(self.layers):
            dy = module.backward(dy)
        return dy

    def backward_to_parameters(self, dy):
        """As backward, without dx of the first module where it can do without."""
        for module in reversed(self.layers[1:]):
            dy = module.backward(dy)
        for module in self.layers[:1]:
            module.backward_to_parameters(dy)
