"""From a function to its equations, and what has none on the other side."""

import difflib
from typing import NamedTuple

import emolab.papers
from emolab.core.errors import ArgumentError
from emolab.core.registry import formulas
from emolab.papers.ledger import entries, implementation
from emolab.papers.references import formulas_of


class Known(NamedTuple):
    """An entry of a paper."""

    paper: str
    entry: object


def equation_index():
    """Return {name of code: [Known, ...]}, by what the entries name and what the registry's functions cite.

    The order is that of the papers and of their entries.
    """
    index = {}
    for paper in emolab.papers.PAPERS:
        cited = formulas_of(paper)
        for entry in entries(paper):
            for name in dict.fromkeys((*entry.code, *cited[entry.number])):
                index.setdefault(plain_name(name), []).append(Known(paper, entry))
    return index


def plain_name(name):
    """Return a formula's own name for a dotted path that leads to one, else the path itself."""
    if "." not in name:
        return name
    known = getattr(implementation(name), "formula", None)
    return name if known is None else known.name


def equations_of(name, index=None):
    """Return (name of the code, its entries); a class goes by its last name too.

    Errors    ArgumentError for a name that is no formula's and no entry's code, with the nearest
    """
    index = equation_index() if index is None else index
    known = {**dict.fromkeys(formulas(), None), **index}
    if name in known:
        return name, index.get(name, [])
    ending = [path for path in index if path.rpartition(".")[2] == name]
    if ending:
        return ending[0], index[ending[0]]
    by_last = {path.rpartition(".")[2]: path for path in known}
    pair = [f"{name}_{face}" for face in ("forward", "step", "backward") if f"{name}_{face}" in known]
    near = pair or difflib.get_close_matches(name, by_last, n=4, cutoff=0.5)
    hint = f"; did you mean {', '.join(near)}?" if near else ""
    raise ArgumentError(f"no formula is called {name!r}{hint} (emolab formula lists what there is)")


def without_equation(index):
    """Return the registry's functions that implement no entry, with what they cite beside the papers."""
    return {name: known.equations for name, known in formulas().items() if name not in index}


def without_code():
    """Return the entries that name no code."""
    return [
        Known(paper, entry) for paper in emolab.papers.PAPERS for entry in entries(paper) if not entry.code
    ]
