"""Formants: the resonances of the vocal tract, from the roots of a linear predictor."""

from typing import NamedTuple

import numpy as np

from emolab.audio.lpc import lpc
from emolab.audio.options import one_of, positive, whole
from emolab.audio.resample import resample
from emolab.audio.short_time import short_frames
from emolab.audio.signal import checked_signal, without_offset
from emolab.core import formula
from emolab.core.errors import ArgumentError


class Formants(NamedTuple):
    """Formants over time, from the lowest on; NaN where a frame has fewer."""

    hz: np.ndarray  # (T, count)
    bandwidth: np.ndarray  # (T, count) Hz
    time: np.ndarray  # (T,) s, the middle of the frame


@formula("gu2025 sound quality, resonances")
def lpc_resonances(a, sample_rate):
    """Frequency and bandwidth of the resonances of 1 / A(z), one for each pair of complex roots.

    Formula   A(z) = 1 - sum of a_j z^-j = 0 at z_k;  f_k = rate / (2 pi) arg z_k;  b_k = -rate / pi ln |z_k|
    Shapes    a (T, P) -> f (T, P), b (T, P)
    Units     sample_rate Hz -> Hz
    Note      Rising frequencies; NaN for roots on the real axis and for the second of each pair.
    """
    T, P = a.shape
    companion = np.zeros_like(a, shape=(T, P, P))
    companion[:, 0] = a
    companion[:, np.arange(1, P), np.arange(P - 1)] = 1
    roots = np.linalg.eigvals(companion)  # (T, P), complex
    size = np.abs(roots)
    one = (roots.imag > 1e-6) & (size > 1e-6)  # of each pair the root above the real axis
    f = np.where(one, np.angle(roots) * sample_rate / (2 * np.pi), np.nan)
    b = np.where(one, -np.log(np.where(one, size, 1)) * sample_rate / np.pi, np.nan)
    order = np.argsort(f, axis=1)  # NaN last
    return np.take_along_axis(f, order, axis=1), np.take_along_axis(b, order, axis=1)


@formula("gu2025 sound quality, resonances")
def formants(
    signal, sample_rate, count=5, ceiling=5500.0, length=0.05, hop=0.010, method="burg", lowest=90.0,
    widest=500.0,
):  # fmt: skip
    """Formants of a signal over time.

    count     how many, two poles each
    ceiling   Hz below which they are sought: 5,500 for women, 5,000 for men, 8,000 for children. A signal of
              more than twice that rate is resampled first; below it, ceiling and number of poles go down
    length    and hop: a float counts seconds, an int samples (of the given signal)
    method    of `lpc`
    lowest    resonances from here on, and to as much below the ceiling, count as formants
    widest    Hz of bandwidth; wider ones are the tilt of the spectrum, not formants
    Formula   x -> pre-emphasis exp(-2 pi 50 / rate) -> Hamming -> `lpc` of order 2 count -> `lpc_resonances`
    Shapes    signal of S samples -> hz (T, count), bandwidth (T, count), time (T,)
    Units     sample_rate Hz -> Hz
    Note      Every frame is analysed, voiced or not: silence gives NaN, noise gives resonances of no meaning;
              `pitch` says where a voice is.
    """
    signal, rate = checked_signal("formants", signal, sample_rate)
    count = whole("formants: count", count)
    ceiling, widest = positive("formants: ceiling", ceiling), positive("formants: widest", widest)
    one_of("formants: method", method, ("burg", "autocorrelation"))
    if not 0 <= lowest < ceiling / 2:
        raise ArgumentError(f"formants: lowest {lowest:g} Hz must be below half the ceiling, {ceiling:g} Hz")
    signal = without_offset(signal)
    seconds = [v if isinstance(v, float) else v / rate for v in (length, hop)]
    poles = 2 * count
    new = int(2 * ceiling + 0.5)
    if new < rate and rate == int(rate):
        signal, rate = resample(signal, int(rate), new), float(new)
    elif new > rate:
        poles = max(2, 2 * int(count * rate / new + 0.5))
    a = float(np.exp(-2 * np.pi * 50 / rate))
    frames, rate = short_frames("formants", signal, rate, *seconds, window="hamming", a=a)  # (T, K)
    predictor, _ = lpc(frames.astype(np.float64), poles, method)  # (T, poles)
    f, b = lpc_resonances(predictor, rate)
    kept = (f >= lowest) & (f <= rate / 2 - lowest) & (b <= widest)  # NaN is none
    order = np.argsort(np.where(kept, f, np.inf), axis=1)[:, :count]
    kept = np.take_along_axis(kept, order, axis=1)
    f, b = (np.where(kept, np.take_along_axis(v, order, axis=1), np.nan) for v in (f, b))
    room = ((0, 0), (0, count - f.shape[1]))
    f, b = (np.pad(v, room, constant_values=np.nan).astype(signal.dtype) for v in (f, b))
    step = max(1, int(seconds[1] * rate + 0.5)) / rate
    return Formants(f, b, np.arange(len(f)) * step + seconds[0] / 2)
