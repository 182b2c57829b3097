"""Kullback-Leibler divergence: how far a student's distribution is from its teacher's."""

from typing import NamedTuple

import numpy as np

from emolab.core import DataError, ShapeError, formula
from emolab.nn.module import Module
from emolab.nn.softmax import softmax


class KLCache(NamedTuple):
    """What the backward needs."""

    logits: np.ndarray  # (..., C)
    targets: np.ndarray  # (..., C), rows sum to 1


@formula("liu2026 SoundNet")
def kl_divergence_forward(logits, targets):
    """Mean divergence of the softmax of logits from given distributions.

    Formula   loss = mean over rows of sum over c of t_c (log t_c - log softmax(logits)_c)
    Shapes    logits (..., C), targets (..., C) -> loss (), cache
    Errors    DataError where a target is no distribution; ShapeError where both differ in shape
    Note      A class that the teacher gives 0 adds nothing: t log t goes to 0 with t. The targets are
              constants: a teacher is not taught.
    """
    if logits.shape != targets.shape:
        raise ShapeError(
            f"kl_divergence: targets have shape {targets.shape}, logits {logits.shape}; there must be a "
            "distribution for each row of logits"
        )
    if logits.size == 0:
        raise DataError("kl_divergence: there is no row; a mean over nothing is no number")
    bad = (targets < 0).any(axis=-1) | ~(np.abs(targets.sum(axis=-1) - 1) < 1e-3)  # (...)
    if bad.any():
        row = tuple(int(i) for i in np.argwhere(bad)[0])
        raise DataError(f"kl_divergence: row {row} of targets is no distribution: from 0, with sum 1")
    targets = targets.astype(logits.dtype, copy=False)
    shifted = logits - logits.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))  # (..., C)
    log_t = np.log(np.where(targets > 0, targets, 1))  # (..., C), where t is 0 its product is 0
    rows = logits.size // logits.shape[-1]
    return (targets * (log_t - log_p)).sum() / logits.dtype.type(rows), KLCache(logits, targets)


@formula("liu2026 SoundNet")
def kl_divergence_backward(dloss, cache):
    """Gradient of the mean divergence: as of the cross-entropy, for the targets' own entropy is constant.

    Formula   dlogits = dloss (softmax(logits) sum of t - t) / rows
    Shapes    dloss () -> dlogits (..., C)
    """
    logits, targets = cache
    rows = logits.size // logits.shape[-1]
    mass = targets.sum(axis=-1, keepdims=True)  # (..., 1), 1 but for rounding
    return (softmax(logits) * mass - targets) * (dloss / rows)


def kl_divergence(logits, targets):
    """Return (loss, dlogits) at once, as a training step wants them."""
    loss, cache = kl_divergence_forward(logits, targets)
    return loss, kl_divergence_backward(loss.dtype.type(1), cache)


class KLDivergence(Module):
    """The mean divergence of the softmax of logits from given distributions, as a module."""

    def forward(self, logits, targets):
        """logits and targets (..., C) -> loss ()."""
        loss, self.cache = kl_divergence_forward(logits, targets)
        return loss

    def backward(self, dloss=1.0):
        """dloss () -> dlogits (..., C)."""
        return kl_divergence_backward(dloss, self.cache)
