"""What a subject hands to the runner: a piece of work, its two sides, and what is wanted of it."""

from collections.abc import Callable
from typing import NamedTuple

from benchmarks.cost import Cost


class Target(NamedTuple):
    """A wish of the project, held against the medians; nothing fails where it is missed.

    kind      "ratio"  peer / emolab is at least value
              "adds"   emolab takes at most value seconds more than the peer
              "below"  emolab takes at most value seconds; there is no peer
    """

    kind: str
    value: float

    def measured(self, own, peer):
        """Return the figure that is held against value, or None where there is no peer for it."""
        if self.kind == "below":
            return own
        if peer is None:
            return None
        return peer / own if self.kind == "ratio" else own - peer

    def met(self, own, peer):
        """Return whether it is met, or None where there is no peer."""
        figure = self.measured(own, peer)
        if figure is None:
            return None
        return figure >= self.value if self.kind == "ratio" else figure <= self.value

    def __str__(self):
        if self.kind == "ratio":
            return f"{self.value:g}"
        return f"{'adds' if self.kind == 'adds' else 'below'} {self.value:g} s"


class Sides(NamedTuple):
    """The two sides, built and ready: functions without arguments that do the same work.

    own       emolab's
    peers     {label: function}, several where the peer has several ways; the fastest counts
    difference  largest difference of the two results as a share of the largest value, where they
                can be compared; above bound the row is void, because the two would not do the same work
    seconds   the functions return their own seconds (work in another process)
    memory    they return bytes, the peak of a process of their own; each is run once
    note      what a reader of the row should know
    cost      what the work takes at least, where that can be counted; double: in float64
    """

    own: Callable
    peers: dict
    difference: float | None = None
    bound: float = 1e-3
    seconds: bool = False
    note: str = ""
    cost: Cost | None = None
    double: bool = False
    memory: bool = False


class Work(NamedTuple):
    """One row of the table."""

    name: str  # for --only
    title: str
    size: str
    prepare: Callable  # prepare(peer module or None) -> Sides
    needs: str | None  # the module of the peer; None where there is none to install
    target: Target | None = None
    large: bool = False  # left out with --quick


def at_least(ratio):
    """Return the Target of a ratio."""
    return Target("ratio", ratio)


def relative(got, wanted):
    """Return the largest difference of two arrays as a share of the largest value."""
    if got.shape != wanted.shape:
        return float("inf")
    return float(abs(got - wanted).max() / max(abs(wanted).max(), 1e-30))
