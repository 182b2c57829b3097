"""The pauses before and after what is said, cut off."""

import numpy as np

from emolab.audio.intensity import intensity
from emolab.audio.options import positive
from emolab.audio.signal import checked_signal, sample_count


def trim_silence(signal, sample_rate, threshold=40.0, length=0.025, hop=0.010, keep=0.030):
    """Cut off the beginning and the end of a recording where they are much softer than its loudest frame.

    threshold dB below the loudest frame
    length    and hop, keep: a float counts seconds, an int samples
    keep      what is left of the pause on either side
    Formula   x_n with t_1 hop - keep <= n < t_2 hop + keep, t_1 and t_2 the first and the last frame whose
              level L_t (`intensity`) is above max L - threshold
    Shapes    signal (S,) -> (S',), a view of it
    Note      Pauses inside stay. Silence throughout has no loudest frame and is given back as it is.
    """
    threshold = positive("trim_silence: threshold", threshold)
    signal, rate = checked_signal("trim_silence", signal, sample_rate)
    level = intensity(signal, rate, length, hop)  # (T,)
    loud = np.flatnonzero(level > level.max() - threshold)
    step = sample_count("trim_silence: hop", hop, rate)
    left = sample_count("trim_silence: keep", keep, rate) if keep else 0
    end = len(signal) if loud[-1] == len(level) - 1 else loud[-1] * step + left
    return signal[max(0, loud[0] * step - left) : end]
