"""Decision fusion by fixed weights: the class whose weighted mean probability is largest."""

import numpy as np

from emolab.core import formula
from emolab.core.errors import ArgumentError, DataError


@formula("zhu2022 6", "gu2025 joined decision")
def weighted_scores(video, voice, weights=(0.6, 0.4)):
    """Weighted sum of two classifiers' probabilities.

    Formula   s[c] = 0.6 Pv[c] + 0.4 Ps[c]
    Shapes    video and voice (..., K) -> s (..., K)
    Errors    ArgumentError for weights that are not two numbers from 0, with a sum above 0; DataError for NaN
    Note      Weights that sum to 1 keep probabilities probabilities; others are used as they are.
    """
    v, s = checked_weights(weights)
    return no_nan("weighted_scores", v * video + s * voice)


@formula("zhu2022 6")
def weighted_decision(video, voice, weights=(0.6, 0.4)):
    """Class with the largest weighted sum of two classifiers' probabilities.

    Formula   E = argmax over c of  0.6 Pv[c] + 0.4 Ps[c]
    Shapes    video and voice (..., K) -> class (...), integers from 0
    Note      zhu2022 prints max of the sum over all classes, and loses the second weight's symbol. That sum
              is 0.6 + 0.4 = 1 for any two distributions, so that it decides nothing; argmax over the classes
              is meant. The first of equals is taken. `weighted_scores` gives the sums themselves.
    """
    return np.argmax(weighted_scores(video, voice, weights), axis=-1)


def checked_weights(weights):
    """Return two weights as floats, or raise ArgumentError."""
    try:
        first, second = (float(w) for w in weights)
    except (TypeError, ValueError):
        first = second = -1.0
    if not (0 <= first < np.inf and 0 <= second < np.inf and first + second > 0):
        raise ArgumentError(f"weights={weights!r} must be two numbers from 0 whose sum is above 0")
    return first, second


def no_nan(where, scores):
    """Return fused scores, or raise DataError where one is NaN or infinity."""
    if not np.isfinite(scores).all():
        row = tuple(int(i) for i in np.argwhere(~np.isfinite(scores))[0])
        raise DataError(f"{where}: a source holds NaN or infinity at {row}; see what it was given")
    return scores
