"""Single periods of a voice: where each one is, how long and how strong."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula

REACH = (0.8, 1.25)  # of the expected period: where the next one is looked for
LIKE = 0.3  # correlation with its neighbour below which a period ends a stretch


class Periods(NamedTuple):
    """Periods in a row; a NaN in length and strength stands between two stretches."""

    time: np.ndarray  # (P,) s, a mark in each period
    length: np.ndarray  # (P,) s, from its mark to the next one
    strength: np.ndarray  # (P,) root mean square around its mark


def find_periods(signal, rate, hz, time):
    """Mark the periods of the voiced stretches of a signal.

    hz        (T,) pitch at time (T,) s, 0 where unvoiced
    Formula   from the strongest sample in the middle of a stretch to both sides, m_{i+1} = m_i + argmax over
              lags of the correlation of the period around m_i with the signal one lag later
    Note      Lags are found between samples by a parabola, so that rounding adds no jitter of its own.
    """
    parts = [_stretch(signal, rate, hz[a:b], time[a:b]) for a, b in voiced_stretches(hz)]
    parts = [part for part in parts if len(part[0])]
    gap = [(np.array([np.nan]),) * 3] * (len(parts) - 1)
    woven = [x for pair in zip(parts, [*gap, None]) for x in pair if x is not None]
    columns = zip(*woven) if woven else [np.zeros(0)] * 3
    return Periods(*(np.concatenate(c) if woven else c for c in columns))


def voiced_stretches(hz):
    """Return [(start, stop), ...] of the runs of voiced frames."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], hz > 0, [0]]).astype(int)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist()))


def _stretch(signal, rate, hz, time):
    """Return (time, length, strength) of the periods of one stretch, its last mark left out."""
    first = max(0, int((time[0] - 0.5 / hz[0]) * rate))
    last = min(len(signal), int((time[-1] + 0.5 / hz[-1]) * rate) + 1)
    half = int(0.5 * rate / np.interp(0.5 * (time[0] + time[-1]), time, hz))
    middle = int(0.5 * (time[0] + time[-1]) * rate)
    a, b = max(first, middle - half), min(last, middle + half + 1)
    if b - a < 3:
        return (np.zeros(0),) * 3
    start = a + int(np.argmax(np.abs(signal[a:b])))
    after = _walk(signal[first:last], start - first, rate, hz, time - first / rate)
    flipped = signal[first:last][::-1]
    n = last - first - 1
    before = _walk(flipped, n - (start - first), rate, hz[::-1], (n / rate - (time - first / rate))[::-1])
    marks = np.concatenate([n - np.array(before[:0:-1]), after])  # samples from first on, the start once
    length = np.diff(marks) / rate  # s
    strength = np.array([_strength(signal[first:last], m, t * rate) for m, t in zip(marks, length)])
    return (marks[:-1] + first) / rate, length, strength


def _walk(x, mark, rate, hz, time):
    """Return the marks from one on to the right, as floats, as long as each period is like the one before."""
    marks, mark = [float(mark)], float(mark)
    while True:
        T = rate / np.interp(mark / rate, time, hz)  # samples
        half, centre = int(0.5 * T), int(mark + 0.5)
        low, high = int(REACH[0] * T), int(REACH[1] * T) + 2
        if centre - half < 0 or centre + high + half >= len(x):
            return marks
        here = x[centre - half : centre + half + 1]  # (W,)
        there = np.lib.stride_tricks.sliding_window_view(
            x[centre - half + low : centre + half + high + 1], 2 * half + 1
        )  # (lags, W)
        power = np.sqrt((here @ here) * (there * there).sum(axis=1))
        like = there @ here / np.maximum(power, np.finfo(x.dtype).tiny)  # (lags,)
        best = int(np.argmax(like))
        if best in (0, len(like) - 1) or like[best] < LIKE:
            return marks
        left, top, right = like[best - 1 : best + 2].astype(float)
        mark = mark + low + best + 0.5 * (left - right) / (left - 2 * top + right)
        marks.append(mark)


def _strength(x, mark, T):
    """Root mean square under a Hann window of one period to both sides of a mark."""
    n = np.arange(max(0, int(mark - T) + 1), min(len(x), int(mark + T) + 1))
    w = 0.5 + 0.5 * np.cos(np.pi * (n - mark) / T)
    return float(np.sqrt(w @ x[n].astype(float) ** 2 / max(w.sum(), 1e-300)))


def _around(values, width):
    """Return (middle, mean of `width` neighbours) of all places whose neighbours are of one stretch."""
    if len(values) < width:
        return np.zeros(0), np.zeros(0)
    windows = np.lib.stride_tricks.sliding_window_view(values, width)  # (n, width)
    windows = windows[np.isfinite(windows).all(axis=1)]
    return windows[:, width // 2], windows.mean(axis=1)


@formula()
def perturbation(values, width=2):
    """Mean deviation of values from their neighbourhood, as a share of their mean: jitter or shimmer.

    values    lengths of periods (jitter) or their amplitudes (shimmer); NaN parts two stretches
    width     2: from the one before ("local");  3, 5, 11: from the mean of so many around (RAP and APQ3, PPQ5
              and APQ5, APQ11)
    Formula   width 2: mean of |v_i - v_{i-1}| / mean of v
              else: mean of |v_i - 1/width sum over j = -(width-1)/2..(width-1)/2 of v_{i+j}| / mean of v
    Shapes    values (P,) -> a number
    Note      NaN where no neighbourhood is whole.
    """
    if width == 2:
        deviation = np.abs(np.diff(values))
        deviation = deviation[np.isfinite(deviation)]
    else:
        middle, mean = _around(values, width)
        deviation = np.abs(middle - mean)
    there = values[np.isfinite(values)]
    if len(deviation) == 0 or there.mean() == 0:
        return float("nan")
    return float(deviation.mean() / there.mean())
