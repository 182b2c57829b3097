"""References from code to the ledger: "song2021 2.14-2.19" stands for six entries of that paper.

A reference is a paper's key and what a formula implements of it: an equation or several, a step, a figure, a
section or a name. Where the ledger splits a number ("Fig 2, attention gates") or joins some ("steps 1-6"),
the entries that cover what is referred to are found.
"""

import importlib
import re
from typing import NamedTuple

from emolab.core.errors import ArgumentError

KINDS = {
    "": "", "eq": "", "eqs": "", "equation": "", "equations": "", "step": "step", "steps": "step",
    "fig": "fig", "figs": "fig", "figure": "fig", "figures": "fig", "table": "table", "tables": "table",
    "section": "section", "sections": "section",
}  # fmt: skip
_NUMBER = r"\d+(?:\.\d+)*"
_RANGE = rf"{_NUMBER}(?:\s*-\s*{_NUMBER})?"
_REFERENCE = re.compile(rf"(?:([A-Za-z]+)\.?\s+)?({_RANGE}(?:,\s*{_RANGE})*)(?:,?\s+(\D.*))?")


class Place(NamedTuple):
    """One place in a paper."""

    kind: str  # "" for an equation, "step", "fig", "table", "section"; "name" where there is no number
    number: tuple  # (2, 14) for 2.14
    part: str  # what follows the number, or the name


def expand(reference, numbers=None):
    """Return (paper, [numbers of its entries]) that a reference stands for.

    numbers   of the entries, in their order; None: those of the paper's ledger
    Errors    ArgumentError where the paper is unknown, or no entry covers a part of the reference
    Example   expand("song2021 2.14-2.16") is ("song2021", ["2.14", "2.15", "2.16"])
    """
    paper = paper_of(reference)
    if paper is None:
        raise ArgumentError(f"reference {reference!r} does not begin with a paper's key")
    if numbers is None:
        entries = importlib.import_module(f"emolab.papers.{paper}.equations").ENTRIES
        numbers = [entry.number for entry in entries]
    covering = {}
    for number in numbers:
        for place in places(number):
            covering.setdefault(place, []).append(number)
    found = []
    for place in places(reference[len(paper) :].strip()):
        here = _covering(place, covering)
        if not here:
            raise ArgumentError(f"reference {reference!r}: {paper} has no entry for {_named(place)}")
        found += [number for number in here if number not in found]
    return paper, sorted(found, key=list(numbers).index)


def paper_of(reference):
    """Return the key of the paper that a reference is to, or None where it is to none of ours."""
    from emolab.papers import PAPERS

    key = reference.partition(" ")[0]
    return key if key in PAPERS and len(reference) > len(key) + 1 else None


def references_to(paper):
    """Return [(formula's name, reference)] of all registered formulas that refer to a paper."""
    from emolab.core.registry import formulas

    return [
        (name, reference)
        for name, entry in formulas().items()
        for reference in entry.equations
        if paper_of(reference) == paper
    ]


def formulas_of(paper):
    """Return {entry's number: (names of the formulas that refer to it)}, every entry of the paper in it."""
    from emolab.papers.ledger import entries

    found = {entry.number: [] for entry in entries(paper)}
    for name, reference in references_to(paper):
        for number in expand(reference)[1]:
            if name not in found[number]:
                found[number].append(name)
    return {number: tuple(names) for number, names in found.items()}


def places(text):
    """Return the places that a reference without its paper, or an entry's number, stands for."""
    match = _REFERENCE.fullmatch(text.strip())
    kind = KINDS.get((match[1] or "").lower()) if match else None
    if kind is None:
        return [Place("name", (), text.strip().lower())]
    part = (match[3] or "").strip().lower()
    found = []
    for piece in match[2].split(","):
        first, _, last = (side.strip() for side in piece.partition("-"))
        low = tuple(map(int, first.split(".")))
        high = tuple(map(int, last.split("."))) if last else low
        if low[:-1] != high[:-1] or high[-1] < low[-1]:
            raise ArgumentError(f"{text!r}: {first} to {last} is no range of numbers")
        found += [Place(kind, (*low[:-1], i), part) for i in range(low[-1], high[-1] + 1)]
    return found


def _covering(place, covering):
    """The entries at a place itself; else at its number as a whole; else at all of its parts."""
    kinds = (place.kind, "section") if place.kind == "" else (place.kind,)
    for kind in kinds:
        for wanted in (place._replace(kind=kind), place._replace(kind=kind, part="")):
            if wanted in covering:
                return covering[wanted]
    if place.part:
        return []
    parts = [p for p in covering if p.kind in kinds and p.number == place.number]
    return [number for p in parts for number in covering[p]]


def _named(place):
    kind = "" if place.kind == "name" else place.kind or "equation"
    return " ".join(filter(None, (kind, ".".join(map(str, place.number)), place.part)))
