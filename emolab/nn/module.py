"""Module: a thin wrapper of named parameters around a pair of functions."""

import numpy as np

from emolab.core.backend import at_home, like, on_card, to_card, to_host
from emolab.core.errors import FormatError


class Parameter:
    """An array that an optimiser may change, and the gradient that backward adds to it.

    value     the array; grad has its shape and dtype
    trainable False for a frozen weight: backward may skip it, optimisers pass it over
    """

    def __init__(self, value, trainable=True):
        self.value = _kept(value)
        self.grad = np.zeros_like(self.value)
        self.trainable = trainable

    def __repr__(self):
        return f"Parameter(shape={self.value.shape}, dtype={self.value.dtype}, trainable={self.trainable})"


class Buffer:
    """An array that belongs to a module's state but is not trained: running means and variances."""

    def __init__(self, value):
        self.value = _kept(value)


class Module:
    """A layer or network: forward, backward, train and eval, parameters by name.

    A subclass sets Parameters, Buffers, Modules and lists of Modules as attributes, and defines
      forward(*inputs)  which keeps the cache that backward needs in self.cache
      backward(dy)      which adds to each parameter's grad (+=) and returns the gradients of the inputs
    Layers never update themselves: optimisers do.
    """

    training = True

    def forward(self, *inputs):
        """Return the output for the inputs."""
        raise TypeError(f"{type(self).__name__} defines no forward")

    def backward(self, dy):
        """Add the parameters' gradients and return those of the inputs."""
        raise TypeError(f"{type(self).__name__} defines no backward")

    def backward_to_parameters(self, *dy):
        """As backward, where nobody needs the gradients of the inputs; layers that can leave them out do."""
        self.backward(*dy)

    def __call__(self, *inputs, **settings):
        return self.forward(*inputs, **settings)

    def children(self):
        """Yield (name, module) for the modules one level down."""
        for name, value in vars(self).items():
            if isinstance(value, Module):
                yield name, value
            elif isinstance(value, list | tuple):
                for i, item in enumerate(value):
                    if isinstance(item, Module):
                        yield f"{name}.{i}", item

    def modules(self, prefix=""):
        """Yield (path, module) for this module and all below it."""
        yield prefix, self
        for name, child in self.children():
            yield from child.modules(f"{prefix}.{name}" if prefix else name)

    def _entries(self, kind):
        found = {}
        for path, module in self.modules():
            for name, value in vars(module).items():
                if isinstance(value, kind):
                    found[f"{path}.{name}" if path else name] = value
        return found

    def parameters(self):
        """Return {path: Parameter}, in the order of definition."""
        return self._entries(Parameter)

    def buffers(self):
        """Return {path: Buffer}."""
        return self._entries(Buffer)

    def generators(self):
        """Return {path: numpy.random.Generator} of the stochastic layers below."""
        return self._entries(np.random.Generator)

    def train(self, mode=True):
        """Switch to training behaviour (dropout drops, batch norm uses the batch); returns self."""
        for _, module in self.modules():
            module.training = mode
        return self

    def eval(self):
        """Switch to inference behaviour; returns self."""
        return self.train(False)

    def freeze(self, frozen=True):
        """Make every parameter below untrainable (or trainable again); returns self."""
        for parameter in self.parameters().values():
            parameter.trainable = not frozen
        return self

    def zero_grad(self):
        """Set every gradient to zero, in place."""
        for parameter in self.parameters().values():
            parameter.grad[...] = 0

    def to(self, dtype):
        """Cast all parameters and buffers (float32 to train, float64 to check); returns self.

        dtype     "cupy" moves them to the card instead, "numpy" back from it
        """
        moves = {"cupy": to_card, "numpy": to_host}
        move = moves[dtype] if isinstance(dtype, str) and dtype in moves else lambda old: old.astype(dtype)
        for entry in (*self.parameters().values(), *self.buffers().values()):
            entry.value = move(entry.value)
            if isinstance(entry, Parameter):
                entry.grad = move(entry.grad)
        return self

    def state_dict(self):
        """Return copies of all parameters and buffers by path, as NumPy arrays."""
        entries = {**self.parameters(), **self.buffers()}
        return {name: _copied(entry.value) for name, entry in entries.items()}

    def load_state_dict(self, state):
        """Take values by path into the arrays that are there; nothing is changed if one does not fit.

        Errors    FormatError, which names what is missing, too much or of another shape
        """
        entries = {**self.parameters(), **self.buffers()}
        name = type(self).__name__
        if missing := sorted(entries.keys() - state.keys()):
            raise FormatError(f"{name}: the weights lack {_some(missing)}; they are of another model")
        if extra := sorted(state.keys() - entries.keys()):
            raise FormatError(f"{name}: the weights hold {_some(extra)}, which this model has not")
        for path, entry in entries.items():
            if np.shape(state[path]) != entry.value.shape:
                raise FormatError(
                    f"{name}: {path} has shape {np.shape(state[path])} in the weights, "
                    f"{entry.value.shape} in the model"
                )
        for path, entry in entries.items():
            entry.value[...] = like(entry.value, to_host(state[path]))


def _kept(value):
    """A contiguous array where the backend keeps its own; what is on a card stays there."""
    return value.copy() if on_card(value) else at_home(np.ascontiguousarray(value))


def _copied(value):
    return to_host(value) if on_card(value) else value.copy()


def _some(names):
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"
