"""The formula registry: one decorator joins a formula, its equations and its kernel."""

import functools
import importlib
import importlib.util
import inspect
from typing import NamedTuple

from emolab.core.backend import backend, on_card, to_card
from emolab.core.errors import ArgumentError
from emolab.core.shapes import check_shapes, parse_shapes
from emolab.core.threads import one_pool

KERNELS = "emolab.kernels"
CUDA = "emolab.kernels.cuda"
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

    def cuda_function(self):
        """Return the twin for CuPy arrays in emolab.kernels.cuda, or None: then the formula runs on them."""
        if self.kernel is None or importlib.util.find_spec(f"{CUDA}.{self.kernel}") is None:
            return None
        return getattr(importlib.import_module(f"{CUDA}.{self.kernel}"), self.name, None)


def formula(*equations, kernel=None):
    """Register a function as the formula of some equations, and dispatch it to its kernel.

    Dispatch, in this order
      a cache (NamedTuple) among the arguments goes back to the face that made it
      CuPy arrays go to emolab.kernels.cuda.<kernel>.<same name> where there is one, else to the formula,
      which runs on them unchanged; the backend "cupy" moves NumPy arrays there first
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
        faces = {"formula": function}

        @functools.wraps(function)
        def dispatch(*args, **kwargs):
            if entry.shapes:
                check_shapes(entry.name, entry.shapes, {**dict(zip(names, args)), **kwargs})
            chosen = _face(entry, args, kwargs)
            if chosen != "kernel" and backend() == "cupy":
                args, kwargs = _moved(args), {name: _moved(value) for name, value in kwargs.items()}
            if chosen not in faces:
                twin = entry.kernel_function() if chosen == "kernel" else entry.cuda_function()
                faces[chosen] = twin or function
            with one_pool():
                return faces[chosen](*args, **kwargs)

        dispatch.formula = entry
        dispatch.faces = faces  # a student's own function may take their place (teach/plugging.py)
        dispatch.__doc__ = _with_equations(function.__doc__, equations)
        return dispatch

    return register


def _with_equations(text, equations):
    """A docstring that ends in the equations, so that help() leads to their entries in the ledger."""
    if not text or not equations:
        return text
    between = "\n" if "\n" in text.strip() else "\n\n"
    return f"{text.rstrip()}{between}    Equations {', '.join(equations)}\n    "


def _face(entry, args, kwargs):
    card = False
    for value in (*args, *kwargs.values()):
        kind = type(value)
        if isinstance(value, tuple) and hasattr(kind, "_fields"):
            if kind.__module__.startswith(CUDA):
                return "cuda"
            return "kernel" if kind.__module__.startswith(KERNELS) else "formula"
        if kind.__module__.startswith("cupy") or (kind in (tuple, list) and any(map(on_card, value))):
            card = True
    chosen = backend()
    if card or chosen == "cupy":
        return "cuda"
    return "kernel" if chosen == "numba" and entry.kernel else "formula"


def _moved(value):
    """NumPy arrays, also in lists, as CuPy's; caches and what is no array stay as they are."""
    import numpy as np  # here, so that `import emolab` stays light

    if isinstance(value, np.ndarray):
        return to_card(value)
    if isinstance(value, tuple | list) and not hasattr(value, "_fields"):
        return type(value)(_moved(part) for part in value)
    return value


def formulas():
    """Return every registered formula by name, after loading the rooms that hold them."""
    for room in ("audio", "vision", "learn", "nn", "fusion", "models", "training", "analysis"):
        importlib.import_module(f"emolab.{room}")
    return dict(sorted(FORMULAS.items()))
