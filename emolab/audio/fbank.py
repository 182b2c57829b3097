"""Log energies in mel bands, after a named convention: the half of MFCC that networks also take."""

import warnings

import numpy as np

from emolab.audio.framing import frame
from emolab.audio.mel_energies import mel_energies
from emolab.audio.plan import prepare
from emolab.audio.preemphasis import preemphasis
from emolab.core import formula
from emolab.core.errors import DataError


def cut_frames(signal, convention, plan):
    """Return the frames of a signal, pre-emphasised and cut as the convention has it, (T, K)."""
    if convention.preemphasis and convention.preemphasis_of == "signal":
        signal = preemphasis(signal, convention.preemphasis)
    frames = frame(signal, plan.length, plan.hop, convention.pad)  # (T, length)
    if len(frames) == 0:
        raise DataError(
            f"mfcc: the signal has {len(signal)} samples, less than one frame of {plan.length}; give a longer"
            " one, a smaller length, or pad='end' to fill it with zeros"
        )
    if convention.preemphasis and convention.preemphasis_of == "frame":
        frames = preemphasis(frames, convention.preemphasis, first="scale")
    if plan.length > plan.n_fft:
        warnings.warn(
            f"mfcc: frames of {plan.length} samples are cut to n_fft = {plan.n_fft}, as "
            "python_speech_features does; n_fft=None takes the power of two that holds them",
            stacklevel=4,
        )
        frames = frames[:, : plan.n_fft]
    return frames


def log_energies(energies, convention):
    """Return the logarithm of energies, with the convention's floor, unit and bound below the loudest."""
    if convention.floor_of == "small":
        energies = np.maximum(energies, convention.floor)
    else:
        energies = np.where(energies == 0, energies.dtype.type(convention.floor), energies)
    if convention.log == "ln":
        return np.log(energies)
    decibels = 10 * np.log10(energies)
    return decibels if convention.top_db is None else np.maximum(decibels, decibels.max() - convention.top_db)


def log_bands(signal, convention, plan):
    """Return the log energies of a checked signal, those of the bank's extra row included."""
    frames = cut_frames(signal, convention, plan)
    energies = mel_energies(frames, plan.window[: frames.shape[1]], plan.bank, plan.n_fft, convention.power)
    return log_energies(energies * plan.scale if plan.scale != 1 else energies, convention)


@formula("song2021 2.24-2.26")
def fbank(signal, sample_rate, convention="librosa", **settings):
    """Log energies of a signal in mel bands, frame by frame.

    convention and settings as `mfcc`'s
    Formula   E_t = B |FFT(frame_t * window)|^power;  s_t = log(max(E_t, floor))
    Shapes    signal of S samples -> s of T frames by M bands
    Units     natural logarithm, or dB where the convention has log "db"
    Errors    as `mfcc`'s
    """
    signal, convention, plan = prepare(signal, sample_rate, convention, settings)
    return log_bands(signal, convention, plan)[:, : convention.bands]  # (T, M)
