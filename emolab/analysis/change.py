"""How emotions change over a timeline: smoothed, as a trend, and as stretches of one emotion."""

from typing import NamedTuple

import numpy as np

from emolab.analysis.timeline import durations, on_windows
from emolab.core.errors import ArgumentError, DataError


class Stretch(NamedTuple):
    """A run of windows with the same most probable emotion."""

    start: float  # s
    end: float  # s
    label: str
    confidence: float  # mean over the run


class Change(NamedTuple):
    """What changes over a timeline."""

    slope: dict  # {label: change of the confidence a minute}, least squares over the windows found
    first: dict  # {label: mean confidence of the first half of the time}
    second: dict  # {label: of the second half}
    switches: int  # how often the most probable emotion gives way to another
    switches_a_minute: float


def smooth(line, seconds=10.0):
    """Return the timeline with each window's confidences averaged over a span of time around its middle.

    Formula   as `on_windows`, with windows [middle - seconds / 2, middle + seconds / 2]; NaN stays NaN
    """
    if not 0 < seconds < np.inf:
        raise ArgumentError(f"smooth: seconds must be above 0, not {seconds!r}")
    middle = (line.start + line.end) / 2
    wide = on_windows(line, middle - seconds / 2, middle + seconds / 2).confidence
    return line._replace(confidence=np.where(line.seen[:, None], wide, np.nan))


def stretches(line, least=0.0):
    """Cut a timeline into stretches of one most probable emotion, a list of Stretch.

    least     seconds: shorter stretches are left out
    Note      A window in which nothing was found ends a stretch.
    """
    found, winners = [], line.winner
    edges = [i for i in range(1, len(winners)) if winners[i] != winners[i - 1]]
    seconds = durations(line)
    for a, b in zip([0, *edges], [*edges, len(winners)]):
        if a == b or winners[a] is None:
            continue
        end = float(line.start[b - 1] + seconds[b - 1])
        if end - line.start[a] >= least:
            mean = float(line.column(winners[a])[a:b].mean())
            found.append(Stretch(float(line.start[a]), end, winners[a], mean))
    return found


def change(line):
    """Change of the emotions over a timeline.

    Formula   slope = sum (t - mean t)(p - mean p) / sum (t - mean t)^2, per minute
    Errors    DataError for fewer than two windows in which something was found
    """
    seen = line.seen
    if seen.sum() < 2:
        raise DataError(f"change: something was found in {seen.sum()} windows; two are needed to compare")
    time, p = ((line.start + line.end) / 2)[seen], line.confidence[seen]  # (V,), (V, C)
    apart = time - time.mean()
    slope = 60 * (apart @ (p - p.mean(axis=0))) / (apart @ apart)  # (C,)
    seconds = durations(line)[seen]
    early = np.cumsum(seconds) - seconds / 2 < seconds.sum() / 2  # (V,)
    halves = [seconds[part] @ p[part] / seconds[part].sum() for part in (early, ~early)]
    winners = [label for label in line.winner if label is not None]
    switches = sum(a != b for a, b in zip(winners, winners[1:]))
    named = [dict(zip(line.classes, values.tolist())) for values in (slope, *halves)]
    return Change(*named, switches, 60 * switches / float(seconds.sum()))
