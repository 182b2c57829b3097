"""Pitch: how often the vocal folds open in a second, and whether they do at all."""

from typing import NamedTuple

import numpy as np

from emolab.audio.best_path import best_path
from emolab.audio.options import one_of, positive, whole
from emolab.audio.periodicity import METHODS, periodicity
from emolab.audio.signal import checked_signal, sample_count, without_offset
from emolab.core import formula
from emolab.core.errors import ArgumentError

BLOCK = 256  # frames at a time, so that memory does not grow with the signal


class Pitch(NamedTuple):
    """Pitch over time."""

    hz: np.ndarray  # (T,), 0 where nothing is voiced
    voicing: np.ndarray  # (T,) 0 to 1, how periodic the frame is at its best candidate
    time: np.ndarray  # (T,) s, the middle of the frame


@formula("gu2025 pitch")
def pitch(
    signal, sample_rate, method="autocorrelation", fmin=65.0, fmax=500.0, hop=0.010, voicing=None,
    silence=0.03, octave_cost=0.02, jump_cost=0.35, switch_cost=0.14, candidates=12, smooth=True,
):  # fmt: skip
    """Pitch of a signal over time by autocorrelation or by cepstrum, with the voiced frames found.

    method    "autocorrelation": peaks of the frame's autocorrelation over that of its window (Boersma);
              "cepstrum": peaks of the spectrum of the log spectrum (Noll)
    fmin      and fmax bound the pitch
    hop       a float counts seconds, an int samples; frame t is centred on t hop
    voicing   how periodic a voiced frame must be; None: 0.45 by autocorrelation, 0.13 by cepstrum
    silence   frames whose peak is below this share of the signal's count as less voiced
    octave_cost  for each octave below the highest pitch, so that the shorter of two equal periods wins
    jump_cost for each octave from frame to frame; switch_cost for each change between voiced and unvoiced
              (both at 10 ms; scaled with the hop)
    smooth    True: the path of greatest worth through all frames (`best_path`) removes octave errors;
              False: the best candidate of each frame by itself
    Formula   worth of a candidate of period p: height(p) - octave_cost log2(fmin p)
              worth of "unvoiced": voicing + max(0, 2 - peak_t / peak (1 + voicing) / silence)
    Shapes    signal of S samples -> hz (T,), voicing (T,), time (T,)
    Units     sample_rate, fmin and fmax Hz
    Errors    ArgumentError where fmin and fmax are no range below half the sample rate
    Note      Frames hold four periods of fmin and reach over the ends of the signal into silence. A constant
              offset takes no part. A silent or shorter-than-a-frame signal is unvoiced, not an error.
    """
    signal, rate = checked_signal("pitch", signal, sample_rate)
    one_of("pitch: method", method, tuple(METHODS))
    fmin, fmax = positive("pitch: fmin", fmin), positive("pitch: fmax", fmax)
    if not fmin < fmax < rate / 2:
        raise ArgumentError(f"pitch: fmin {fmin:g} and fmax {fmax:g} Hz must be a range below {rate / 2:g}")
    voicing = METHODS[method] if voicing is None else positive("pitch: voicing", voicing)
    silence = positive("pitch: silence", silence)
    step, C = sample_count("pitch: hop", hop, rate), whole("pitch: candidates", candidates)
    signal = without_offset(signal)
    parts = [
        _candidates(*part, fmin, fmax, C, octave_cost)
        for part in periodicity(signal, rate, method, fmin, fmax, step, BLOCK)
    ]
    worth, height, hz, peaks = (np.concatenate(column) for column in zip(*parts))  # (T, C) each, peaks (T,)
    loudest = max(peaks.max(), np.finfo(np.float64).tiny)
    unvoiced = voicing + np.maximum(0, 2 - peaks / loudest * (1 + voicing) / silence)  # (T,)
    worth = np.concatenate([unvoiced[:, None], worth], axis=1)  # (T, 1 + C)
    octave = np.concatenate([np.full((len(hz), 1), np.nan), np.log2(hz)], axis=1)
    if smooth:
        scale = 0.010 * rate / step
        chosen = best_path(worth, octave, jump_cost * scale, switch_cost * scale)
    else:
        chosen = worth.argmax(axis=1)
    rows, place = np.arange(len(hz)), np.maximum(chosen - 1, 0)
    found = np.where(chosen > 0, hz[rows, place], 0)
    strength = np.where(chosen > 0, height[rows, place], np.maximum(height[:, 0], 0))
    time = rows * step / rate
    return Pitch(found.astype(signal.dtype), np.clip(strength, 0, 1).astype(signal.dtype), time)


def _candidates(heights, lags, peaks, fmin, fmax, C, octave_cost):
    """Return (worth, height, hz), each (T, C) from the best on, and the frames' peaks (T,).

    The C best local maxima of each row, each by the parabola through its neighbours; -inf for none.
    """
    middle = heights[:, 1:-1]  # (T, L)
    left, right = heights[:, :-2], heights[:, 2:]
    summit = (middle > left) & (middle >= right) & (middle > 0)
    bend = np.where(summit, np.minimum(left - 2 * middle + right, -1e-30), -1.0)  # below 0 at a summit
    shift = np.where(summit, np.clip(0.5 * (left - right) / bend, -0.5, 0.5), 0)  # of a lag
    height = np.where(summit, middle - 0.25 * (left - right) * shift, -np.inf)
    height = np.where(height > 1, 1 / np.where(height > 1, height, 1), height)  # interpolation may exceed 1
    period = lags[1:-1] + shift * (lags[1] - lags[0])  # s
    inside = summit & (period >= 1 / fmax) & (period <= 1 / fmin)
    worth = np.where(inside, height - octave_cost * np.log2(fmin * period), -np.inf)  # (T, L)
    C = min(C, worth.shape[1])
    best = np.argpartition(-worth, C - 1, axis=1)[:, :C]  # (T, C)
    best = np.take_along_axis(best, np.argsort(-np.take_along_axis(worth, best, 1), axis=1, kind="stable"), 1)
    worth, height, period = (np.take_along_axis(a, best, axis=1) for a in (worth, height, period))
    there = worth > -np.inf
    return worth, np.where(there, height, 0), np.where(there, 1 / period, fmin), peaks
