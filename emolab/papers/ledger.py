"""The ledger of a paper's equations: each an entry with its code and a check that runs."""

import importlib
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from emolab.core.errors import ArgumentError

VERDICTS = ("ok", "misprint", "ambiguous", "silent")
_stand_ins = {}


@dataclass(frozen=True)
class Entry:
    """One equation, step or setting of a paper.

    number    as printed: "2.8", "Eq 6", "Fig 2", "steps 1-6"
    title     what it is, in a few words
    verdict   "ok" as printed; "misprint", then `intended` is implemented; "ambiguous", several readings;
              "silent", needed and not given
    why       one line: what is wrong, unclear or chosen, and why so
    check     a callable () -> Checked, which runs the code on random input
    code      what implements it: names in the formula registry, or dotted paths such as "emolab.models.VGG"
    printed   LaTeX of the printed form, None where nothing is printed
    intended  LaTeX of the form that is implemented, where it differs
    readings  {how code is told to take it: what that means}, the default first
    section   where in the paper it stands
    """

    number: str
    title: str
    verdict: str
    why: str
    check: Callable
    code: tuple = ()
    printed: str | None = None
    intended: str | None = None
    readings: dict | None = None
    section: str = ""

    def __post_init__(self):
        if self.verdict not in VERDICTS:
            raise ArgumentError(f"{self.number}: the verdict is {self.verdict!r}, none of {VERDICTS}")
        if self.verdict == "misprint" and not (self.printed and self.intended):
            raise ArgumentError(f"{self.number}: a misprint needs the printed and the intended form")
        if self.verdict == "ambiguous" and len(self.readings or ()) < 2:
            raise ArgumentError(f"{self.number}: what is ambiguous has two readings or more")


class Checked(NamedTuple):
    """What a check found."""

    holds: bool
    said: str  # the figures, in a line


class Verified(NamedTuple):
    """One entry's check, run."""

    paper: str
    entry: Entry
    holds: bool
    said: str
    seconds: float


def implementation(name):
    """Return the code of a name in the registry, or of a dotted path; checks get at it by this alone.

    Errors    ArgumentError where there is no such code
    """
    if name in _stand_ins:
        return _stand_ins[name]
    if "." not in name:
        from emolab.core.registry import formulas

        known = formulas()
        if name not in known:
            raise ArgumentError(f"no formula is registered as {name!r}")
        return getattr(importlib.import_module(known[name].module), name)
    path, _, last = name.rpartition(".")
    try:
        return getattr(importlib.import_module(path), last)
    except (ImportError, AttributeError) as error:
        raise ArgumentError(f"there is no {name}: {error}") from error


@contextmanager
def swapped(name, other):
    """Inside the block checks meet another implementation under this name: a wrong one must be found out."""
    implementation(name)  # names what is not there
    before = _stand_ins.copy()
    _stand_ins[name] = other
    try:
        yield
    finally:
        _stand_ins.clear()
        _stand_ins.update(before)


def equal(got, wanted, bound=1e-10, what="largest difference"):
    """Checked: whether two results are equal to within a bound, relative to the largest value.

    A tuple is compared part by part.
    """
    error = distance(got, wanted)
    return Checked(bool(error <= bound), f"{what} {error:.1e} (at most {bound:.0e})")


def differ(got, wanted, least=1e-3, what="the printed form differs by"):
    """Checked: whether two results are as far apart as wrong from right, relative to the largest value."""
    error = distance(got, wanted)
    return Checked(bool(error >= least), f"{what} {error:.2g} (at least {least:.0e})")


def distance(got, wanted):
    """The largest difference, relative to the largest value; infinity where the shapes differ."""
    if isinstance(wanted, tuple):
        if not isinstance(got, tuple) or len(got) != len(wanted):
            return np.inf
        return max(distance(a, b) for a, b in zip(got, wanted))
    got, wanted = np.asarray(got, np.float64), np.asarray(wanted, np.float64)
    if got.shape != wanted.shape:
        return np.inf
    if got.size == 0:
        return 0.0
    gap = np.abs(got - wanted).max()
    return np.inf if np.isnan(gap) else gap / max(np.abs(wanted).max(), 1e-300)


def fact(holds, said):
    """Checked: a statement that is true or not, with its figures."""
    return Checked(bool(holds), said)


def together(*checks):
    """Checked: all of several, their figures side by side."""
    return Checked(all(check.holds for check in checks), "; ".join(check.said for check in checks))


def entries(paper):
    """Return the entries of a paper, in its order.

    Errors    ArgumentError where an entry's code is missing, or two have one number
    """
    found = importlib.import_module(f"emolab.papers.{paper}.equations").ENTRIES
    numbers = [entry.number for entry in found]
    for number in numbers:
        if numbers.count(number) > 1:
            raise ArgumentError(f"{paper} {number} stands twice")
    for entry in found:
        for name in entry.code:
            try:
                implementation(name)
            except ArgumentError as error:
                raise ArgumentError(f"{paper} {entry.number}: {error}") from error
    return found


def verify(paper, numbers=None):
    """Run the checks of a paper's entries, and yield each Verified; a check that breaks off does not hold."""
    for entry in entries(paper):
        if numbers is not None and entry.number not in numbers:
            continue
        start = time.perf_counter()
        try:
            checked = entry.check()
        except Exception as error:  # a wrong implementation may do anything
            checked = Checked(False, f"broke off: {type(error).__name__}: {error}")
        yield Verified(paper, entry, checked.holds, checked.said, time.perf_counter() - start)
