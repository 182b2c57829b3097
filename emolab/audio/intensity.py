"""Intensity: how loud a signal is over time, in dB."""

import numpy as np

from emolab.audio.options import positive
from emolab.audio.short_time import short_frames
from emolab.audio.windows import window_weights
from emolab.core import formula


@formula("gu2025 sound intensity")
def intensity(
    signal, sample_rate, length=0.032, hop=0.010, window="hann", reference=1.0, floor=1e-10, pad="centre"
):
    """Level of each frame in dB.

    length    and hop: a float counts seconds, an int samples
    reference amplitude of 0 dB: 1.0 is full scale, so that a full-scale sine has -3.01 dB and nothing is
              above 0; 2e-5 where the signal is a pressure in pascals (dB SPL)
    floor     the smallest mean square over reference^2: silence gives 10 log10 of it, -100 dB
    pad       as `frame`'s; "centre" has frame t at t hop
    Formula   L_t = 10 log10(max(floor, sum of w_n (x_n - m)^2 / reference^2)),  m = sum of w_n x_n,
              the weights scaled to a sum of 1
    Shapes    signal of S samples -> L (T,)
    Units     sample_rate Hz -> dB
    Note      A constant offset is not sound and takes no part (Praat does the same).
    """
    reference, floor = positive("intensity: reference", reference), positive("intensity: floor", floor)
    frames, _ = short_frames("intensity", signal, sample_rate, length, hop, pad=pad)  # (T, K)
    w = window_weights(window, frames.shape[1]).astype(frames.dtype)
    if not w.any():  # a window of two samples that is zero at both
        w = np.ones_like(w)
    w = w / w.sum()  # (K,)
    mean = frames @ w  # (T,)
    power = ((frames - mean[:, None]) ** 2) @ w  # (T,)
    return 10 * np.log10(np.maximum(power / reference**2, floor)).astype(frames.dtype)
