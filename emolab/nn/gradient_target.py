"""What a gradient check sees of its target: named tensors to move, outputs, and gradients to compare."""

import copy
import inspect

import numpy as np

from emolab.core.errors import ArgumentError, DataError, ShapeError
from emolab.nn.module import Module


class GradientTarget:
    """A Module or a (forward, backward) pair with its inputs, as tensors in one flat list.

    tensors   {name: array}: float64 inputs first, then trainable parameters; the arrays may be changed
              in place, and the next `outputs` sees it
    frozen    names of what is not differentiated: frozen parameters and what `constant` names
    Note      Before each forward the state of every Generator and Buffer is put back, so that dropout
              keeps its mask and batch normalisation its running statistics.
    """

    def __init__(self, target, inputs, settings=None, constant=(), outputs=None, freeze=None):
        self.module = target if isinstance(target, Module) else None
        if self.module is None:
            if not (isinstance(target, tuple | list) and len(target) == 2 and all(map(callable, target))):
                raise ArgumentError(
                    "check_gradients: the target must be a Module or a (forward, backward) pair of "
                    f"functions, not {type(target).__name__}"
                )
            self.forward, self.backward = target
        self.settings = dict(settings or {})
        self.chosen = outputs
        self.freeze = freeze
        self.target = target
        self.name = type(target).__name__ if self.module else getattr(self.forward, "__name__", "pair")
        # copies: a check never moves the caller's arrays
        self.inputs = _rebuild(tuple(inputs), [_copy(leaf) for leaf in _leaves(tuple(inputs))])
        self._read_inputs(constant)
        self._read_parameters()
        self._states = [copy.deepcopy(g.bit_generator.state) for g in self._generators()]
        self._buffers = [b.value.copy() for b in self.module.buffers().values()] if self.module else []
        if not self.tensors:
            raise ArgumentError(f"check_gradients: {self.name} has no float64 input or parameter to check")

    def _read_inputs(self, constant):
        call = self.module.forward if self.module else self.forward
        names = _names(self.inputs, call)
        if unknown := sorted(set(constant) - set(names)):
            raise ArgumentError(
                f"check_gradients: constant={unknown[0]!r} is no input; there are {', '.join(names)}"
            )
        self.places, self.tensors, self.frozen = [], {}, list(constant)
        for place, (name, leaf) in enumerate(zip(names, _leaves(self.inputs))):
            if not isinstance(leaf, np.ndarray) or leaf.dtype.kind not in "fc" or name in constant:
                continue
            _must_be_float64(leaf, name)
            self.places.append(place)
            self.tensors[name] = leaf

    def _read_parameters(self):
        self.parameters, seen = {}, set()
        for name, parameter in (self.module.parameters() if self.module else {}).items():
            _must_be_float64(parameter.value, name)
            if not parameter.trainable:
                self.frozen.append(name)
            elif id(parameter) not in seen:  # a shared parameter is one tensor
                seen.add(id(parameter))
                key = name if name not in self.tensors else f"parameter {name}"
                self.parameters[key] = parameter
                self.tensors[key] = parameter.value

    def _generators(self):
        own = [self.inputs, list(self.settings.values())]
        found = [leaf for leaf in _leaves(own) if isinstance(leaf, np.random.Generator)]
        return found + (list(self.module.generators().values()) if self.module else [])

    def restore(self):
        """Put Generators and Buffers back to where they were when the check began."""
        for generator, state in zip(self._generators(), self._states):
            generator.bit_generator.state = copy.deepcopy(state)
        if self.module:
            for buffer, value in zip(self.module.buffers().values(), self._buffers):
                buffer.value[...] = value

    def outputs(self):
        """Run forward and return all differentiable outputs as one vector.  # (outputs,)"""
        self.restore()
        if self.freeze is not None:
            self.freeze(self.target)
        if self.module:
            result = self.module.forward(*self.inputs, **self.settings)
        else:
            result = self.forward(*self.inputs, **self.settings)
            if not isinstance(result, tuple) or len(result) < 2:
                raise ArgumentError(f"check_gradients: {self.name} must return (y, cache)")
            self.cache = result[-1]
            result = result[:-1]
        result = tuple(result) if isinstance(result, tuple | list) else (result,)
        if self.chosen is not None:
            result = tuple(result[i] for i in self.chosen)
        self.result = _rebuild(result, [_as_output(leaf, self.name) for leaf in _leaves(result)])
        floats = [leaf.ravel() for leaf in _leaves(self.result) if leaf is not None]
        if not floats:
            raise ArgumentError(f"check_gradients: {self.name} has no float64 output to differentiate")
        return np.concatenate(floats)

    def gradients(self, cotangent):
        """Run backward for a cotangent (outputs,) after `outputs`.

        Returns   {name: gradient}; parameters' gradients are what this call added to grad
        """
        leaves, start = [], 0
        for leaf in _leaves(self.result):
            if leaf is None:
                leaves.append(None)
                continue
            leaves.append(np.array(cotangent[start : start + leaf.size]).reshape(leaf.shape))
            start += leaf.size
        dys = _rebuild(self.result, leaves)
        before = {name: parameter.grad.copy() for name, parameter in self.parameters.items()}
        found = self.module.backward(*dys) if self.module else self.backward(*dys, self.cache)
        gradients = dict(zip(self.tensors, self._in_order(found)))
        for name, parameter in self.parameters.items():
            gradients[name] = parameter.grad - before[name]
        return gradients

    def _in_order(self, found):
        """Pick the gradients of the differentiated inputs out of what backward returned."""
        leaves = _leaves(found)
        if len(leaves) == len(_leaves(self.inputs)):
            leaves = [leaves[place] for place in self.places]
        elif len(leaves) != len(self.places):
            wanted = list(self.tensors)[: len(self.places)]
            raise ShapeError(
                f"check_gradients: the backward of {self.name} returned {len(leaves)} gradients for "
                f"{len(wanted)} inputs ({', '.join(wanted)}); return them in this order"
            )
        for name, leaf in zip(self.tensors, leaves):
            if leaf is None:
                raise ArgumentError(
                    f"check_gradients: the backward of {self.name} returned None for {name}; "
                    f"where that is meant, say constant=({name!r},)"
                )
        return [np.array(leaf) for leaf in leaves]  # copies: backward may use its memory again


