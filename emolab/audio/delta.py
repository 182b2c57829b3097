"""Deltas: how fast features change, by a polynomial fitted to their neighbours in time."""

from math import factorial

import numpy as np

from emolab.audio.options import one_of, whole
from emolab.core import formula
from emolab.core.errors import ArgumentError, DataError


@formula()
def delta(features, width=9, order=1, edges="interp"):
    """Slope (order 1), curvature (order 2), ... of features over time.

    width     frames that take part, an odd number: 2 N + 1 for the N of HTK and python_speech_features
    edges     "interp": the first and last polynomials serve to the ends (librosa);
              "repeat": the first and last frames are repeated (HTK, python_speech_features)
    Formula   order 1: d_t = sum over n = 1..N of n (c_{t+n} - c_{t-n}) / (2 sum over n of n^2)
              order r: the r-th derivative of the polynomial of degree r that fits best (Savitzky-Golay)
    Shapes    features (T, D) -> d (T, D)
    Errors    DataError where "interp" has fewer frames than width
    """
    width, order = whole("delta: width", width, least=3), whole("delta: order", order)
    one_of("delta: edges", edges, ("interp", "repeat"))
    if width % 2 == 0 or order >= width:
        raise ArgumentError(f"delta: width must be odd and above order {order}, not {width}")
    N = width // 2
    if edges == "interp" and len(features) < width:
        raise DataError(
            f"delta: {len(features)} frames for a width of {width}; use a smaller one or edges='repeat'"
        )
    powers = np.arange(-N, N + 1)[:, None] ** np.arange(order + 1.0)  # (width, order + 1)
    weights = factorial(order) * np.linalg.pinv(powers)[order]  # (width,)
    weights = weights.astype(np.result_type(features, np.float32))
    if edges == "repeat":
        features = features[np.clip(np.arange(-N, len(features) + N), 0, max(len(features) - 1, 0))]
    T = len(features) - 2 * N  # frames with a whole neighbourhood
    inner = sum(w * features[i : i + T] for i, w in enumerate(weights))  # (T, D)
    if edges == "repeat":
        return inner
    # the r-th derivative of a polynomial of degree r is the same at every one of its frames
    return np.concatenate([np.repeat(inner[:1], N, axis=0), inner, np.repeat(inner[-1:], N, axis=0)])
