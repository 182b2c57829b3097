"""Alerts to the teacher: too much negative emotion, pupils too active or too passive."""

from typing import NamedTuple

import numpy as np

from emolab.analysis.balance import NEGATIVE, activity, confidence_of
from emolab.analysis.change import smooth
from emolab.analysis.timeline import average_timelines, durations
from emolab.core.errors import ArgumentError


class AlertThresholds(NamedTuple):
    """When to warn. gu2025 warns and gives no number: these are this library's, to be set for a class.

    negative, active, passive  share of negative, lively and quiet emotion (0 to 1) in the mean over the
                               pupils, smoothed over `span` seconds (0: as they are), from which on there is
                               something to warn of
    one                        the same for the negative emotion of a single pupil
    lasting                    seconds that it must last
    """

    negative: float = 0.5
    active: float = 0.8
    passive: float = 0.9
    one: float = 0.7
    span: float = 10.0
    lasting: float = 30.0


class Alert(NamedTuple):
    """Something to warn of."""

    kind: str  # "negative", "active", "passive" or "pupil"
    start: float  # s
    end: float  # s
    peak: float  # the largest share within
    threshold: float
    who: str  # a timeline's name, or "pupils"

    def __str__(self):
        said = {
            "negative": "negative emotions are high", "active": "very lively", "passive": "very passive",
            "pupil": "negative emotions are high",
        }[self.kind]  # fmt: skip
        span = f"from {clock(self.start)} to {clock(self.end)}"
        return f"{self.who}: {said} {span}, up to {self.peak:.0%} (warned from {self.threshold:.0%})"


def alerts(pupils, thresholds=None):
    """Return what a teacher is to be warned of, a list of Alert in order of time.

    pupils      a list of timelines, one a pupil
    thresholds  AlertThresholds; None: its defaults
    Formula     of the pupils' mean confidences: negative, lively and quiet shares, each averaged over `span`
                seconds; an alert for each run of windows at or above the threshold that lasts `lasting`
                seconds; and of each pupil's own negative share, if there are several
    Errors      ArgumentError for thresholds out of range; DataError as `average_timelines`
    Note        A window in which nobody was found ends a run. Emotions read off faces and voices are
                uncertain: an alert is a reason to look, not a finding.
    """
    limits = checked_thresholds(AlertThresholds() if thresholds is None else thresholds)
    mean = average_timelines(pupils, "pupils")
    lively, quiet = activity(mean)
    found = []
    for kind, share in (("negative", confidence_of(mean, NEGATIVE)), ("active", lively), ("passive", quiet)):
        found += _runs(kind, mean, share, getattr(limits, kind), limits)
    for place, pupil in enumerate(pupils if len(pupils) > 1 else ()):
        own = pupil._replace(name=pupil.name or f"pupil {place + 1}")
        found += _runs("pupil", own, confidence_of(own, NEGATIVE), limits.one, limits)
    return sorted(found, key=lambda alert: (alert.start, alert.kind, alert.who))


def _runs(kind, line, share, threshold, limits):
    if limits.span:
        alone = line._replace(confidence=share[:, None], classes=(kind,))
        share = smooth(alone, limits.span).column(kind)  # (W,)
    over = np.concatenate([[0], share >= threshold, [0]]).astype(int)  # NaN is not over
    edges = np.flatnonzero(np.diff(over))
    seconds, found = durations(line), []
    for a, b in zip(edges[::2], edges[1::2]):
        start, end = float(line.start[a]), float(line.start[b - 1] + seconds[b - 1])
        if end - start >= limits.lasting:
            found.append(Alert(kind, start, end, float(share[a:b].max()), threshold, line.name))
    return found


def checked_thresholds(limits):
    """Return the thresholds, or raise ArgumentError for one out of its range."""
    for name in ("negative", "active", "passive", "one"):
        if not 0 < getattr(limits, name) <= 1:
            raise ArgumentError(
                f"alerts: {name} must be a share above 0, up to 1, not {getattr(limits, name)!r}"
            )
    for name in ("span", "lasting"):
        if not 0 <= getattr(limits, name) < np.inf:
            raise ArgumentError(f"alerts: {name} must be seconds from 0, not {getattr(limits, name)!r}")
    return limits


def clock(seconds):
    """Seconds as minutes and seconds: 75 -> "1:15"."""
    whole = int(seconds + 0.5)
    return f"{whole // 60}:{whole % 60:02d}"
