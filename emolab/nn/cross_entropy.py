"""Softmax and cross-entropy in one: the loss of a classifier."""

from typing import NamedTuple

import numpy as np

from emolab.core import ArgumentError, DataError, ShapeError, formula
from emolab.nn.module import Module


class CrossEntropyCache(NamedTuple):
    """What the backward needs."""

    probabilities: np.ndarray  # (N, C)
    targets: np.ndarray  # (N, C), smoothed, times the class weights
    total: np.ndarray  # (), the weight that the loss was divided by


def as_targets(labels, like):
    """Turn labels (N,), whole numbers 0..C-1, or distributions (N, C) into distributions like the logits.

    Errors    DataError, which names the first row that cannot be and its value; ShapeError
    """
    N, C = like.shape
    labels = labels if hasattr(labels, "dtype") else np.asarray(labels)
    if N == 0:
        raise DataError("softmax_cross_entropy: the batch is empty; a mean over no rows is no number")
    if labels.ndim not in (1, 2) or labels.shape not in ((N,), (N, C)):
        raise ShapeError(
            f"softmax_cross_entropy: labels have shape {labels.shape}; for logits {like.shape} they must be "
            f"({N},) whole numbers or ({N}, {C}) probabilities"
        )
    if labels.ndim == 2:
        bad = (labels < 0).any(axis=1) | ~(np.abs(labels.sum(axis=1) - 1) < 1e-3)
        if bad.any():
            row = int(bad.argmax())
            raise DataError(
                f"softmax_cross_entropy: row {row} of labels, {labels[row]}, is no distribution: its entries "
                f"must not be negative and must sum to 1"
            )
        return np.asarray(labels, like.dtype, like=like)  # (N, C)
    if labels.dtype.kind not in "iu":
        raise DataError(
            f"softmax_cross_entropy: labels are {labels.dtype}, not whole numbers; "
            f"turn names or numbers into classes 0 to {C - 1} first"
        )
    bad = (labels < 0) | (labels >= C)
    if bad.any():
        row = int(bad.argmax())
        raise DataError(
            f"softmax_cross_entropy: label {labels[row]} in row {row} is outside 0 to {C - 1}; the logits "
            f"have {C} classes"
        )
    targets = np.zeros_like(like)  # (N, C)
    targets[np.arange(N), labels] = 1
    return targets


@formula("song2021 2.8", "song2021 2.11", "liu2021 2")
def softmax_cross_entropy_forward(logits, labels, weights=None, smoothing=0.0):
    """Mean cross-entropy between the labels and the softmax of the logits.

    Formula   loss = - sum over n, c of w_c t_nc log softmax(logits)_nc / Z
              t = (1 - smoothing) y + smoothing / C;   Z = sum over n, c of w_c y_nc, N without weights
    Shapes    logits (N, C), weights (C,) -> loss (), cache
    labels    whole numbers (N,) from 0 to C-1, or distributions (N, C)
    Errors    DataError, which names the row, for a label that no class has
    Note      A label gives the same loss as a number and as a one-hot row. PyTorch divides by Z for
              numbers, but by N for rows; without weights both are one.
    """
    if not 0 <= smoothing <= 1:
        raise ArgumentError(f"softmax_cross_entropy: smoothing must lie in 0..1, not {smoothing!r}")
    smoothing = float(smoothing)  # a NumPy float64 would widen float32
    y = as_targets(labels, logits)  # (N, C)
    w = np.ones_like(logits, shape=logits.shape[1:])  # (C,)
    if weights is not None:
        w = w * np.asarray(weights, logits.dtype, like=logits)
        if not (w >= 0).all() or not np.isfinite(w).all():
            raise ArgumentError(f"softmax_cross_entropy: weights must not be negative, they are {weights}")
    total = (y * w).sum()  # ()
    if total == 0:
        raise DataError("softmax_cross_entropy: every class in the batch has weight 0; give one a weight")
    targets = ((1 - smoothing) * y + smoothing / y.shape[1]) * w  # (N, C)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(shifted).sum(axis=1, keepdims=True))  # (N, 1)
    log_p = shifted - log_sum  # (N, C), never the log of a rounded 0
    loss = -(targets * log_p).sum() / total
    return loss, CrossEntropyCache(np.exp(log_p), targets, total)


@formula("song2021 2.12", "liu2021 2")
def softmax_cross_entropy_backward(dloss, cache):
    """Gradient of the mean cross-entropy.

    Formula   dlogits = dloss (p - t) / N;   with weights: dloss (p sum over c of w_c t_c - w t) / Z
    Shapes    dloss () -> dlogits (N, C)
    Note      song2021 2.12 prints truth minus prediction, which would climb.
    """
    p, targets, total = cache
    mass = targets.sum(axis=1, keepdims=True)  # (N, 1), 1 without weights
    return (p * mass - targets) * (dloss / total)


def softmax_cross_entropy(logits, labels, weights=None, smoothing=0.0):
    """Return (loss, dlogits) at once, as a training step wants them; arguments as the forward's."""
    loss, cache = softmax_cross_entropy_forward(logits, labels, weights, smoothing)
    return loss, softmax_cross_entropy_backward(loss.dtype.type(1), cache)


class SoftmaxCrossEntropy(Module):
    """Cross-entropy of the softmax of logits, with class weights (C,) and label smoothing."""

    def __init__(self, weights=None, smoothing=0.0):
        self.weights = None if weights is None else np.asarray(weights)
        self.smoothing = smoothing

    def forward(self, logits, labels):
        """logits (N, C), labels (N,) or (N, C) -> loss ()."""
        loss, self.cache = softmax_cross_entropy_forward(logits, labels, self.weights, self.smoothing)
        return loss

    def backward(self, dloss=1.0):
        """dloss () -> dlogits (N, C)."""
        return softmax_cross_entropy_backward(dloss, self.cache)
