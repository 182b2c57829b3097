"""Zero crossings: how often a signal changes its sign, a cheap sign of noise against voice."""

import numpy as np

from emolab.audio.short_time import short_frames
from emolab.core import formula
from emolab.core.errors import ArgumentError


@formula()
def zero_crossings(frames, threshold=1e-10):
    """Share of the samples of each frame at which the sign has changed.

    threshold smaller values count as 0, and 0 counts as positive
    Formula   z = 1/K sum over n = 1..K-1 of [sign(x_n) != sign(x_{n-1})]
    Shapes    frames (..., K) -> z (...)
    """
    if threshold < 0:
        raise ArgumentError(f"zero_crossings: threshold is {threshold!r}; it must be at least 0")
    negative = frames < -threshold  # (..., K)
    changes = (negative[..., 1:] != negative[..., :-1]).sum(axis=-1)  # (...)
    return (changes / frames.shape[-1]).astype(frames.dtype)


@formula()
def zero_crossing_rate(
    signal, sample_rate, length=0.025, hop=0.010, threshold=1e-10, pad="none", centre=False
):
    """Zero crossings of each frame of a signal, as a share of its samples.

    length    and hop: a float counts seconds, an int samples
    pad       as `frame`'s
    centre    take the mean of each frame away first, so that an offset hides no crossing
    Formula   z_t = 1/K sum over n = 1..K-1 of [sign(x_n) != sign(x_{n-1})],  0 as positive
    Shapes    signal of S samples -> z (T,)
    Units     crossings a sample; times sample_rate / 2 it is about the frequency of a tone in Hz
    Note      Silence gives 0 here and in librosa; openSMILE's IS09 counts digital zeros as crossings.
    """
    frames, _ = short_frames("zero_crossing_rate", signal, sample_rate, length, hop, pad=pad)  # (T, K)
    if centre:
        frames = frames - np.mean(frames, axis=1, keepdims=True)
    return zero_crossings(frames, threshold)
