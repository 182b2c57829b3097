"""The tables of a paper as rows of text, whatever way they are kept as data."""

import importlib
import io
import re
import tokenize
from typing import NamedTuple

import numpy as np

PROPER = {
    "CKPLUS": "CK+",
    **{name: name for name in ("FER2013", "RAVDESS", "MOSI", "MELD", "CHEAVD", "IS11")},
}


class Shown(NamedTuple):
    """One table."""

    title: str
    heading: tuple
    rows: tuple
    note: str  # the comment beside it


def printed_tables(paper):
    """Return the tables that a paper's `tables` module keeps under upper-case names."""
    module = importlib.import_module(f"emolab.papers.{paper}.tables")
    notes = _notes(module)
    names = [name for name in vars(module) if name.isupper() and not name.startswith("_")]
    labels = [vars(module)[name] for name in names if _is_labels(vars(module)[name])]
    single, found = [], []
    for name in names:
        shape = _shape(getattr(module, name), labels)
        if shape is None:
            single.append((_title(name), _text(getattr(module, name)), notes.get(name, "")))
        else:
            found.append(Shown(_title(name), *shape, notes.get(name, "")))
    if single:
        found.append(Shown("Single figures", ("what", "value", "note"), tuple(single), ""))
    return found


def _title(name):
    words = " ".join(PROPER.get(word, word.lower()) for word in name.split("_"))
    words = words[0].upper() + words[1:]
    return re.sub(
        r"^(Table|Figure|Eq) ([\d ]+)", lambda m: f"{m[1]} {m[2].strip().replace(' ', '.')} ", words
    ).strip()


def _is_labels(value):
    return isinstance(value, tuple) and value != () and all(isinstance(item, str) for item in value)


def _shape(value, labels=()):
    """(heading, rows) of what a table can be kept as; None for a single figure.

    labels    tuples of names, one of which may be those of a square's rows and columns
    """
    if isinstance(value, np.ndarray) and value.ndim == 2:
        rows, columns = (
            next((names for names in labels if len(names) == size), [str(i + 1) for i in range(size)])
            for size in value.shape
        )
        return ("", *columns), tuple((name, *map(_text, row)) for name, row in zip(rows, value))
    if isinstance(value, dict) and value:
        items = list(value.items())
        if all(isinstance(item, dict) for _, item in items):
            return _of_dicts(items)
        if all(hasattr(item, "_fields") for _, item in items):
            rows = tuple((_text(key), *map(_text, item)) for key, item in items)
            return ("", *map(_words, items[0][1]._fields)), rows
        return ("", "value"), tuple((_text(key), _text(item)) for key, item in items)
    if hasattr(value, "_fields"):
        return tuple(map(_words, value._fields)), (tuple(map(_text, value)),)
    if isinstance(value, tuple | list) and value and all(hasattr(item, "_fields") for item in value):
        return tuple(map(_words, value[0]._fields)), tuple(tuple(map(_text, item)) for item in value)
    if isinstance(value, tuple | list) and value and all(isinstance(item, tuple | list) for item in value):
        if len({len(item) for item in value}) == 1:
            return tuple("" for _ in value[0]), tuple(tuple(map(_text, item)) for item in value)
    return None


def _of_dicts(items):
    inner = [(outer, key, item) for outer, value in items for key, item in value.items()]
    if all(hasattr(item, "_fields") for _, _, item in inner):
        heading = ("", "", *map(_words, inner[0][2]._fields))
        return heading, tuple((_text(outer), _text(key), *map(_text, item)) for outer, key, item in inner)
    columns = list(dict.fromkeys(key for _, key, _ in inner))
    rows = tuple((_text(o), *(_text(value.get(key, "")) for key in columns)) for o, value in items)
    return ("", *map(_text, columns)), rows


def _words(name):
    return name.replace("_", " ")


def _text(value):
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, float | np.floating):
        return f"{value:.10g}"
    if isinstance(value, tuple | list | set | frozenset):
        return ", ".join(map(_text, value))
    if isinstance(value, dict):
        return ", ".join(f"{_text(key)} {_text(item)}" for key, item in value.items())
    return str(value)


def _notes(module):
    """{name: comment that stands above its assignment or behind its opening line}."""
    source = open(module.__file__, encoding="utf-8").read()
    above, found, name, start = [], {}, None, True
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        at_left = token.start[1] == 0
        if token.type == tokenize.COMMENT:
            said = token.string.lstrip("# ")
            if said.startswith(("fmt:", "noqa")):
                continue
            if at_left:
                above.append(said)
            elif name and name not in found or name and token.start[0] == start:
                found[name] = said
        elif token.type == tokenize.NAME and at_left:
            name, start = (token.string, token.start[0]) if token.string.isupper() else (None, 0)
            if name and above:
                found[name] = " ".join(above)
            above = []
    return found
