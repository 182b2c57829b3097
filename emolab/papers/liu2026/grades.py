"""The nine emotions of liu2026 as nine grades of a scale from 0 to 1."""

import numpy as np

from emolab.core.checks import one_of
from emolab.core.errors import DataError
from emolab.datasets.labels import LABEL_SETS, MAPS
from emolab.papers.liu2026.tables import EMOTIONS

EDGES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)  # of the grades, trust to disgust: tables.EMOTIONS
BELONGS = ("above", "below")
OTHER_NAMES = {"anticipation": "expectation"}


def grade_of(values, edge="above"):
    """Return the grade of each value, 0 (trust) to 8 (disgust).

    edge      where a value falls that is an inner edge: the grade "above" it or the one "below" it
    Shapes    values (N,), from 0 to 1 -> (N,)
    Errors    DataError, which names the first value outside 0 to 1; ArgumentError for another edge
    Note      liu2026 gives each inner edge to both its grades, and does not say which has it
    """
    one_of("grade_of: edge", edge, BELONGS)
    values = np.asarray(values, np.float64)
    outside = np.flatnonzero(~((values >= 0) & (values <= 1)))
    if len(outside):
        row = int(outside[0])
        raise DataError(f"grade_of: values[{row}] is {values[row]:g}; grades lie in 0 to 1")
    return np.searchsorted(EDGES[1:-1], values, side="right" if edge == "above" else "left")


def middle_of(grades):
    """Return the middle of each grade's interval.

    Shapes    grades (N,), 0 to 8 -> values (N,)
    Errors    DataError, which names the first that is no grade
    """
    grades = np.asarray(grades)
    outside = np.flatnonzero((grades < 0) | (grades >= len(EDGES) - 1))
    if len(outside):
        row = int(outside[0])
        raise DataError(f"middle_of: grades[{row}] is {grades[row]}; grades run from 0 to {len(EDGES) - 2}")
    edges = np.asarray(EDGES)
    return (edges[grades] + edges[grades + 1]) / 2


def grades_of_labels(labels):
    """Return the grade of each label, by its own name or through basic7; -1 for one that has none (neutral).

    Shapes    labels: n strings -> (n,)
    """
    return np.array([_grade_of_label(label) for label in labels], np.int64)


def _grade_of_label(label):
    nine = set(LABEL_SETS["liu2026_9"])
    if label not in nine:
        tables = (table for (_, to), table in MAPS.items() if to == "basic7")
        common = next((table[label] for table in tables if label in table), label)
        label = MAPS["basic7", "liu2026_9"].get(common)
    label = OTHER_NAMES.get(label, label)
    return EMOTIONS.index(label) if label in EMOTIONS else -1
