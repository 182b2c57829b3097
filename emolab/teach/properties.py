"""The tests of an exercise: properties in words, visible to the student or hidden."""

import inspect
import zlib
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from emolab.core.errors import FormatError
from emolab.teach.exercise import read_text


class Property(NamedTuple):
    """One test: what it holds in words, what it weighs, and the function that holds it."""

    name: str
    words: str
    visible: bool
    weight: float
    function: Callable  # function(answer, rng)

    def rng(self):
        """The generator of the test, the same for every run."""
        return np.random.default_rng(zlib.crc32(self.name.encode()))


def properties(exercise):
    """Return the tests of an exercise, the visible ones first.

    Errors    FormatError for a file that does not run, a test without words, or two of one name
    """
    found = [*_read(exercise, "visible.py"), *_read(exercise, "hidden.py")]
    names = [one.name for one in found]
    for name in names:
        if names.count(name) > 1:
            raise FormatError(f"{exercise.folder}: two tests are called {name}")
    return found


def _read(exercise, file):
    path = exercise.folder / file
    space = {"__name__": f"{exercise.name}_{path.stem}", "__file__": str(path)}
    try:
        exec(compile(read_text(path), str(path), "exec"), space)
    except Exception as error:
        raise FormatError(f"{path} does not run: {type(error).__name__}: {error}") from error
    for name, function in space.items():
        if name.startswith("test") and inspect.isfunction(function):
            words = (inspect.getdoc(function) or "").partition("\n")[0].strip()
            if not words:
                raise FormatError(f"{path}: {name} has no docstring; its first line is the property in words")
            weight = exercise.weights.get(name, 1)
            yield Property(name, words, file == "visible.py", weight, function)
