"""The voice features of zhu2022: MFCC and Fbank with first and second differences, and the spectrogram."""

from typing import NamedTuple

import numpy as np

from emolab.audio.fbank import cut_frames, log_energies, over_frames, ready_frames
from emolab.audio.fft import rfft
from emolab.audio.mfcc import mfcc_stages
from emolab.audio.plan import prepare
from emolab.core import formula


class Zhu2022Features(NamedTuple):
    """One row a frame, the same frames in all three."""

    mfcc: np.ndarray  # (T, 39): 13 coefficients, their first and second differences
    fbank: np.ndarray  # (T, 120): 40 log energies, their first and second differences
    spectrogram: np.ndarray  # (T, F): log power of the spectrum

    def joined(self):
        """Return all side by side, (T, 159 + F)."""
        return np.concatenate(self, axis=1)


@formula("zhu2022 2.2")
def log_spectrogram(signal, sample_rate, convention="zhu2022", **settings):
    """Logarithm of the spectrum of the very frames that a convention's MFCC are made of.

    convention and settings as `mfcc`'s
    Formula   s_t = log(max(|FFT(frame_t * window)|^power, floor))
    Shapes    signal of S samples -> s of T frames by F bins
    Errors    as `mfcc`'s
    """
    signal, convention, plan = prepare(signal, sample_rate, convention, settings)
    frames = ready_frames(cut_frames(signal, convention, plan), convention)  # (T, K)
    X = rfft(frames * plan.window[: frames.shape[1]], plan.n_fft)  # (T, F)
    return log_energies(np.abs(X) ** convention.power * plan.scale, convention)


@formula("zhu2022 2.2")
def zhu2022_features(signal, sample_rate, **settings):
    """All voice features of zhu2022.

    settings  what is to differ from the convention "zhu2022", by keyword
    Formula   MFCC, d MFCC, dd MFCC; Fbank, d Fbank, dd Fbank; ln |FFT(frame * Hamming)|^2
    Shapes    signal of S samples -> mfcc (T, 39), fbank (T, 120), spectrogram (T, F)
    Note      The paper gives no dimension. F is 257 at 16 kHz and follows the rate: resample recordings of
              several rates to one first.
    """
    stages = mfcc_stages(signal, sample_rate, "zhu2022", **settings)
    _, convention, _ = prepare(signal, sample_rate, "zhu2022", settings)
    bands = over_frames(stages.log, convention)  # (T, 120)
    return Zhu2022Features(stages.mfcc, bands, log_energies(stages.spectrum, convention))
