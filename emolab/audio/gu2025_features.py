"""What gu2025 measures of a voice, window by window: prosody, quality, LPCC, chroma, the spectrogram."""

from typing import NamedTuple

import numpy as np

from emolab.audio.chroma import chroma
from emolab.audio.fbank import fbank
from emolab.audio.intensity import intensity
from emolab.audio.lpcc import lpcc_of_signal
from emolab.audio.options import positive
from emolab.audio.periods import find_periods, perturbation
from emolab.audio.pitch import pitch
from emolab.audio.rolling_spectrogram import rolling_windows
from emolab.audio.signal import checked_signal, sample_count, without_offset
from emolab.audio.voice_quality import harmonics_to_noise, parted
from emolab.core import formula

HOP = 0.010  # seconds between frames, of all contours
LPCC = 12
MOST = 1.3  # as `voice_quality`'s
NOTES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")


class Gu2025Features(NamedTuple):
    """One row a window."""

    start: np.ndarray  # (P,) s
    end: np.ndarray  # (P,) s, the last at most the sound's own end
    prosody: np.ndarray  # (P, 50), named by gu2025_names
    spectrogram: np.ndarray  # (P, W, M), the log-mel spectrogram of the window


def gu2025_names():
    """Return the names of the 50 prosodic values of a window, in order."""
    contours = [f"{what}_{name}" for what in ("pitch", "intensity") for name in Moments._fields]
    cepstra = [f"lpcc_{what}_{i}" for what in ("mean", "deviation") for i in range(1, LPCC + 1)]
    chromas = [f"chroma_{note}" for note in NOTES]
    return ["voiced", *contours, "jitter", "shimmer", "hnr", *cepstra, *chromas]


@formula("gu2025 audio features")
def gu2025_features(signal, sample_rate, width=1.0, step=0.5, bands=40):
    """All acoustic features of gu2025 for every window of a recording.

    width     and step of the rolling window, in seconds
    bands     M, of the log-mel spectrogram
    Formula   voiced: share of the window's frames; of the pitch of these, and of the intensity of all
              frames: mean, deviation, lowest, highest, slope a second (least squares)
              jitter and shimmer: `perturbation` of the periods whose mark lies in the window; HNR: mean of
              `harmonics_to_noise` over its voiced frames
              LPCC 1..12: mean and deviation over the frames; chroma: mean of each of the 12 classes
    Shapes    signal of S samples -> start and end (P,), prosody (P, 50), spectrogram (P, W, M)
    Units     Hz, dB, Hz/s, dB/s; jitter and shimmer as shares of the mean
    Errors    as `fbank`'s
    Note      The paper names the features and no setting. A window without any voice has 0 in the values of
              the voice; `voiced` says so. The last window reaches over the sound's end: its spectrogram
              repeats the last frame, its prosody counts the frames that are there.
    """
    signal, rate = checked_signal("gu2025_features", signal, sample_rate)
    hop = sample_count("gu2025_features: hop", HOP, rate)
    W, stride = (
        max(1, int(positive(f"gu2025_features: {name}", value) * rate / hop + 0.5))
        for name, value in (("width", width), ("step", step))
    )
    logs = fbank(signal, rate, "zhu2022", hop=hop, bands=bands, differences=0)  # (T, M)
    pieces, T = rolling_windows(logs, W, stride, "repeat"), len(logs)
    P = len(pieces)
    there = np.arange(P)[:, None] * stride + np.arange(W) < T  # (P, W)

    def cut(contour):
        """(frames, F) of a contour that may be a frame longer or shorter -> (P, W, F)."""
        contour = np.concatenate([contour[:T], np.repeat(contour[-1:], max(0, T - len(contour)), axis=0)])
        return rolling_windows(contour, W, stride, "repeat")

    found = pitch(signal, rate, hop=hop)
    hz, voicing = cut(found.hz[:, None])[..., 0], cut(found.voicing[:, None])[..., 0]  # (P, W)
    voiced = there & (hz > 0)
    level = cut(intensity(signal, rate, hop=hop)[:, None])[..., 0]
    cepstra = cut(lpcc_of_signal(signal, rate, LPCC, hop=hop))  # (P, W, 12)
    notes = cut(chroma(signal, rate, hop=hop))  # (P, W, 12)
    seconds = np.arange(W) * hop / rate
    start = np.arange(P) * stride * hop / rate
    end = np.minimum(start + W * hop / rate, len(signal) / rate)
    hnr = np.where(voiced, harmonics_to_noise(np.maximum(voicing, 1e-6)), 0).sum(axis=1)
    columns = [
        voiced.sum(axis=1) / there.sum(axis=1), *moments(hz, voiced, seconds),
        *moments(level, there, seconds), *_quality(signal, rate, found, start, end),
        hnr / np.maximum(voiced.sum(axis=1), 1), *_spread(cepstra, there),
        *_mean(notes, there).T,
    ]  # fmt: skip
    prosody = np.stack(columns, axis=1).astype(signal.dtype)  # (P, 50)
    return Gu2025Features(start, end, prosody, pieces)


