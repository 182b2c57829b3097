"""Positive against negative, and lively against quiet."""

from typing import NamedTuple

import numpy as np

from emolab.analysis.timeline import durations
from emolab.core.errors import DataError

# by the names of all label sets of the library; what stands in none of them counts as neither
POSITIVE = ("happiness", "happy", "joy", "trust", "anticipation", "calm")
NEGATIVE = ("anger", "angry", "disgust", "fear", "fearful", "sadness", "sad", "anxiety", "contempt")
LIVELY = ("anger", "angry", "fear", "fearful", "happiness", "happy", "joy", "surprise", "surprised")
QUIET = ("neutral", "sadness", "sad", "calm")


class Balance(NamedTuple):
    """Positive and negative emotion over time and as a whole."""

    positive: np.ndarray  # (W,) sum of the confidences of the positive emotions
    negative: np.ndarray  # (W,)
    value: np.ndarray  # (W,) positive - negative, from -1 to 1
    mean_positive: float
    mean_negative: float
    mean: float  # over the time in which something was found


def balance(line, positive=POSITIVE, negative=NEGATIVE):
    """Balance of positive and negative emotion.

    Formula   value_t = sum of confidences of positive emotions - sum of those of negative ones
    Returns   Balance, NaN in windows in which nothing was found
    Errors    DataError where nothing was found at all, or none of the classes is positive or negative
    Note      gu2025 asks for the overall positive and negative emotion and names no grouping. Surprise and
              neutral count as neither.
    """
    up, down = confidence_of(line, positive), confidence_of(line, negative)
    seconds = durations(line)
    if not seconds.sum() > 0:
        raise DataError("balance: nothing was seen or heard in any window of the timeline")
    mean = lambda x: float(seconds @ np.where(line.seen, x, 0) / seconds.sum())  # noqa: E731
    return Balance(up, down, up - down, mean(up), mean(down), mean(up - down))


def activity(line, lively=LIVELY, quiet=QUIET):
    """How lively and how quiet each window is.

    Formula   lively_t, quiet_t = sums of the confidences of the emotions of high and of low arousal
    Returns   (lively (W,), quiet (W,)), NaN where nothing was found
    Note      gu2025 says "too active or too passive" and defines neither; disgust counts as neither here.
    """
    return confidence_of(line, lively), confidence_of(line, quiet)


def confidence_of(line, labels):
    """Sum of the confidences of some emotions over time, (W,); those that the timeline lacks are passed over.

    Errors    DataError where the timeline has none of them
    """
    columns = [i for i, label in enumerate(line.classes) if label in labels]
    if not columns:
        raise DataError(
            f"none of the classes {', '.join(line.classes)} is among {', '.join(labels)}; give your own "
            "groups"
        )
    return line.confidence[:, columns].sum(axis=1)
