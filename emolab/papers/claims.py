"""Claims of a paper about numbers, each an audit that runs: both sides, the arithmetic, a verdict."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from emolab.core.errors import ArgumentError

FOUND = ("holds", "does not hold", "cannot be decided")


class Audited(NamedTuple):
    """What an audit found."""

    found: str  # one of FOUND
    printed: str  # the paper's side, in numbers
    computed: str  # ours
    arithmetic: str  # how it was computed, in a line


@dataclass(frozen=True)
class Claim:
    """One statement of a paper that numbers can decide.

    number   where it stands: "Table 2", "Section 4.1, FER2013 counts"
    title    what is claimed, in our own words
    expected what the audit must find: it is run, and held against this
    audit    a callable () -> Audited
    why      one line on what follows from it
    """

    number: str
    title: str
    expected: str
    audit: Callable
    why: str = ""

    def __post_init__(self):
        if self.expected not in FOUND:
            raise ArgumentError(f"{self.number}: {self.expected!r} is none of {FOUND}")


class Ran(NamedTuple):
    """One claim's audit, run; agrees: whether it found what the ledger expects."""

    paper: str
    claim: Claim
    result: Audited
    agrees: bool


def claims(paper):
    """Return the claims of a paper, in its order.

    Errors    ArgumentError where two have one number and title
    """
    found = importlib.import_module(f"emolab.papers.{paper}.claims").CLAIMS
    names = [(claim.number, claim.title) for claim in found]
    for name in names:
        if names.count(name) > 1:
            raise ArgumentError(f"{paper} {name[0]} stands twice: {name[1]}")
    return found


def audit(paper):
    """Run the audits of a paper's claims, and yield each Ran; one that breaks off agrees with nothing."""
    for claim in claims(paper):
        try:
            result = claim.audit()
        except Exception as error:  # what its data or arithmetic may raise
            said = f"broke off: {type(error).__name__}: {error}"
            yield Ran(paper, claim, Audited("cannot be decided", "", "", said), False)
            continue
        yield Ran(paper, claim, result, result.found == claim.expected)
