"""The formula registry: one decorator joins a formula, its equations and its kernel."""

import functools
import importlib
import inspect
from typing import NamedTuple

from emolab.core.backend import backend
from emolab.core.errors import ArgumentError
from emolab.core.shapes import check_shapes, parse_shapes
from emolab.core.threads import one_pool

KERNELS = "emolab.kernels"
FORMULAS = {}


class Formula(NamedTuple):
    """What the registry knows of one public function."""

    name: str  # the function's own name
    module: str
    equations: tuple  # ("song2021 2.14-2.19", ...)
    kernel: str | None  # the module under emolab/kernels that holds the twin
    function: object  # the plain NumPy formula, without dispatch
    shapes: dict  # what check_shapes reads

    def kernel_function(self):
        """Return the twin of the same name in emolab.kernels, or None where there is none."""
        if self.kernel is None:
            return None
        return getattr(importlib.import_module(f"{KERNELS}.{self.kernel}"), self.name)


def formula(*equations, kernel=None):
    """Register a function as the formula of some equations, and dispatch it to its kernel.

    Dispatch, in this order
      a cache (NamedTuple) among the arguments goes back to the face that made it
      CuPy arrays stay with the formula, which runs on them unchanged
      the backend "numba" calls emolab.kernels.<kernel>.<same name>
      everything else calls the formula
    Before that the arrays are held against the Shapes block of the docstring.

    Example   @formula("song2021 2.14-2.19", kernel="lstm")
    """

    def register(function):
        names = tuple(inspect.signature(function).parameters)
        entry = Formula(
            function.__name__, function.__module__, equations, kernel, function,
            parse_shapes(function.__doc__),
        )  # fmt: skip
        other = FORMULAS.get(entry.name)
        if other is not None and other.module != entry.module:
            raise ArgumentError(f"formula {entry.name} stands in {other.module} and in {entry.module}")
        FORMULAS[entry.name] = entry
        found = []

        @functools.wraps(function)
        def dispatch(*args, **kwargs):
            if entry.shapes:
                check_shapes(entry.name, entry.shapes, {**dict(zip(names, args)), **kwargs})
            chosen = _face(entry, args, kwargs)
            if chosen == "kernel":
                if not found:
                    found.append(entry.kernel_function())
                with one_pool():
                    return found[0](*args, **kwargs)
            if chosen == "cupy" and backend() == "cupy":
                args, kwargs = _on_device(args, kwargs)
            with one_pool():
                return function(*args, **kwargs)

        dispatch.formula = entry
        return dispatch

    return register


def _face(entry, args, kwargs):
    numpy_only = True
    for value in (*args, *kwargs.values()):
        kind = type(value)
        if isinstance(value, tuple) and hasattr(kind, "_fields"):
            return "kernel" if kind.__module__.startswith(KERNELS) else "formula"
        if kind.__module__.startswith("cupy"):
            numpy_only = False
    if not numpy_only:
        return "formula"
    chosen = backend()
    if chosen == "cupy":
        return "cupy"
    return "kernel" if chosen == "numba" and entry.kernel else "formula"


def _on_device(args, kwargs):
    import cupy
    import numpy as np

    def move(value):
        return cupy.asarray(value) if isinstance(value, np.ndarray) else value

    return [move(v) for v in args], {k: move(v) for k, v in kwargs.items()}


def formulas():
    """Return every registered formula by name, after loading the rooms that hold them."""
    for room in ("audio", "vision", "learn", "nn", "fusion", "models", "training", "analysis"):
        importlib.import_module(f"emolab.{room}")
    return dict(sorted(FORMULAS.items()))
