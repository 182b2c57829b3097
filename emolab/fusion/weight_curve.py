"""How good a weighted decision is for each weight, on data that was not trained on."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.core.backend import as_array, like
from emolab.core.errors import ArgumentError, DataError
from emolab.fusion.weighted_decision import weighted_scores


class WeightCurve(NamedTuple):
    """Accuracy over the video's weight; the voice has what is left to 1."""

    weights: np.ndarray  # (K,), from 0 (voice alone) to 1 (video alone)
    accuracy: np.ndarray  # (K,), share of the samples
    unweighted: np.ndarray  # (K,), mean of the classes' own shares

    def best(self, measure="accuracy", near=0.6):
        """Return (weight, its accuracy) where `measure` is largest; of equals the one next to `near`."""
        values = getattr(self, _measure(measure))
        top = np.flatnonzero(values >= values.max() - 1e-12)
        place = top[np.abs(self.weights[top] - near).argmin()]
        return float(self.weights[place]), float(values[place])


@formula("zhu2022 6, weights")
def weight_curve(video, voice, labels, steps=101):
    """Accuracy of the weighted decision for weights from 0 to 1.

    Formula   accuracy(w) = share of samples with argmax over c of (w Pv[c] + (1 - w) Ps[c]) = label
    Shapes    video and voice (N, K), labels (N,) -> weights (steps,), accuracy (steps,), unweighted (steps,)
    Errors    ArgumentError for fewer than 2 steps; DataError for no sample, NaN, or a label outside 0..K-1
    Note      The weight is chosen on validation data: chosen on the test data it would flatter. zhu2022
              prints 0.6 without saying what it was chosen on.
    """
    if steps != int(steps) or steps < 2:
        raise ArgumentError(f"weight_curve: steps must be a whole number from 2, not {steps!r}")
    labels, N = as_array(labels), len(video)
    if not N:
        raise DataError("weight_curve: there is no sample")
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= video.shape[1]:
        raise DataError(f"weight_curve: labels must be whole numbers from 0 to {video.shape[1] - 1}")
    weights = np.linspace(0, 1, int(steps))  # (K,)
    hits = np.stack([weighted_scores(video, voice, (w, 1 - w)).argmax(axis=1) == labels for w in weights])
    counts = np.bincount(labels)
    each = 1 / (counts[labels] * np.count_nonzero(counts))  # (N,), so that every class counts the same
    return WeightCurve(like(video, weights), hits.mean(axis=1), hits @ each)


def _measure(name):
    if name not in ("accuracy", "unweighted"):
        raise ArgumentError(f"measure must be 'accuracy' or 'unweighted', not {name!r}")
    return name
