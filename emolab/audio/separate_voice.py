"""Two stems of a recording: the voice, and all that is not."""

import importlib
import warnings
from typing import NamedTuple

import numpy as np

from emolab.audio.istft import istft
from emolab.audio.options import one_of
from emolab.audio.separation_by_hand import voice_by_both, voice_by_direction, voice_by_repetition
from emolab.audio.separation_grid import separation_grid, separation_stft
from emolab.audio.signal import checked_signal
from emolab.core import DataError, ShapeError, formula

BY_HAND = {"hpss": voice_by_direction, "repet": voice_by_repetition, "combined": voice_by_both}
# Networks stand a floor above: they are named here, and loaded when one is asked for.
NETWORKS = {"unet": ("emolab.models.voice_separator", "voice_mask")}
METHODS = (*NETWORKS, *BY_HAND)
ALONE = -20.0  # dB of the input; a stem below it is as good as missing
QUIET = 1e-5  # of full scale: half a step of 16 bits; nothing louder than that is silence


class SeparationWarning(UserWarning):
    """The voice could not be separated, or there was nothing to separate it from."""


class _Pair(NamedTuple):
    voice: np.ndarray
    rest: np.ndarray


class Stems(_Pair):
    """Two stems, voice (S,) and rest (S,), whose sum is the input.

    said    what went wrong or was not there, as text; "" where both stems were found
    """

    said = ""


@formula("zhu2022 2.1 stems")
def separate_voice(signal, sample_rate, method="unet", mask=None):
    """Separate the voice from music and noise.

    method    "unet": a small network that was trained on mixtures (the best)
              "hpss": by hand, what lasts in long windows and what strikes in short ones is cut away
              "repet": by hand, what repeats is cut away
              "combined": by hand, both, and the steady noise floor
    mask      a callable mask(signal, sample_rate) -> (T, F), 0 to 1, on the cells of `separation_stft`, in
              place of a method
    Formula   voice = ISTFT(M STFT(x));  rest = x - voice
    Shapes    signal (S,) -> voice (S,), rest (S,)
    Units     sample_rate Hz
    Returns   Stems(voice, rest); its field `said` and a SeparationWarning tell where it cannot help: silence,
              a single stem, or (for "repet") nothing that repeats: then voice holds the input, said so
    Errors    DataError for an empty signal, NaN, infinity, or less than one window of 64 ms; ShapeError for
              several channels; ArgumentError for integers, a rate not above 0, or an unknown method
    Source    zhu2022 names a program that splits voice and accompaniment, and prints no formula for it
    """
    signal, rate = checked_signal("separate_voice", signal, sample_rate)
    one_of("separate_voice: method", method, METHODS)
    n_fft = separation_grid(rate)[0]
    if len(signal) < n_fft:
        raise DataError(
            f"separate_voice: the signal has {len(signal)} samples, {len(signal) / rate:.3f} s; at least one "
            f"window of {n_fft} ({n_fft / rate:.3f} s) is needed to tell a voice from the rest"
        )
    if np.abs(signal - signal.mean()).max() < QUIET:
        return _stems(np.zeros_like(signal), signal.copy(), ("the signal is silent; no voice is in it",))
    if mask is None and method in NETWORKS:
        module, name = NETWORKS[method]
        mask = getattr(importlib.import_module(module), name)
    if mask is None:
        voice, remarks = BY_HAND[method](signal, rate)
    else:
        voice, remarks = _masked(signal, rate, mask), ()
    if voice is None:
        return _stems(signal.copy(), np.zeros_like(signal), (*remarks, "voice is the input, unchanged"))
    voice = voice.astype(signal.dtype)
    rest = signal - voice
    return _stems(voice, rest, remarks + _alone(signal, voice, rest))


def _masked(signal, rate, mask):
    X = separation_stft(signal, rate)  # (T, F)
    M = np.asarray(mask(signal, rate))
    if M.shape != X.shape:
        raise ShapeError(f"separate_voice: mask gave {M.shape}; {X.shape} (frames, bins) is needed")
    if not (np.isfinite(M).all() and M.min() >= 0 and M.max() <= 1):
        raise DataError("separate_voice: mask gave values outside 0 to 1")
    return istft(X * M.astype(signal.dtype), *separation_grid(rate), length=len(signal))


def _alone(signal, voice, rest):
    """Say where one of the stems is missing."""
    total = np.sum(signal.astype(np.float64) ** 2)
    named = ((voice, "no voice was found", "rest"), (rest, "nothing but voice was found", "voice"))
    for stem, missing, whole in named:
        level = 10 * np.log10(max(np.sum(stem.astype(np.float64) ** 2) / total, 1e-30))
        if level < ALONE:
            return (f"{missing}: {whole} is the input but for a part {-level:.0f} dB below it",)
    return ()


def _stems(voice, rest, remarks):
    stems = Stems(voice, rest)
    stems.said = "; ".join(remarks)
    if remarks:
        warnings.warn(f"separate_voice: {stems.said}", SeparationWarning, stacklevel=4)
    return stems
