"""The teacher against the pupils: where their emotions agree, and where they part."""

from typing import NamedTuple

import numpy as np

from emolab.analysis.balance import balance
from emolab.analysis.proportions import proportions
from emolab.analysis.timeline import Timeline, average_timelines, on_windows, same_classes
from emolab.core.errors import DataError


class Comparison(NamedTuple):
    """Teacher and pupils on the teacher's windows."""

    teacher: Timeline
    pupils: Timeline  # the mean of all pupils
    teacher_share: dict  # {label: share of the time}, by confidence
    pupils_share: dict
    difference: dict  # {label: the pupils' share less the teacher's}
    distance: float  # total variation of the two shares: 0 alike, 1 nothing in common
    gap: np.ndarray  # (W,) the pupils' balance less the teacher's; NaN where one of them was not found
    correlation: float  # of the two balances over time; NaN where one of them never changes
    agreement: float  # share of the windows in which both have the same most probable emotion
    spread: np.ndarray  # (W,) standard deviation of the pupils' balances; NaN where none was found


def compare(teacher, pupils):
    """Compare a teacher's timeline with those of the pupils.

    pupils    a list of timelines, one a pupil
    Formula   gap_t = balance of the pupils' mean confidences - the teacher's
              distance = 1/2 sum over emotions of |share of the pupils - share of the teacher|
    Errors    DataError for no pupil, other classes, or no window in which both were found
    """
    same_classes([teacher, *pupils])
    if not pupils:
        raise DataError("compare: there is no pupil's timeline")
    own = [on_windows(pupil, teacher.start, teacher.end) for pupil in pupils]
    mean = average_timelines(own, "pupils")
    both = teacher.seen & mean.seen  # (W,)
    if not both.any():
        raise DataError("compare: in no window both the teacher and a pupil were found")
    one, other = proportions(teacher, "confidence"), proportions(mean, "confidence")
    difference = {label: other[label] - one[label] for label in one}
    mine, theirs = balance(teacher).value, balance(mean).value  # (W,)
    x, y = mine[both], theirs[both]
    varies = len(x) > 1 and np.ptp(x) > 0 and np.ptp(y) > 0
    correlation = float(np.corrcoef(x, y)[0, 1]) if varies else float("nan")
    alike = [a == b for a, b, seen in zip(teacher.winner, mean.winner, both) if seen]
    return Comparison(
        teacher, mean, one, other, difference, sum(map(abs, difference.values())) / 2,
        np.where(both, theirs - mine, np.nan), correlation, float(np.mean(alike)), _spread(own),
    )  # fmt: skip


def _spread(pupils):
    values = np.stack([np.where(p.seen, balance(p).value if p.seen.any() else 0, np.nan) for p in pupils])
    there = ~np.isnan(values)  # (P, W)
    count = np.maximum(there.sum(axis=0), 1)
    mean = np.where(there, values, 0).sum(axis=0) / count
    square = np.where(there, (values - mean) ** 2, 0).sum(axis=0) / count
    return np.where(there.any(axis=0), np.sqrt(square), np.nan)
