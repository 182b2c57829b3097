"""Where the code of an entry stands, and what it reads like."""

import ast
import importlib
import inspect
from pathlib import Path
from typing import NamedTuple

import emolab
from emolab.core.errors import ArgumentError
from emolab.papers.ledger import implementation


class Place(NamedTuple):
    """One piece of code."""

    name: str  # as entries name it
    file: str  # from the package's folder on: "emolab/nn/lstm.py"
    line: int
    source: str
    kernel: str | None  # the file of its fast twin
    cuda: str | None = None  # the file of its twin for a graphics card


def code_place(name):
    """Return where an implementation stands, by its name in the registry or its dotted path.

    Errors    ArgumentError where there is no such code
    """
    found = implementation(name)
    registered = getattr(found, "formula", None)
    kernel, cuda = _twins(registered)
    target = inspect.unwrap(found) if callable(found) else found
    try:
        lines, first = inspect.getsourcelines(target)
        return Place(name, _short(inspect.getsourcefile(target)), max(first, 1), "".join(lines), kernel, cuda)
    except (TypeError, OSError):  # a value, such as a table or a preset
        module, _, last = name.rpartition(".")
        file, line, source = _assignment(module, last)
        return Place(name, file, line, source, kernel, cuda)


def _twins(registered):
    """The files of a formula's twins: Numba's or SciPy's, and CUDA's; None for each that is not there."""
    if registered is None or registered.kernel is None:
        return None, None
    cuda = None if registered.cuda_function() is None else f"emolab/kernels/cuda/{registered.kernel}.py"
    return f"emolab/kernels/{registered.kernel}.py", cuda


def _assignment(module, name):
    """Where a module's value is assigned, also in the module that it was taken from."""
    file = getattr(importlib.import_module(module), "__file__", None)
    text = Path(file).read_text(encoding="utf-8") if file else ""
    for node in ast.parse(text).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for target in targets:
            names = {getattr(part, "id", None) for part in ast.walk(target)} if target is not None else ()
            if name in names:
                lines = text.splitlines(keepends=True)[node.lineno - 1 : node.end_lineno]
                return _short(file), node.lineno, "".join(lines)
        if isinstance(node, ast.ImportFrom) and name in {alias.asname or alias.name for alias in node.names}:
            return _assignment(node.module, name)
    raise ArgumentError(f"{module}.{name} stands in no file that can be read")


def _short(file):
    root = Path(emolab.__file__).resolve().parent.parent
    path = Path(file).resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
