"""Repeating-pattern extraction: what comes back in every bar is accompaniment, what does not is the voice."""

from typing import NamedTuple

import numpy as np

from emolab.audio.fft import irfft, rfft
from emolab.core import DataError, formula

TOLERANCE = 2  # lags to either side of a multiple of the period in which its peak may lie
AS_GOOD = 0.9  # of the highest score
REPEATS = 3  # periods that must fit into the signal: a median of fewer tells nothing


class Repetition(NamedTuple):
    """A period of a spectrogram."""

    period: int  # frames
    strength: float  # how far the beat spectrum rises above its surroundings at the multiples, 0 to 1


@formula("Rafii & Pardo 2013 eq 1")
def beat_spectrum(power):
    """How much a spectrogram resembles itself some frames later.

    Formula   B(f, l) = 1/(T - l) sum over t of P(t, f) P(t + l, f);  b(l) = mean over f, b(l) / b(0)
    Shapes    power (T, F) -> b (T,)
    Errors    DataError where the power is 0 everywhere
    """
    T = len(power)
    largest = power.max(initial=0)
    if not largest > 0:
        raise DataError("beat_spectrum: the spectrogram is silent; nothing repeats in it")
    size = 1 << (2 * T - 1).bit_length()
    X = rfft((power / largest).T, size)  # (F, size/2+1)
    lagged = irfft(X.real**2 + X.imag**2, size)[:, :T]  # (F, T)
    b = lagged.mean(axis=0) / np.arange(T, 0, -1)  # (T,)
    return (b / b[0]).astype(power.dtype)


@formula("Rafii & Pardo 2013 eq 2")
def repeating_period(b, least=16, most=500):
    """The lag at whose multiples the beat spectrum rises most.

    least, most  bounds of the period, frames
    Formula   d(l) = b(l) - mean of b near l
              score(j) = mean over k of (d(k j) + max d(k j - 2 .. k j + 2)) / 2
    Shapes    b (T,) -> Repetition(period, strength)
    Errors    DataError where three periods of the least length do not fit
    Note      The last quarter of the lags is left out: too few frames stand behind it. Of peaks of the score
              that are nearly as high as the highest, the first is the period: its multiples score as high.
    """
    most = min(int(most), len(b) // REPEATS)
    if most < least:
        raise DataError(
            f"repeating_period: {len(b)} frames hold no {REPEATS} periods of {least} frames or more; the "
            "signal is too short for a repetition"
        )
    lags = len(b) * 3 // 4
    around = 2 * least + 1
    padded = np.pad(b[:lags], least, mode="reflect" if lags > least else "edge")
    sums = np.cumsum(np.concatenate([[0], padded]))
    d = b[:lags] - (sums[around:] - sums[:-around]) / around  # (lags,)
    near = np.lib.stride_tricks.sliding_window_view(np.pad(d, TOLERANCE, mode="edge"), 2 * TOLERANCE + 1)
    peaks = near.max(axis=1)  # (lags,)
    j = np.arange(least, most + 1)[:, None]  # (J, 1)
    places = j * np.arange(1, lags // least + 1)  # (J, K)
    inside = places < lags
    found = np.where(inside, (d + peaks)[np.minimum(places, lags - 1)] / 2, 0)  # (J, K)
    score = found.sum(axis=1) / np.maximum(inside.sum(axis=1), 1)  # (J,)
    beside = np.pad(score, 1, constant_values=-np.inf)
    high = (score >= beside[:-2]) & (score >= beside[2:]) & (score >= AS_GOOD * score.max())
    best = int(high.argmax()) if score.max() > 0 else int(score.argmax())
    return Repetition(int(j[best, 0]), float(np.clip(score[best], 0, 1)))


@formula("Rafii & Pardo 2013 eq 3-5")
def repeating_mask(magnitude, period):
    """Share of each cell that comes back in the other periods.

    Formula   R(u, f) = median over r of V(u + r period, f);  W = min(R, V);  M = W / V
    Shapes    magnitude (T, F) -> M (T, F)
    """
    T, F = magnitude.shape
    count = -(-T // period)
    filled = np.full_like(magnitude, np.nan, shape=(count * period, F))
    filled[:T] = magnitude
    periods = filled.reshape(count, period, F)
    whole = T - (count - 1) * period  # frames of the pattern that the last, broken period still has
    R = np.empty_like(magnitude, shape=(period, F))
    R[:whole] = np.median(periods[:, :whole], axis=0)
    R[whole:] = np.median(periods[: max(count - 1, 1), whole:], axis=0) if whole < period else 0
    W = np.minimum(np.tile(R, (count, 1))[:T], magnitude)  # (T, F)
    return W / np.maximum(magnitude, np.finfo(magnitude.dtype).tiny)
