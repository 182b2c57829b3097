"""Chroma: the energy of the twelve pitch classes, whatever their octave."""

import numpy as np

from emolab.audio.options import one_of, positive, whole
from emolab.audio.signal import checked_signal, sample_count
from emolab.audio.spectrum import spectrogram
from emolab.core import formula

NORMS = (None, "max", "sum", "euclidean")


@formula()
def chroma_filterbank(sample_rate, n_fft, classes=12, tuning=440.0, centre_octave=5.0, octave_width=2.0):
    """Weight of each bin of the spectrum for each pitch class, C first.

    tuning    Hz of the A above middle C
    centre_octave  and octave_width: a Gaussian over log2(f / (tuning / 16)) that favours the middle octaves
    Formula   b(f) = classes log2(16 f / tuning), counted in classes from the A of 27.5 Hz;
              W_c(f) = exp(-1/2 (2 d / width)^2), d from b(f) to the class around the circle, width to the
              next bin's b, at least 1; then each column is scaled to Euclidean length 1, times
              exp(-1/2 ((b / classes - centre_octave) / octave_width)^2)
    Shapes    -> bank (classes, n_fft//2+1)
    Note      The filters of Ellis, as in librosa.filters.chroma.
    """
    rate, tuning = positive("chroma: sample_rate", sample_rate), positive("chroma: tuning", tuning)
    n_fft, classes = whole("chroma: n_fft", n_fft, least=2), whole("chroma: classes", classes)
    f = np.arange(1, n_fft) * rate / n_fft  # (n_fft - 1,), without 0 Hz, which has no pitch
    b = classes * np.log2(16 * f / tuning)
    b = np.concatenate([[b[0] - 1.5 * classes], b])  # (n_fft,); 0 Hz as if 1.5 octaves below the first bin
    width = np.concatenate([np.maximum(np.diff(b), 1), [1]])  # (n_fft,)
    half = np.round(classes / 2)
    d = (b - np.arange(classes)[:, None] + half) % classes - half  # (classes, n_fft)
    bank = np.exp(-0.5 * (2 * d / width) ** 2)
    bank /= np.maximum(np.sqrt((bank**2).sum(axis=0)), np.finfo(float).tiny)
    bank *= np.exp(-0.5 * ((b / classes - centre_octave) / octave_width) ** 2)
    return np.roll(bank, -3 * (classes // 12), axis=0)[:, : n_fft // 2 + 1]  # from A first to C first


@formula("gu2025 chroma")
def chroma(signal, sample_rate, n_fft=2048, hop=512, classes=12, tuning=440.0, norm="max", pad="centre"):
    """Energy of the pitch classes C, C sharp, ... B in each frame.

    hop       a float counts seconds, an int samples
    tuning    Hz of the A above middle C; it is taken as given, not estimated from the signal
    norm      each frame divided by its "max", "sum", "euclidean" length, or by nothing (None)
    Formula   c_t = W |FFT(frame_t * hann)|^2, then normalised
    Shapes    signal of S samples -> c (T, classes)
    Note      librosa.feature.chroma_stft with tuning=0 is the same; by itself librosa estimates the tuning. A
              silent frame gives zeros.
    """
    one_of("chroma: norm", norm, NORMS)
    signal, rate = checked_signal("chroma", signal, sample_rate)
    power = spectrogram(signal, n_fft, sample_count("chroma: hop", hop, rate), pad=pad)  # (T, F)
    bank = chroma_filterbank(rate, n_fft, classes, tuning).astype(signal.dtype)
    c = power @ bank.T  # (T, classes)
    if norm is None:
        return c
    sizes = {"max": lambda c: c.max(axis=1), "sum": lambda c: c.sum(axis=1)}
    size = sizes[norm](c) if norm in sizes else np.sqrt((c**2).sum(axis=1))
    size = size[:, None]  # (T, 1)
    return c / np.where(size > np.finfo(c.dtype).tiny, size, 1)
