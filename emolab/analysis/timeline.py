"""Timelines: how sure a system is of each emotion, window after window."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.core.errors import ArgumentError, DataError
from emolab.fusion import weighted_scores


class Timeline(NamedTuple):
    """Windows in order of time, and what was found in each; a row of NaN where nothing was seen or heard."""

    start: np.ndarray  # (W,) s
    end: np.ndarray  # (W,) s
    confidence: np.ndarray  # (W, C), rows sum to 1, or are NaN
    classes: tuple  # C labels
    name: str = ""  # whose it is: "teacher", "pupil 3", "video" ...

    @property
    def seen(self):
        """Which windows have confidences, (W,) of bool."""
        return ~np.isnan(self.confidence[:, 0])

    @property
    def winner(self):
        """The label of the largest confidence of each window, a list; None where nothing was found."""
        best = np.where(np.isnan(self.confidence), -1, self.confidence).argmax(axis=1)
        return [self.classes[i] if seen else None for i, seen in zip(best, self.seen)]

    def column(self, label):
        """Return the confidence of one emotion over time, (W,)."""
        if label not in self.classes:
            raise ArgumentError(f"the timeline has no {label!r}; its classes are {', '.join(self.classes)}")
        return self.confidence[:, self.classes.index(label)]


def timeline(confidence, classes, start=None, end=None, *, width=1.0, step=0.5, name=""):
    """Make a timeline of confidences, and check it.

    confidence  (W, C) probabilities; a row of NaN where there was no face or no voice
    start, end  (W,) seconds; None: windows of `width` every `step` seconds from 0
    Errors      DataError for rows that are no probabilities, windows out of order or without length
    """
    confidence = np.asarray(confidence, dtype=np.float64)
    classes = tuple(str(label) for label in classes)
    if confidence.ndim != 2 or confidence.shape[1] != len(classes) or not len(classes):
        raise DataError(
            f"timeline: confidence has shape {confidence.shape}; it must be (W, {len(classes)}), a column "
            "for each class"
        )
    W = len(confidence)
    start = step * np.arange(W) if start is None else np.asarray(start, dtype=np.float64)
    end = start + width if end is None else np.asarray(end, dtype=np.float64)
    if start.shape != (W,) or end.shape != (W,) or not (np.isfinite(start).all() and np.isfinite(end).all()):
        raise DataError(f"timeline: start and end must be {W} seconds each")
    if (end <= start).any() or (np.diff(start) <= 0).any():
        raise DataError("timeline: windows must rise in time, and end after they start")
    missing = np.isnan(confidence)
    part = missing.any(axis=1) & ~missing.all(axis=1)
    wrong = ~missing.any(axis=1) & ~(
        (confidence >= 0).all(axis=1) & (np.abs(confidence.sum(axis=1) - 1) < 1e-3)
    )
    if (part | wrong).any():
        row = int(np.flatnonzero(part | wrong)[0])
        raise DataError(
            f"timeline: confidence[{row}] is {confidence[row]}; a row holds probabilities that sum to 1, or "
            "NaN in all places"
        )
    return Timeline(start, end, confidence, classes, str(name))


@formula("gu2025 statistics")
def window_integral(start, end, values, times):
    """Integral over time, up to each of some times, of the sum of windows that hold a value each.

    Formula   G(t) = sum over w of values_w (seconds of window w that lie before t), a line between the edges
    Shapes    start (W,), end (W,), values (W, F), times (V,) -> G (V, F)
    """
    edges, steps = np.concatenate([start, end]), np.concatenate([values, -values])
    order = np.argsort(edges, kind="stable")
    edges, slopes = edges[order], np.cumsum(steps[order], axis=0)  # (2W,), (2W, F)
    G = np.concatenate([np.zeros_like(values[:1]), np.cumsum(slopes[:-1] * np.diff(edges)[:, None], axis=0)])
    place = np.maximum(np.searchsorted(edges, times, side="right") - 1, 0)  # (V,)
    return G[place] + slopes[place] * np.maximum(times - edges[place], 0)[:, None]


def on_windows(line, start, end):
    """Bring a timeline onto other windows.

    Formula   confidence_v = sum over w of o_vw confidence_w / sum over w of o_vw, over the windows w
              that were seen; o_vw = seconds that window w and the new window v share
    Shapes    start and end (V,) -> Timeline of V windows; NaN where none of the old ones reaches
    """
    start, end = np.asarray(start, dtype=np.float64), np.asarray(end, dtype=np.float64)
    held = np.concatenate([np.where(line.seen[:, None], line.confidence, 0), line.seen[:, None]], axis=1)
    edges = line.start, line.end, held
    total = window_integral(*edges, end) - window_integral(*edges, start)  # (V, C + 1)
    seconds = total[:, -1:]
    reached = seconds > 1e-9
    confidence = np.where(reached, total[:, :-1] / np.where(reached, seconds, 1), np.nan)
    return Timeline(start, end, confidence, line.classes, line.name)


def fuse_timelines(video, voice, weights=(0.6, 0.4), name="both"):
    """Fuse what was seen and what was heard, on the video's windows.

    Formula   confidence = (wv Pv + ws Ps) / (wv + ws) where both are there; else the one that is
    Errors    DataError where the classes differ
    """
    same_classes((video, voice))
    voice = on_windows(voice, video.start, video.end)
    v, s = video.seen[:, None], voice.seen[:, None]  # (W, 1)
    both = weighted_scores(np.where(v, video.confidence, 0), np.where(s, voice.confidence, 0), weights)
    both = both / sum(weights)
    confidence = np.where(v & s, both, np.where(v, video.confidence, voice.confidence))
    return Timeline(video.start, video.end, confidence, video.classes, name)


def average_timelines(lines, name="mean"):
    """Return the mean of several people's timelines, on the windows of the first; of each window those seen.

    Errors    DataError for no timeline, or where the classes differ
    """
    same_classes(lines)
    first = lines[0]
    stack = np.stack([on_windows(line, first.start, first.end).confidence for line in lines])  # (P, W, C)
    there = ~np.isnan(stack)
    count = there.sum(axis=0)  # (W, C)
    mean = np.where(there, stack, 0).sum(axis=0) / np.maximum(count, 1)
    return Timeline(first.start, first.end, np.where(count > 0, mean, np.nan), first.classes, name)


def same_classes(lines):
    """Raise DataError where there is no timeline, or two have other classes."""
    if not len(lines):
        raise DataError("there is no timeline")
    for line in lines[1:]:
        if line.classes != lines[0].classes:
            raise DataError(
                f"the classes differ: {lines[0].name or 'the first'} has {', '.join(lines[0].classes)}; "
                f"{line.name or 'another'} has {', '.join(line.classes)}"
            )


def durations(line):
    """Seconds that each window stands for, (W,): up to the next one's start, but not beyond its own end.

    Note      0 where nothing was found; overlapping windows are so not counted twice
    """
    until = np.append(line.start[1:], np.inf)
    return np.where(line.seen, np.minimum(line.end, until) - line.start, 0)
