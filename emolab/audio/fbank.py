"""Log energies in mel bands, after a named convention: the half of MFCC that networks also take."""

import warnings

import numpy as np

from emolab.audio.differences import join_differences
from emolab.audio.framing import frame
from emolab.audio.mel_energies import mel_energies
from emolab.audio.plan import prepare
from emolab.audio.preemphasis import preemphasis
from emolab.core import formula
from emolab.core.backend import like
from emolab.core.errors import DataError


def cut_frames(signal, convention, plan):
    """Return the frames of a signal as they are cut out, (T, K); pre-emphasised if the whole signal is."""
    if convention.preemphasis and convention.preemphasis_of == "signal":
        signal = preemphasis(signal, convention.preemphasis)
    frames = frame(signal, plan.length, plan.hop, convention.pad)  # (T, length)
    if len(frames) == 0:
        raise DataError(
            f"mfcc: the signal has {len(signal)} samples, less than one frame of {plan.length}; give a longer"
            " one, a smaller length, or pad='end' to fill it with zeros"
        )
    if plan.length > plan.n_fft:
        warnings.warn(
            f"mfcc: frames of {plan.length} samples are cut to n_fft = {plan.n_fft}, as "
            "python_speech_features does; n_fft=None takes the power of two that holds them",
            stacklevel=4,
        )
        frames = frames[:, : plan.n_fft]
    return frames


def in_frame(convention):
    """Return the settings of `mel_energies` for what happens inside each frame before its window."""
    a = convention.preemphasis if convention.preemphasis_of == "frame" else 0.0
    return {"centre": convention.centre, "a": a}


def ready_frames(frames, convention):
    """Return frames without their mean and pre-emphasised, where the convention does that frame by frame."""
    if convention.centre:
        frames = frames - frames.mean(axis=1, keepdims=True)  # (T, K)
    a = in_frame(convention)["a"]
    return preemphasis(frames, a, first="scale") if a else frames


def raw_energies(frames, centre):
    """Return the energy of each frame before pre-emphasis and window, (T, 1), without its mean if centre."""
    if centre:
        frames = frames - frames.mean(axis=1, keepdims=True)  # (T, K)
    return np.einsum("tk,tk->t", frames, frames)[:, None]


def log_energies(energies, convention):
    """Return the logarithm of energies, with the convention's floor, unit and bound below the loudest."""
    if convention.mel_norm == "printed" and (energies < 0).any():
        warnings.warn(
            f"mfcc: {int((energies < 0).sum())} of {energies.size} band energies are negative with the "
            "filters of liu2026 eq. 2 as printed, and have no logarithm; they are raised to the floor",
            stacklevel=4,
        )
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
    frames = cut_frames(signal, convention, plan)  # (T, K)
    window = like(frames, plan.window[: frames.shape[1]])  # (K,)
    energies = mel_energies(
        frames, window, like(frames, plan.bank), plan.n_fft, convention.power, **in_frame(convention)
    )  # (T, M)
    energies = energies * plan.scale if plan.scale != 1 else energies
    if convention.c0 == "raw":
        raw = raw_energies(frames, convention.centre) * convention.gain**2
        energies = np.concatenate([energies, raw.astype(energies.dtype)], axis=1)  # (T, M + 1)
    return log_energies(energies, convention)


def over_frames(features, convention):
    """Return features with the differences and the sum over time that the convention asks for."""
    if convention.differences:
        features = join_differences(features, convention.differences, convention.difference_width)
    return features.sum(axis=0, keepdims=True) if convention.over_time == "sum" else features


@formula("song2021 2.24-2.26", "liu2026 3", "zhu2022 2.2", "gu2025 log-mel spectrogram")
def fbank(signal, sample_rate, convention="librosa", **settings):
    """Log energies of a signal in mel bands, frame by frame.

    convention and settings as `mfcc`'s
    Formula   E_t = B |FFT(frame_t * window)|^power;  s_t = log(max(E_t, floor))
    Shapes    signal of S samples -> s of T frames by M bands, or 2 M, 3 M with differences
    Units     natural logarithm, or dB where the convention has log "db"
    Errors    as `mfcc`'s
    """
    signal, convention, plan = prepare(signal, sample_rate, convention, settings)
    logs = log_bands(signal, convention, plan)[:, : convention.bands]  # (T, M)
    return over_frames(logs, convention)