class Moments(NamedTuple):
    """Of a contour within each window, (P,) each."""

    mean: np.ndarray
    deviation: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray
    slope: np.ndarray  # a second


@formula("gu2025 audio features")
def moments(values, there, seconds):
    """Mean, deviation, extremes and slope of each row, over the places that are there.

    Formula   slope = sum (t - mean t)(v - mean v) / sum (t - mean t)^2
    Shapes    values (P, W), there (P, W), seconds (W,) -> mean (P,), deviation (P,), lowest (P,),
              highest (P,), slope (P,)
    Note      A row with nothing there has 0 in all five; one place alone has slope 0.
    """
    n = np.maximum(there.sum(axis=1), 1)  # (P,)
    some = there.any(axis=1)
    mean = np.where(there, values, 0).sum(axis=1) / n
    apart = np.where(there, values - mean[:, None], 0)  # (P, W)
    time = np.where(there, seconds, 0)
    time = np.where(there, time - (time.sum(axis=1) / n)[:, None], 0)  # (P, W)
    spread = (time**2).sum(axis=1)
    slope = (time * apart).sum(axis=1) / np.where(spread > 0, spread, 1)
    lowest = np.where(there, values, np.inf).min(axis=1)
    highest = np.where(there, values, -np.inf).max(axis=1)
    deviation = np.sqrt((apart**2).sum(axis=1) / n)
    return Moments(mean, deviation, np.where(some, lowest, 0), np.where(some, highest, 0), slope)


def _mean(values, there):
    """(P, W, F) -> (P, F)."""
    return np.where(there[..., None], values, 0).sum(axis=1) / there.sum(axis=1)[:, None]


def _spread(values, there):
    """(P, W, F) -> the F columns of the mean, then those of the deviation."""
    mean = _mean(values, there)  # (P, F)
    square = _mean((values - mean[:, None]) ** 2, there)
    return (*mean.T, *np.sqrt(square).T)


def _quality(signal, rate, found, start, end):
    """Jitter and shimmer of each window, (P,) each; 0 where it holds too few periods."""
    periods = find_periods(without_offset(signal), rate, found.hz.astype(np.float64), found.time)
    result = np.zeros((2, len(start)))
    if not len(periods.time):
        return result
    time = np.where(
        np.isnan(periods.time), np.roll(periods.time, 1), periods.time
    )  # a gap: with what is before
    for p, (a, b) in enumerate(zip(start, end)):
        inside = (time >= a) & (time < b)
        if inside.sum() >= 2:
            own = type(periods)(time[inside], periods.length[inside], periods.strength[inside])
            result[:, p] = np.nan_to_num([perturbation(values) for values in parted(own, MOST)])
    return result
