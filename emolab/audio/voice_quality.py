"""Voice quality: how much the periods of a voice differ, and how much noise is in it."""

from typing import NamedTuple

import numpy as np

from emolab.audio.options import one_of
from emolab.audio.periods import Periods, find_periods, perturbation
from emolab.audio.pitch import pitch
from emolab.audio.signal import checked_signal, without_offset
from emolab.core import formula
from emolab.core.errors import DataError

HIGHEST_HNR = 60.0  # dB; what is above lies below the rounding of the correlation
LEAST = 3  # periods


class VoiceQuality(NamedTuple):
    """Numbers of one recording; shares are of the mean (0.01 is 1 %)."""

    jitter: float  # local: from period to period
    jitter_rap: float  # from the mean of three
    jitter_ppq5: float  # from the mean of five
    shimmer: float  # local
    shimmer_db: float  # mean of |20 log10 of the ratio of neighbours|
    shimmer_apq3: float
    shimmer_apq5: float
    shimmer_apq11: float
    hnr: float  # dB, mean over the voiced frames
    periods: int  # how many were found


@formula("gu2025 sound quality")
def harmonics_to_noise(r):
    """Harmonics-to-noise ratio from the height of the autocorrelation at the period.

    Formula   HNR = 10 log10(r / (1 - r)),  at most 60 dB
    Shapes    r (...) -> hnr (...)
    Units     dB
    Source    Boersma 1993, eq. 4
    Note      r is the harmonic part of the frame's power. 0 gives -inf, which means that nothing is periodic.
    """
    r = np.clip(np.asarray(r, dtype=np.float64), 0, 1 / (1 + 10 ** (-HIGHEST_HNR / 10)))
    with np.errstate(divide="ignore"):
        return 10 * np.log10(r / (1 - r))


@formula("gu2025 sound quality")
def voice_quality(signal, sample_rate, fmin=65.0, fmax=500.0, missing="error", most=1.3):
    """Jitter, shimmer and harmonics-to-noise ratio of a recording.

    fmin      and fmax bound the pitch
    missing   where no three periods in a row are found: "error", or "nan" for NaN in every field
    most      a period this many times longer or shorter than the one before parts two stretches
    Formula   see `perturbation` (of lengths: jitter; of strengths: shimmer) and `harmonics_to_noise`
    Shapes    signal of S samples -> VoiceQuality
    Units     sample_rate, fmin and fmax Hz
    Errors    DataError where there is too little voice, unless missing is "nan"
    Note      Jitter and shimmer are meant for a held vowel; in speech, melody and syllables add to them.
              apq11 is NaN where no eleven periods stand in a row.
    """
    signal, rate = checked_signal("voice_quality", signal, sample_rate)
    one_of("voice_quality: missing", missing, ("error", "nan"))
    found = pitch(signal, rate, fmin=fmin, fmax=fmax)
    signal = without_offset(signal)
    periods = find_periods(signal, rate, found.hz.astype(np.float64), found.time)
    count = int(np.isfinite(periods.length).sum())
    if count < LEAST:
        if missing == "nan":
            return VoiceQuality(*[float("nan")] * 9, count)
        raise DataError(
            f"voice_quality: {count} periods of a voice from {fmin:g} to {fmax:g} Hz were found, {LEAST} are "
            "needed; give a recording of a voice, or missing='nan'"
        )
    lengths, strengths = parted(periods, most)
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = np.abs(20 * np.log10(strengths[1:] / strengths[:-1]))
    steps = steps[np.isfinite(steps)]
    r = found.voicing[found.hz > 0].astype(np.float64)
    return VoiceQuality(
        *(perturbation(lengths, width) for width in (2, 3, 5)),
        perturbation(strengths, 2), float(steps.mean()) if len(steps) else float("nan"),
        *(perturbation(strengths, width) for width in (3, 5, 11)),
        float(harmonics_to_noise(r).mean()), count,
    )  # fmt: skip


def parted(periods: Periods, most):
    """Return lengths and strengths with a NaN between periods too unlike to be neighbours."""
    ratio = periods.length[1:] / periods.length[:-1]  # (P - 1,), NaN at a gap
    apart = np.flatnonzero((ratio > most) | (ratio < 1 / most)) + 1
    return np.insert(periods.length, apart, np.nan), np.insert(periods.strength, apart, np.nan)
