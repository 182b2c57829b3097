"""What an answer may import, and how anything else is refused. Standard library only."""

import ast
import builtins

ALLOWED = (
    "numpy", "math", "cmath", "itertools", "functools", "collections", "dataclasses", "typing", "operator",
    "fractions", "statistics", "string", "re", "enum", "abc", "copy", "numbers", "time", "random", "warnings",
    "__future__",
)  # fmt: skip
WITHIN_NUMPY = ("testing", "f2py", "distutils", "ctypeslib")  # numpy's own rooms that no formula needs


def refused(name):
    """Return a sentence that says why a module may not be imported, "" where it may."""
    first, _, rest = name.partition(".")
    if first == "numpy" and rest.partition(".")[0] in WITHIN_NUMPY:
        return f"{name} may not be imported: no formula needs it"
    if first in ALLOWED:
        return ""
    if first == "emolab":
        return "emolab may not be imported: the exercise is to write what the library has"
    return f"{first} may not be imported: an answer uses NumPy and math alone"


def refused_imports(tree):
    """Yield (line, sentence) for each import in a parsed answer that is not allowed."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [part.name for part in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = ["." * node.level] if node.level else [node.module or ""]
            if node.module == "numpy":
                names += [f"numpy.{part.name}" for part in node.names if part.name in WITHIN_NUMPY]
        else:
            continue
        for name in names:
            if name.startswith("."):
                yield node.lineno, "an answer is one file: it imports nothing from files beside it"
            elif refused(name):
                yield node.lineno, refused(name)


def guarded_builtins(file):
    """Return the builtins for an answer's module: `import` in it refuses what is not allowed.

    It keeps honest answers to the rule while they run; what keeps hostile ones in is the process around them.
    """
    plain = builtins.__import__

    def guarded(name, globals=None, locals=None, fromlist=(), level=0):
        if globals is not None and globals.get("__file__") == file:
            said = (
                "an answer is one file: it imports nothing from files beside it" if level else refused(name)
            )
            if said:
                raise ImportError(said)
        return plain(name, globals, locals, fromlist, level)

    return {**vars(builtins), "__import__": guarded}