def _leaves(value):
    if isinstance(value, tuple | list):
        return [leaf for item in value for leaf in _leaves(item)]
    return [value]


def _rebuild(value, leaves):
    """Put leaves into the nesting of a value, tuples and lists kept."""
    rest = iter(leaves)

    def fill(item):
        if isinstance(item, tuple | list):
            parts = [fill(part) for part in item]
            return item._make(parts) if hasattr(item, "_make") else type(item)(parts)
        return next(rest)

    return fill(value)


def _copy(leaf):
    return leaf.copy() if isinstance(leaf, np.ndarray) else leaf


def _names(inputs, call):
    """Name each leaf after the forward's own argument names: x, h0, state[1]."""
    parameters = inspect.signature(call).parameters.values()
    fixed = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    names = []
    for i, item in enumerate(inputs):
        name = fixed[i] if i < len(fixed) else f"input {i}"
        inner = len(_leaves(item))
        nested = isinstance(item, tuple | list)
        names += [f"{name}[{j}]" for j in range(inner)] if nested else [name]
    return names


def _must_be_float64(array, name):
    if array.dtype != np.float64:
        raise ArgumentError(
            f"check_gradients: {name} is {array.dtype}; gradients are checked in float64 only: "
            "pass float64 inputs, and module.to(np.float64)"
        )
    if not np.isfinite(array).all():
        raise DataError(f"check_gradients: {name} holds NaN or infinity")


def _as_output(leaf, name):
    array = np.asarray(leaf)
    if array.dtype.kind not in "fc":
        return None  # labels, drawn positions: no derivative
    if array.dtype != np.float64:
        raise ArgumentError(
            f"check_gradients: {name} returns {array.dtype} for float64 inputs; it must keep the dtype"
        )
    return array
