"""A row of the table: what a paper prints, what is measured here, and how they differ."""

from typing import NamedTuple

import numpy as np


class Row(NamedTuple):
    """One figure that is to be measured.

    group    what --only chooses by
    paper    its key, None for what is none of the papers'
    what     what is measured, in a few words
    printed  the paper's figure, as text
    protocol how it is measured here
    differs  from the paper
    jobs     whose results it needs
    measure  a callable: list of the jobs' results -> Measured
    missing  why it cannot be measured, or None
    """

    group: str
    paper: str | None
    what: str
    printed: str
    protocol: str
    differs: str
    jobs: tuple
    measure: object
    missing: str | None = None


class Measured(NamedTuple):
    """A figure of our own."""

    mean: float
    deviation: float | None  # None for a single value
    n: int
    unit: str  # "%", "points" or "ms"
    of: str  # what there are n of, such as "fold"
    more: str = ""  # what else is to be said


def summary(values, unit, of, more=""):
    """Return the Measured of some values: their mean and the deviation of a sample."""
    values = np.asarray(values, float)
    deviation = float(values.std(ddof=1)) if len(values) > 1 else None
    return Measured(float(values.mean()), deviation, len(values), unit, of, more)


def text_of(measured):
    """Return a figure as text, such as "61.2 ± 3.4 % (10 folds)"."""
    if measured is None:
        return "not measured"
    spread = "" if measured.deviation is None else f" ± {measured.deviation:.1f}"
    many = "" if measured.n == 1 else "s"
    return f"{measured.mean:.1f}{spread} {measured.unit} ({measured.n} {measured.of}{many})"
