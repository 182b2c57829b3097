"""Where two MFCC conventions part: stage by stage, and setting by setting."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from emolab.audio.conventions import Convention, convention_of
from emolab.audio.mfcc import Stages, mfcc_stages
from emolab.core.errors import ArgumentError

OVER_FRAMES = ("differences", "difference_width", "over_time")
STEPS = {
    "frames": ("centre", "preemphasis", "preemphasis_of", "length", "hop", "rounding", "pad", "cut"),
    "windowed": ("window", "periodic"),
    "spectrum": ("gain", "n_fft", "power", "over_n_fft"),
    "bank": ("bands", "fmin", "fmax", "mel_scale", "mel_norm", "corners", "slopes"),
    "log": ("log", "floor", "floor_of", "top_db"),
    "mfcc": ("dct", "n", "c0", "lifter", "lifter_from", *OVER_FRAMES),
}  # which settings act first at which stage
SHOWN = ("frames", "windowed", "spectrum", "bank", "energies", "log", "mfcc")


class Parting(NamedTuple):
    """One stage of two conventions."""

    stage: str
    settings: dict  # {name: (a, b)} of the settings that differ and act here first
    shapes: tuple  # of both
    difference: float  # at the same time and place, root mean square over that of a; NaN for none
    moved: float  # how far a's MFCC move where only this stage's settings become b's, in the same measure


class Comparison(NamedTuple):
    """Two conventions on one signal."""

    partings: list
    a: Stages
    b: Stages
    hops: tuple  # seconds from frame to frame


def part_ways(signal, sample_rate, a, b):
    """Hold two conventions against each other on a signal.

    a, b      names or Conventions
    Returns   Comparison
    Note      Frames are paired by the time of their middle, columns by their number, so that a difference can
              be told also where the shapes differ. A `bank` has no time and is compared by band and bin.
    """
    a, b = convention_of(a, {}), convention_of(b, {})
    stages = [mfcc_stages(signal, sample_rate, c) for c in (a, b)]
    clocks = [_clock(c, sample_rate, s) for c, s in zip((a, b), stages)]
    partings = []
    for stage in SHOWN:
        names = STEPS.get(stage, ())
        pairs = {name: (getattr(a, name), getattr(b, name)) for name in names}
        unlike = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
        values = [getattr(s, stage) for s in stages]
        apart = _apart(*values, *clocks, timeless=stage == "bank")
        moved = _moved(signal, sample_rate, a, unlike, stages[0], clocks[0]) if unlike else 0.0
        partings.append(Parting(stage, unlike, tuple(v.shape for v in values), apart, moved))
    return Comparison(partings, *stages, tuple(clock[1] for clock in clocks))


def _moved(signal, rate, a, unlike, stages, clock):
    """Return how far the MFCC of a move when some settings become b's; NaN where they cannot."""
    try:
        changed: Convention = replace(a, **{name: pair[1] for name, pair in unlike.items()})
        other = mfcc_stages(signal, rate, changed)
    except ArgumentError:
        return float("nan")
    return _apart(stages.mfcc, other.mfcc, clock, _clock(changed, rate, other))


def _clock(convention, rate, stages):
    """Return (middle of the first frame, seconds from frame to frame)."""
    length = stages.frames.shape[1]
    if convention.hop is None:
        hop = max(1, (length if convention.length is None else convention.samples("length", rate)) // 2)
    else:
        hop = convention.samples("hop", rate)
    return (0.0 if convention.pad == "centre" else 0.5 * length / rate), hop / rate


def _apart(x, y, clock_x, clock_y, timeless=False):
    columns = min(x.shape[1], y.shape[1])
    if timeless:
        rows = min(len(x), len(y))
        x, y = x[:rows, :columns], y[:rows, :columns]
    else:
        middle = clock_x[0] + np.arange(len(x)) * clock_x[1]  # s
        nearest = np.rint((middle - clock_y[0]) / clock_y[1]).astype(int)
        there = (nearest >= 0) & (nearest < len(y))
        x, y = x[there, :columns], y[nearest[there], :columns]
    size = float(np.sqrt(np.mean(np.square(x, dtype=np.float64)))) if x.size else 0.0
    if size == 0:
        return float("nan")
    return float(np.sqrt(np.mean(np.square(x.astype(np.float64) - y)))) / size
