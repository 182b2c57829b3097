"""What all optimisers share: which parameters they move, and a state that resumes bit for bit."""

import math

import numpy as np

from emolab.core.backend import like, to_host
from emolab.core.errors import ArgumentError, DataError, FormatError
from emolab.core.threads import one_pool
from emolab.nn.module import Module


class Optimiser:
    """Moves the trainable parameters of a Module, or of a {path: Parameter}, against their gradients.

    A subclass names its arrays a parameter in `slots` and defines update(parameter, slots, t).
    learning_rate   a plain attribute: schedules set it before a step
    """

    slots = ()

    def __init__(self, parameters, learning_rate):
        entries = parameters.parameters() if isinstance(parameters, Module) else dict(parameters)
        if not entries:
            raise ArgumentError(f"{type(self).__name__}: there are no parameters to train")
        self.parameters = entries
        self.learning_rate = checked(learning_rate, "learning_rate", type(self).__name__)
        self.arrays = {slot: {} for slot in self.slots}  # {slot: {path: array}}, made at the first step
        self.steps = {}  # {path: steps taken}

    def step(self):
        """Update every trainable parameter once, in place; frozen ones are passed over.

        Errors    DataError, before anything is changed, where a gradient holds NaN or infinity
        """
        moving = {path: p for path, p in self.parameters.items() if p.trainable}
        with one_pool():  # once for all parameters
            must_be_finite(moving)
            for path, parameter in moving.items():
                self._move(path, parameter)

    def _move(self, path, parameter):
        self.steps[path] = self.steps.get(path, 0) + 1
        for slot in self.slots:
            if path not in self.arrays[slot]:
                self.arrays[slot][path] = np.zeros_like(parameter.value)
        arrays = (parameter.value, parameter.grad, *(self.arrays[slot][path] for slot in self.slots))
        self.update(*(np.atleast_1d(array) for array in arrays), t=self.steps[path])

    def update(self, value, grad, *slots, t):
        """Change a parameter's value and its slots in place; t counts its steps from 1."""
        raise TypeError(f"{type(self).__name__} defines no update")

    def zero_grad(self):
        """Set every gradient to zero, in place."""
        for parameter in self.parameters.values():
            parameter.grad[...] = 0

    def state_dict(self):
        """Return the learning rate, the steps taken and copies of all arrays, as {name: array or number}."""
        state = {"learning_rate": float(self.learning_rate)}
        state |= {f"steps/{path}": count for path, count in self.steps.items()}
        for slot, arrays in self.arrays.items():
            state |= {f"{slot}/{path}": to_host(array.copy()) for path, array in arrays.items()}
        return state

    def load_state_dict(self, state):
        """Go on from a saved state; nothing is changed if it does not fit.

        Errors    FormatError, which names what is missing, too much or of another shape
        """
        name = type(self).__name__
        if "learning_rate" not in state:
            raise FormatError(f"{name}: the state lacks learning_rate; it is no optimiser's")
        steps = {key[6:]: int(state[key]) for key in state if key.startswith("steps/")}
        wanted = {"learning_rate", *(f"steps/{path}" for path in steps)}
        wanted |= {f"{slot}/{path}" for slot in self.slots for path in steps}
        if extra := sorted(state.keys() - wanted):
            raise FormatError(f"{name}: the state holds {extra[0]}, which this optimiser has not")
        if missing := sorted(wanted - state.keys()):
            raise FormatError(f"{name}: the state lacks {missing[0]}; it is of another optimiser")
        arrays = {slot: {} for slot in self.slots}
        for path in steps:
            if path not in self.parameters:
                raise FormatError(f"{name}: the state is of a model with {path}, which this one has not")
            value = self.parameters[path].value
            for slot in self.slots:
                saved = np.asarray(state[f"{slot}/{path}"])
                if saved.shape != value.shape:
                    raise FormatError(
                        f"{name}: {slot}/{path} has shape {saved.shape} in the state, "
                        f"{value.shape} in the model"
                    )
                arrays[slot][path] = like(value, np.array(saved, dtype=value.dtype, order="C"))
        self.learning_rate = float(state["learning_rate"])
        self.steps, self.arrays = steps, arrays


def checked(number, name, where, low=0.0, high=math.inf):
    """Return a setting as a float if it is a number in low <= number < high.

    Errors    ArgumentError, which names the setting
    """
    try:
        value = float(number)
    except (TypeError, ValueError):
        value = math.nan
    if not low <= value < high:
        limit = "" if high == math.inf else f" and below {high:g}"
        raise ArgumentError(f"{where}: {name} must be a number from {low:g}{limit}, not {number!r}")
    return value


def must_be_finite(parameters):
    """Raise DataError that names the first parameter whose gradient holds NaN or infinity."""
    for path, parameter in parameters.items():
        with np.errstate(all="ignore"):
            total = np.vdot(parameter.grad, parameter.grad)  # the fastest pass; may overflow
        if not np.isfinite(total) and not np.isfinite(parameter.grad).all():
            what = "NaN" if np.isnan(parameter.grad).any() else "infinity"
            raise DataError(
                f"the gradient of {path} holds {what}; a lower learning rate or clip_gradients may keep "
                "it finite, if the inputs are"
            )


def into(out, *results):
    """Return the results, written into the arrays of `out` where there are some."""
    if out is None:
        return results
    for array, result in zip(out, results):
        array[...] = result
    return tuple(out)
