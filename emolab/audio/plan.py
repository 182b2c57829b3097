"""A convention at one sample rate, and the checks on what it is to work on."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from emolab.audio.conventions import convention_of
from emolab.audio.mel import mel_filterbank
from emolab.audio.signal import checked_signal
from emolab.audio.windows import window_weights
from emolab.core.errors import ArgumentError


class Plan(NamedTuple):
    """A convention at one sample rate: all that does not depend on the signal."""

    length: int  # K, samples of a frame as it is cut out
    hop: int
    n_fft: int
    window: np.ndarray  # (K,)
    bank: np.ndarray  # (M, F), and a row of ones below where the frame's energy takes the place of order 0
    scale: float  # of the spectrum: gain and n_fft


@lru_cache(maxsize=64)
def make_plan(convention, sample_rate, dtype):
    """Return the Plan of a Convention at a sample rate, its arrays in a dtype."""
    length = None if convention.length is None else convention.samples("length", sample_rate)
    n_fft = convention.n_fft
    if n_fft == "length" and length is not None:
        n_fft = length
    elif n_fft in (None, "length"):
        if length is None:
            raise ArgumentError("mfcc: length and n_fft are both None; give one of them")
        n_fft = 1 << (length - 1).bit_length()
    length = n_fft if length is None else length
    hop = max(1, length // 2) if convention.hop is None else convention.samples("hop", sample_rate)
    window = window_weights(convention.window, length, convention.periodic)
    if length > n_fft and not convention.cut:
        raise ArgumentError(
            f"mfcc: n_fft is {n_fft}, but frames have {length} samples; None takes the next power of two"
        )
    if convention.pad == "centre":  # the window sits in the middle of n_fft samples
        before = max(0, n_fft - length) // 2
        window = np.pad(window, (before, max(0, n_fft - length) - before))
        length = len(window)
    bank = mel_filterbank(
        sample_rate, n_fft, convention.bands, convention.fmin, convention.fmax, convention.mel_scale,
        convention.mel_norm, convention.corners, convention.slopes,
    )  # fmt: skip
    if convention.c0 == "energy":
        bank = np.vstack([bank, np.ones_like(bank[:1])])  # (M + 1, F)
    scale = convention.gain**convention.power / (n_fft if convention.over_n_fft else 1)
    window, bank = window.astype(dtype), bank.astype(dtype)
    window.setflags(write=False)
    bank.setflags(write=False)
    return Plan(length, hop, n_fft, window, bank, scale)


def prepare(signal, sample_rate, convention, changes):
    """Check what a feature is asked to work on.

    Returns   (signal (S,), Convention, Plan)
    Errors    ShapeError for several channels; ArgumentError for integers, a rate not above 0, an unknown
              name; DataError for an empty signal, and for NaN and infinity with their first place
    """
    signal, rate = checked_signal("mfcc", signal, sample_rate)
    convention = convention_of(convention, changes)
    return signal, convention, make_plan(convention, rate, signal.dtype.char)
