"""The heart of every filter bank: windowed frames in, energies of the bands out."""

import numpy as np

from emolab.audio.fft import rfft
from emolab.audio.preemphasis import preemphasis
from emolab.core import formula


@formula("song2021 2.5.3-2.5.5", "liu2026 3", "zhu2022 1", kernel="mel_energies")
def mel_energies(frames, window, bank, n_fft, power=2, centre=False, a=0.0):
    """Energy of each windowed frame in each band of a filter bank.

    power     2: bands of the power spectrum; 1: of the magnitude
    centre    take the mean of each frame away first
    a         then pre-emphasis inside each frame, the sample before it taken for its first; 0 for none
    Formula   X_t = FFT(frame_t * window);  E_t = B |X_t|^power
    Shapes    frames (T, K), window (K,), bank (M, F) -> E (T, M)
              F = n_fft//2+1; frames are filled with zeros to n_fft samples
    """
    if centre:
        frames = frames - frames.mean(axis=1, keepdims=True)  # (T, K)
    if a:
        frames = preemphasis(frames, a, first="scale")
    X = rfft(frames * window, n_fft)  # (T, F)
    spectrum = X.real**2 + X.imag**2
    if power == 1:
        spectrum = np.sqrt(spectrum)
    return spectrum @ bank.T  # (T, M)
