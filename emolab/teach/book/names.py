"""Names of the library in a tutorial's code, and where their code stands."""

import ast
import importlib
import inspect
from functools import cache
from pathlib import Path
from typing import NamedTuple

import emolab
from emolab.core.errors import ArgumentError
from emolab.papers.code_place import code_place

ROOT = Path(emolab.__file__).resolve().parent.parent


class Link(NamedTuple):
    """A piece of a text that leads to code."""

    start: int
    end: int
    file: str  # "emolab/audio/mfcc.py"
    line: int


def imported(tutorial):
    """Return {name in the page: dotted path}, of what is imported from the library and not assigned anew."""
    known, stored = {}, set()
    for cell in tutorial.cells:
        if cell.prose:
            continue
        for node in ast.walk(ast.parse(cell.text)):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name.partition(".")[0] == "emolab":
                        path = alias.name if alias.asname else "emolab"
                        known[alias.asname or "emolab"] = path
            elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "emolab":
                known.update({a.asname or a.name: f"{node.module}.{a.name}" for a in node.names})
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                stored.add(node.id)
            elif isinstance(node, ast.FunctionDef):
                stored.add(node.name)
                stored.update(argument.arg for argument in node.args.args)
    return {name: path for name, path in known.items() if name not in stored}


def code_links(text, known):
    """Return the Links of a piece of code, in order."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    lines = text.split("\n")

    def offset(line, column):  # the parser counts bytes
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

    found = []

    def visit(node):
        chain, inner = [], node
        while isinstance(inner, ast.Attribute):
            chain.append(inner)
            inner = inner.value
        if isinstance(inner, ast.Name) and inner.id in known:
            for k, part in enumerate([*chain, inner]):  # the longest that is code
                dotted = ".".join([known[inner.id], *(node.attr for node in reversed(chain[k:]))])
                place = find_code(dotted)
                if place is not None:
                    start, end = (
                        offset(node.lineno, node.col_offset),
                        offset(part.end_lineno, part.end_col_offset),
                    )
                    found.append(Link(start, end, *place))
                    break
            return
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(ast.parse(text))
    return sorted(found)


def word_place(word, known):
    """Return (file, line) of what prose sets as code, such as `audio.mfcc` or a file's path; else None."""
    if word.startswith("emolab/") and (ROOT / word).is_file():
        return word, 1
    bare = word.partition("(")[0]
    first, _, rest = bare.partition(".")
    if first not in known or not all(part.isidentifier() for part in bare.split(".")):
        return None
    return find_code(f"{known[first]}.{rest}" if rest else known[first])


@cache
def find_code(dotted):
    """Return (file, line) of a dotted path's code in the library, None for a module or what has no place."""
    module, _, name = dotted.rpartition(".")
    try:
        if not module or inspect.ismodule(getattr(importlib.import_module(module), name, None)):
            return None
        place = code_place(dotted)
    except (ArgumentError, ImportError, AttributeError):
        return None
    return (place.file, place.line) if place.file.startswith("emolab/") else None
