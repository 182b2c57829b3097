"""An answer in the library's place: while a run lasts, formula and kernel give way to it."""

import ast
import importlib
import inspect
import re
import sys
import types
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from emolab.core.errors import ArgumentError
from emolab.core.registry import formulas
from emolab.teach.bank import exercises
from emolab.teach.checking import check_answer
from emolab.teach.reading import read_answer
from emolab.teach.stand_in import StandIn, single

_RESULT = re.compile(r"Shapes.*?->(.*?)(?=\n\s*(?:[A-Z]\w+ {2,}|\n|$))", re.S)


class Plug(NamedTuple):
    """What an answer can stand in for: a formula, and its backward where it is the forward of a pair."""

    forward: object  # the registry's Formula
    backward: object | None
    gradients: tuple  # names of the inputs, in the order in which the library's backward returns them


def plug_of(exercise):
    """Return the Plug that an exercise's `plugs` names.

    Errors    ArgumentError where no formula is registered under it
    """
    path, _, name = exercise.plugs.rpartition(".")
    known = formulas()
    if name not in known:
        raise ArgumentError(f"no formula is registered as {name!r}")
    if not (known[name].module == path or known[name].module.startswith(path + ".")):
        raise ArgumentError(f"{name} stands in {known[name].module}, not in {path}")
    backward = None
    if name.endswith(("_forward", "_backward")):
        stem = name.rpartition("_")[0]
        name, backward = f"{stem}_forward", known.get(f"{stem}_backward")
    if name not in known:
        raise ArgumentError(f"{exercise.plugs}: there is no {name}, so nothing makes its cache")
    if backward is None:
        return Plug(known[name], None, ())
    first = next(iter(inspect.signature(known[name].function).parameters))
    return Plug(known[name], backward, gradient_names(backward) or (first,))


def gradient_names(backward):
    """Return the inputs that a backward gives gradients of, read from its Shapes block: ("x", "W", "b")."""
    found = _RESULT.search(backward.function.__doc__ or "")
    text = re.sub(r"\([^()]*\)", "", found.group(1) if found else "")
    return tuple(re.findall(r"\bd(\w+)", text))


def exercise_of(text, path, bank=None):
    """Return the exercise that a file answers: by the file's name, else by the functions in it.

    Errors    ArgumentError where none does, or several do
    """
    known = {name: one for name, one in exercises(bank).items() if one.plugs}
    if path.stem in known:
        return known[path.stem]
    defined = functions_in(text)
    fitting = [one for one in known.values() if set(one.answers) <= defined]
    most = max((len(one.answers) for one in fitting), default=0)
    fitting = [one for one in fitting if len(one.answers) == most]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(one.name for one in fitting or known.values())
    said = "more than one exercise" if fitting else "no exercise that plugs into the library"
    raise ArgumentError(f"{path} answers {said}; call the file NAME.py, NAME one of {names}")


def functions_in(text):
    """Return the names of the functions and classes at the top of a source."""
    nodes = (ast.FunctionDef, ast.ClassDef)
    return {node.name for node in ast.parse(text).body if isinstance(node, nodes)}


@contextmanager
def using(paths, runner=None, bank=None):
    """Inside the block the library computes with the answers in some files; yields a StandIn for each.

    runner    holds the answers against their tests first, as `check_answer`'s
    Errors    ArgumentError for an answer that fails a test (it names which), or that answers nothing known
    """
    with ExitStack() as stack:
        found = []
        for path in map(Path, paths):
            text, why = read_answer(path)
            if why:
                raise ArgumentError(why)
            exercise = exercise_of(text, path, bank)
            report = check_answer(exercise, text, runner, path.name)
            failed = [one for one in report.outcomes if not one.passed]
            if failed:
                said = "; ".join(f"{one.property}: {one.said}" for one in failed[:3])
                raise ArgumentError(
                    f"{path} fails {len(failed)} of {len(report.outcomes)} tests of {exercise.name}, so it "
                    f"is not used: {said}"
                )
            found.append(_stand_in(exercise, text, path, stack))
        yield found


def _stand_in(exercise, text, path, stack):
    plug = plug_of(exercise)
    functions = chosen(exercise, plug, run(text, path), path)
    standing = StandIn(exercise.name, path, functions)
    mine, back = functions[plug.forward.name], functions.get(getattr(plug.backward, "name", None))
    if plug.backward is None:
        stack.enter_context(replaced(plug.forward, single(standing, plug.forward, mine)))
        return standing
    for formula, function in zip((plug.forward, plug.backward), standing.pair(plug, mine, back)):
        stack.enter_context(replaced(formula, function))
    return standing


def run(text, path):
    """Run an answer's source here, and return its module: for answers of one's own only."""
    module = types.ModuleType(Path(path).stem)
    exec(compile(text, str(path), "exec"), module.__dict__)
    return module


def chosen(exercise, plug, module, path):
    """Return {name of the library's function: the answer's}, by the library's names, else in order.

    Errors    ArgumentError where there is no forward, or where it takes what the library does not give
    """
    names = [formula.name for formula in (plug.forward, plug.backward) if formula is not None]
    found = {name: getattr(module, name) for name in names if hasattr(module, name)}
    others = (getattr(module, name) for name in exercise.answers if name not in found)
    for name in names:
        other = None if name in found else next(others, None)
        if other is not None:
            found[name] = other
    if names[0] not in found:
        raise ArgumentError(f"{path} has no {names[0]}, which makes the cache for your backward")
    library = inspect.signature(plug.forward.function).parameters
    for name, parameter in inspect.signature(found[names[0]]).parameters.items():
        if name not in library and parameter.default is parameter.empty:
            raise ArgumentError(f"{path}: {names[0]} takes {name}; the library gives it {', '.join(library)}")
    return found


@contextmanager
def replaced(formula, function):
    """Inside the block every call of a registered formula, on any backend, goes to another function."""
    faces = getattr(importlib.import_module(formula.module), formula.name).faces
    before = dict(faces)
    faces.update(dict.fromkeys(("formula", "kernel", "cuda"), function))
    _forget_plans()
    try:
        yield
    finally:
        faces.clear()
        faces.update(before)
        _forget_plans()


def _forget_plans():
    """Windows and filters are kept from call to call: what another function made must be made anew."""
    for name, module in list(sys.modules.items()):
        if name.startswith("emolab.audio."):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
