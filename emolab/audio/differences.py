"""First and second differences of features over time, joined to them."""

import numpy as np

from emolab.audio.delta import delta
from emolab.audio.options import whole
from emolab.core import formula


@formula("zhu2022 2.2 differences")
def join_differences(features, orders=2, width=5):
    """Features with their differences to the right: [c, d], or [c, d, dd].

    orders    1: the first differences; 2: the second ones too, the differences of the first
    width     frames that take part, an odd number; the first and last frame are repeated at the ends
    Formula   d_t = sum over n = 1..N of n (c_{t+n} - c_{t-n}) / (2 sum over n of n^2),  N = width // 2
    Shapes    features (T, D) -> y (T, D+orders*D)
    Note      zhu2022 says "first-order difference" without a formula; this is HTK's, openSMILE's and
              python_speech_features'. width=3 is half the difference of the two neighbours.
    """
    parts = [features]
    for _ in range(whole("join_differences: orders", orders)):
        parts.append(delta(parts[-1], width, edges="repeat"))  # (T, D)
    return np.concatenate(parts, axis=1)
