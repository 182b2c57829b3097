"""Framing: a long signal cut into short overlapping pieces."""

import numpy as np

from emolab.audio.options import one_of, whole
from emolab.core import formula

PADDING = ("none", "end", "centre")


@formula("song2021 2.5.2", "zhu2022 2.1 frames")
def frame(signal, length, hop, pad="none"):
    """Cut a signal into frames of `length` samples, `hop` apart.

    pad       "none": whole frames only, a view of the signal without a copy; none where it is shorter
              "end": zeros behind the signal, so that every sample is in a frame, at least one frame
              "centre": zeros on both sides, so that frame t is centred on sample t hop
    Formula   frame_t[k] = x[t hop + k - offset], offset 0, or length // 2 for "centre"
    Shapes    signal (S,) -> frames (T, length)
    Note      The frames share the signal's memory: do not write into them.
    """
    length, hop = whole("frame: length", length), whole("frame: hop", hop)
    one_of("frame: pad", pad, PADDING)
    if pad == "end":
        missing = max(0, -(-(len(signal) - length) // hop)) * hop + length - len(signal)
        signal = _zeros_around(signal, 0, missing)
    elif pad == "centre":
        signal = _zeros_around(signal, length // 2, length // 2)
    if len(signal) < length:
        return np.empty_like(signal, shape=(0, length))
    windows = np.lib.stride_tricks.sliding_window_view(signal, length)  # (S - length + 1, length)
    return windows[::hop]  # (T, length)


def _zeros_around(signal, before, after):
    padded = np.zeros_like(signal, shape=before + len(signal) + after)
    padded[before : before + len(signal)] = signal
    return padded
