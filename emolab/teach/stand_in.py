"""Between the library's calls and an answer's functions: arguments and gradients by name, caches kept apart.

An answer may take fewer arguments than the library's function. What it does not take must stand at its
default, but for sequences of unequal length: they are masked here for a recurrence, and cut to their own
length one by one for a sum over steps.
"""

import inspect
import traceback

import numpy as np

from emolab.core.errors import DataError
from emolab.nn.sequence import masked, step_mask

ROWS = ("x", "q", "h0", "c0")  # arguments with a row for each sequence
RECURRENT = ("rnn_forward", "lstm_forward", "gru_forward")


class StandIn:
    """An answer that is in use: what for, and how often it was called.

    calls     {name of the library's function: calls}
    """

    def __init__(self, exercise, path, functions):
        self.exercise, self.path = exercise, path
        self.calls = dict.fromkeys(functions, 0)

    def call(self, name, function, *args, **kwargs):
        """Call an answer's function, count it, and name its line where it breaks off.

        Errors    DataError
        """
        self.calls[name] += 1
        try:
            return function(*args, **kwargs)
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)
            lines = [frame.lineno for frame in frames if frame.filename == str(self.path)]
            where = f", line {lines[-1]}" if lines else ""
            raise DataError(f"{self.path}{where}: {type(error).__name__}: {error}") from error

    def pair(self, plug, mine, back):
        """Return a forward and a backward that the library can call; back None leaves the library's own."""
        library = inspect.signature(plug.forward.function)
        taken = [name for name in inspect.signature(mine).parameters if name in library.parameters]
        name = plug.forward.name

        def forward(*args, **kwargs):
            given = _named(library, args, kwargs)
            cache = _Cache(plug, given)
            lengths = given.get("lengths")
            if lengths is not None and "lengths" not in taken:
                if name in RECURRENT:
                    mask = step_mask(lengths, *given["x"].shape[:2])
                    given = {**given, "x": masked(given["x"], mask), "lengths": None}
                    h, cache.mine = self._forward(name, mine, given, taken, library)
                    cache.mask = mask
                    return masked(h, mask), cache
                return self._one_by_one(name, mine, given, taken, library, cache)
            y, cache.mine = self._forward(name, mine, given, taken, library)
            return y, cache

        def backward(dy, cache):
            if not isinstance(cache, _Cache):  # made before this answer was in use
                return plug.backward.function(dy, cache)
            if back is None:
                return plug.backward.function(dy, cache.library)
            if cache.several is not None:
                rows = enumerate(cache.several)
                parts = [self._backward(plug, back, dy[n : n + 1], own, taken) for n, own in rows]
                return _joined(plug, parts, cache.given_["x"].shape)
            dy = masked(dy, cache.mask)
            found = self._backward(plug, back, dy, cache.mine, taken)
            return found if len(found) > 1 else found[0]

        return forward, backward

    def _forward(self, name, mine, given, taken, library):
        _must_be_idle(self.path, name, given, taken, library)
        returned = self.call(name, mine, **{part: given[part] for part in taken})
        if not isinstance(returned, tuple) or len(returned) != 2:
            raise DataError(f"{self.path}: {name} must return (result, cache) to stand in for the library's")
        y, cache = returned
        like = next(value for value in given.values() if isinstance(value, np.ndarray))
        return np.asarray(y, like.dtype)[()], cache

    def _one_by_one(self, name, mine, given, taken, library, cache):
        cache.several, rows = [], []
        for n, length in enumerate(int(length) for length in given["lengths"]):
            one = {part: _row(part, value, n) for part, value in given.items()}
            one |= {"x": one["x"][:, :length], "lengths": None}
            y, own = self._forward(name, mine, one, taken, library)
            cache.several.append(own)
            rows.append(y)
        return np.concatenate(rows), cache

    def _backward(self, plug, back, dy, cache, taken):
        """Return the gradients in the library's order; None for what the answer does not take."""
        found = self.call(plug.backward.name, back, dy, cache)
        found = list(found) if isinstance(found, tuple | list) else [found]
        names = [name for name in taken if name in plug.gradients]
        if len(found) != len(names):
            raise DataError(
                f"{self.path}: {plug.backward.name} returns {len(found)} gradients; to stand in for the "
                f"library's it returns those of {', '.join(names)}"
            )
        by_name = dict(zip(names, found))
        return tuple(by_name.get(name) for name in plug.gradients)


class _Cache:
    """The answer's own cache, and the library's, made only where the library asks for what is in it."""

    def __init__(self, plug, given):
        self.plug_, self.given_ = plug, given
        self.mine = self.mask = self.several = self.library_ = None

    @property
    def library(self):
        """What the library's own forward keeps."""
        if self.library_ is None:
            _, self.library_ = self.plug_.forward.function(**self.given_)
        return self.library_

    def __getattr__(self, name):
        if name.startswith("_") or name.endswith("_"):
            raise AttributeError(name)
        return getattr(self.library, name)


def single(standing, formula, function):
    """Return a function that the library can call in place of a formula that is no pair."""
    library = inspect.signature(formula.function)
    taken = [name for name in inspect.signature(function).parameters if name in library.parameters]

    def stand_in(*args, **kwargs):
        given = _named(library, args, kwargs)
        out = given.pop("out", None)
        _must_be_idle(standing.path, formula.name, given, taken, library)
        found = standing.call(formula.name, function, **{part: given[part] for part in taken})
        if out is None:
            return found
        for array, value in zip(out, found):
            array[...] = value
        return tuple(out)

    return stand_in


def _named(library, args, kwargs):
    bound = library.bind(*args, **kwargs)
    bound.apply_defaults()
    return dict(bound.arguments)


def _must_be_idle(path, name, given, taken, library):
    for part, value in given.items():
        default = library.parameters[part].default
        if part not in taken and value is not None and not np.array_equal(value, default):
            raise DataError(
                f"{path}: this run calls {name} with {part}, which your function does not take; the "
                f"library's signature is {name}{library}"
            )


def _row(name, value, n):
    """One sequence's part of an argument that has a row for each; weights stay whole."""
    return value[n : n + 1] if name in ROWS and value is not None else value


def _joined(plug, parts, shape):
    """Put together the gradients of sequences that were run one by one: rows side by side, weights added."""
    joined = []
    for name, grads in zip(plug.gradients, zip(*parts)):
        if grads[0] is None:
            joined.append(None)
        elif name == "x":
            dx = np.zeros(shape, grads[0].dtype)
            for n, grad in enumerate(grads):
                dx[n, : grad.shape[1]] = grad[0]
            joined.append(dx)
        else:
            joined.append(np.concatenate(grads) if name in ROWS else sum(grads))
    return tuple(joined)
