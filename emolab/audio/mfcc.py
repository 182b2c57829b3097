"""Mel-frequency cepstral coefficients, from a signal to T x n numbers, after a named convention."""

from typing import NamedTuple

import numpy as np

from emolab.audio.dct import dct
from emolab.audio.fbank import cut_frames, log_bands, log_energies, over_frames, raw_energies, ready_frames
from emolab.audio.fft import rfft
from emolab.audio.lifter import lifter
from emolab.audio.plan import prepare
from emolab.core import formula
from emolab.core.backend import like


@formula("song2021 2.24-2.27", "liu2026 1-4", "zhu2022 2.2 MFCC")
def mfcc(signal, sample_rate, convention="librosa", **settings):
    """Mel-frequency cepstral coefficients of a signal.

    convention a name in `CONVENTIONS` ("librosa", "psf", "kaldi", "htk", "song2021", "zhu2022", "liu2026")
              or a Convention
    settings  what is to differ from it, by keyword: n=13, bands=40, ...; `audio.settings()` lists them all
    Formula   E_t = B |FFT(frame_t * window)|^power;  s_t = log(max(E_t, floor))
              c_t(k) = g_k lift_k sum over m = 1..M of s_t(m) cos(pi k (m - 0.5) / M)
    Shapes    signal of S samples -> c of T frames by n coefficients, or 2 n, 3 n with differences
    Units     signal -1 to 1, sample_rate Hz
    Errors    ArgumentError for an unknown convention or setting (with the near match), a rate not above 0,
              an integer signal; ShapeError for several channels; DataError for an empty signal, one that is
              shorter than a frame where the convention fills none, and NaN or infinity (names the first)
    Note      float32 in, float32 out: computed in the signal's own type. A silent signal gives the floor.
    """
    signal, convention, plan = prepare(signal, sample_rate, convention, settings)
    return over_frames(_cepstra(log_bands(signal, convention, plan), convention), convention)  # (T, n)


def _cepstra(logs, convention):
    first = 1 if convention.c0 == "none" else 0
    cepstra = dct(logs[:, : convention.bands], convention.n, convention.dct, first)  # (T, n)
    if convention.lifter:
        cepstra = lifter(cepstra, convention.lifter, first + convention.lifter_from)
    if convention.c0 == "last":
        cepstra = np.roll(cepstra, -1, axis=1)
    elif convention.c0 in ("energy", "raw"):
        cepstra[:, 0] = logs[:, convention.bands]
    return cepstra


class Stages(NamedTuple):
    """Every step on the road from a signal to its MFCC, by name."""

    frames: np.ndarray  # (T, K), centred and pre-emphasised
    windowed: np.ndarray  # (T, K)
    spectrum: np.ndarray  # (T, F), power or magnitude
    bank: np.ndarray  # (M, F)
    energies: np.ndarray  # (T, M)
    log: np.ndarray  # (T, M)
    mfcc: np.ndarray  # (T, n)


def mfcc_stages(signal, sample_rate, convention="librosa", **settings):
    """Return all stages of `mfcc`, to be looked at one by one or held against another program's.

    Returns   Stages(frames, windowed, spectrum, bank, energies, log, mfcc)
    """
    signal, convention, plan = prepare(signal, sample_rate, convention, settings)
    cut = cut_frames(signal, convention, plan)  # (T, K)
    frames = ready_frames(cut, convention)
    windowed = frames * like(frames, plan.window[: frames.shape[1]])
    spectrum = np.abs(rfft(windowed, plan.n_fft)) ** convention.power * plan.scale  # (T, F)
    energies = spectrum @ like(frames, plan.bank).T
    if convention.c0 == "raw":
        raw = raw_energies(cut, convention.centre) * convention.gain**2  # (T, 1)
        energies = np.concatenate([energies, raw.astype(energies.dtype)], axis=1)
    logs = log_energies(energies, convention)
    M = convention.bands
    cepstra = over_frames(_cepstra(logs, convention), convention)
    return Stages(frames, windowed, spectrum, plan.bank[:M], energies[:, :M], logs[:, :M], cepstra)
