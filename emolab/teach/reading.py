"""An answer read before it is run: what can be said of it in plain words from its text alone."""

import ast
import difflib

from emolab.core.errors import FileError, FormatError
from emolab.teach.exercise import read_text
from emolab.teach.sandbox.imports import refused_imports

LARGEST = 1 << 20


def read_answer(path):
    """Return an answer's text, and what keeps it from being run ("" where nothing does)."""
    try:
        text = read_text(path)
    except FileError:
        raise
    except FormatError as error:
        return "", str(error)
    return text, trouble(text, getattr(path, "name", str(path)))


def trouble(text, file="answer.py"):
    """Return why an answer cannot be run, with the line, or ""."""
    if len(text) > LARGEST:
        return f"{file} has {len(text) >> 20} MiB; an answer has at most {LARGEST >> 20}"
    if "\0" in text:
        return f"{file} holds a null byte: it is no Python source"
    try:
        tree = ast.parse(text, file)
    except SyntaxError as error:
        shown = f": {error.text.strip()[:80]}" if error.text and error.text.strip() else ""
        return f"{file}, line {error.lineno}: Python cannot read this ({error.msg}){shown}"
    except (RecursionError, MemoryError, ValueError) as error:
        return f"{file}: Python cannot read this ({error or type(error).__name__})"
    for line, said in refused_imports(tree):
        return f"{file}, line {line}: {said}"
    return ""


def forbidden(text, forbids, file="answer.py"):
    """Return which of the functions that do the exercise's work an answer calls, with the line, or "".

    forbids   such as ("np.hamming", "np.fft"), a function or a room of NumPy's
    """
    for line, name in _numpy_names(ast.parse(text)):
        if any(f"{name}.".startswith(f"{one}.") for one in forbids):
            return f"{file}, line {line}: {name} does what the exercise asks you to write"
    return ""


def _numpy_names(tree):
    """Yield a line and a name of NumPy, as np.NAME, for each place where a source reaches into NumPy."""
    rooms, stars = {}, []  # {what the source calls a room: np.ROOM}; rooms of which it takes all names
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for part in node.names:
                if part.name.partition(".")[0] == "numpy":
                    room = part.name.replace("numpy", "np", 1) if part.asname else "np"
                    rooms[part.asname or "numpy"] = room
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "numpy":
            room = node.module.replace("numpy", "np", 1)
            stars += [room for part in node.names if part.name == "*"]
            yield from ((node.lineno, f"{room}.{part.name}") for part in node.names)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            first, _, rest = ast.unparse(node).partition(".")
            if first in rooms:
                yield node.lineno, f"{rooms[first]}.{rest}"
        elif isinstance(node, ast.Name):
            yield from ((node.lineno, f"{room}.{node.id}") for room in stars)


def lacking(text, file, name):
    """Say that an answer lacks a function, and what it has that sounds like it."""
    nodes = (ast.FunctionDef, ast.ClassDef)
    has = [node.name for node in ast.parse(text).body if isinstance(node, nodes) and node.name != name]
    near = difflib.get_close_matches(name, has, n=1, cutoff=0.6)
    return f"{file} has no function called {name}" + (f"; it has {near[0]}" if near else "")


def returnless(exercise, text):
    """Say which function gives nothing back though the exercise's own does, "" where none."""
    for name in exercise.answers:
        if _gives(exercise.solution, name) and _gives(text, name) is False:
            return f"; {name} has no return with a value, so it gives None"
    return ""


def _gives(text, name):
    """Whether a function of a source returns or yields a value, None where there is no such function."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            given = (ast.Return, ast.Yield, ast.YieldFrom, ast.Raise)  # a gap raises: it is not judged
            return any(isinstance(part, given) and getattr(part, "value", 1) for part in ast.walk(node))
    return None


def signature(exercise, name):
    """Say how the exercise calls a function, "" where the exercise has none of the name."""
    for node in ast.walk(ast.parse(exercise.solution)):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return f"; it is called as {name}({ast.unparse(node.args)})"
    return ""
