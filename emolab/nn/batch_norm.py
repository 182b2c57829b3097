"""Batch normalisation: each channel gets mean 0 and variance 1 over the batch, then a scale and a shift.

The backward is derived twice: in closed form (`batch_norm_backward`), and node by node through the
computational graph (`batch_norm_backward_graph`). Both are the same function.
"""

from typing import NamedTuple

import numpy as np

from emolab.core import ArgumentError, ShapeError, formula
from emolab.nn.module import Buffer, Module, Parameter


class BatchNormCache(NamedTuple):
    """What the backward needs, and the batch's mean and variance for the running ones."""

    x: np.ndarray  # (..., C); the normalised x is computed again, which is cheaper than keeping it
    gamma: np.ndarray  # (C,)
    mean: np.ndarray  # (C,)
    variance: np.ndarray  # (C,), divided by m
    eps: float


class BatchNormEvalCache(NamedTuple):
    """What the backward of the inference form needs."""

    x: np.ndarray  # (..., C)
    gamma: np.ndarray  # (C,)
    mean: np.ndarray  # (C,)
    variance: np.ndarray  # (C,)
    eps: float


@formula("song2021 2.31-2.34", kernel="batch_norm")
def batch_norm_forward(x, gamma, beta, eps=1e-5):
    """Normalise each channel by the batch's own mean and variance.

    Formula   mean = 1/m sum x;  variance = 1/m sum (x - mean)^2
              y = gamma (x - mean) / sqrt(variance + eps) + beta, over the m entries of each channel
    Shapes    x (..., C), gamma and beta (C,) -> y (..., C), cache with mean and variance (C,)
    Errors    ShapeError for a single entry a channel: it has no variance
    """
    rows = x.reshape(-1, x.shape[-1])  # (m, C)
    if len(rows) < 2:
        raise ShapeError(
            f"batch_norm_forward: x has shape {x.shape}, {len(rows)} entries a channel; the statistics of a "
            f"batch need at least 2. Use larger batches (drop a last one of 1) or eval()"
        )
    mean = rows.mean(axis=0)  # (C,)
    variance = ((rows - mean) ** 2).mean(axis=0)  # (C,)
    x_hat = (x - mean) / np.sqrt(variance + eps)  # (..., C)
    return gamma * x_hat + beta, BatchNormCache(x, gamma, mean, variance, eps)


@formula("song2021 2.31-2.34", kernel="batch_norm")
def batch_norm_backward(dy, cache):
    """Gradients of the batch normalisation in closed form.

    Formula   dx = gamma / sqrt(variance + eps) (dy - mean(dy) - x_hat mean(dy x_hat))
              dgamma = sum of dy x_hat;  dbeta = sum of dy
    Shapes    dy (..., C) -> dx (..., C), dgamma and dbeta (C,)
    """
    x, gamma, mean, variance, eps = cache
    deviation = np.sqrt(variance + eps)  # (C,)
    x_hat = ((x - mean) / deviation).reshape(-1, len(mean))  # (m, C)
    rows = dy.reshape(x_hat.shape)  # (m, C)
    dgamma, dbeta = (rows * x_hat).sum(axis=0), rows.sum(axis=0)  # (C,)
    dx = gamma / deviation * (rows - dbeta / len(rows) - x_hat * (dgamma / len(rows)))  # (m, C)
    return dx.reshape(x.shape), dgamma, dbeta


def batch_norm_backward_graph(dy, cache):
    """Gradients of the batch normalisation, one node of the graph after the other, last node first.

    Formula   mean -> centred -> square -> variance -> deviation -> x_hat -> y, each with its own rule
    Shapes    dy (..., C) -> dx (..., C), dgamma and dbeta (C,)
    Note      The same function as `batch_norm_backward`; the cache may be of either face.
    """
    x, gamma, mean, variance, eps = cache
    rows = dy.reshape(-1, len(mean))  # (m, C)
    m = len(rows)
    centred = x.reshape(rows.shape) - mean  # (m, C)
    deviation = np.sqrt(variance + eps)  # (C,)
    x_hat = centred / deviation  # (m, C)

    # y = gamma x_hat + beta
    dbeta = rows.sum(axis=0)  # (C,)
    dgamma = (rows * x_hat).sum(axis=0)  # (C,)
    dx_hat = rows * gamma  # (m, C)
    # x_hat = centred / deviation: two roads lead here
    dcentred = dx_hat / deviation  # (m, C)
    ddeviation = -(dx_hat * centred).sum(axis=0) / deviation**2  # (C,)
    # deviation = sqrt(variance + eps)
    dvariance = ddeviation / (2 * deviation)  # (C,)
    # variance = mean of square;  square = centred^2
    dsquare = dvariance / m  # (C,), the same for each row
    dcentred = dcentred + 2 * centred * dsquare  # (m, C)
    # centred = x - mean
    dmean = -dcentred.sum(axis=0)  # (C,)
    # mean = 1/m sum of x
    dx = dcentred + dmean / m  # (m, C)
    return dx.reshape(x.shape), dgamma, dbeta


@formula("song2021 2.33", "song2021 2.34", kernel="batch_norm")
def batch_norm_eval_forward(x, gamma, beta, mean, variance, eps=1e-5):
    """Normalise each channel by a mean and variance that were learned before.

    Formula   y = gamma (x - mean) / sqrt(variance + eps) + beta
    Shapes    x (..., C), gamma, beta, mean and variance (C,) -> y (..., C), cache
    """
    y = (x - mean) * (gamma / np.sqrt(variance + eps)) + beta  # (..., C)
    return y, BatchNormEvalCache(x, gamma, mean, variance, eps)


@formula("song2021 2.33", "song2021 2.34", kernel="batch_norm")
def batch_norm_eval_backward(dy, cache):
    """Gradients of the inference form: mean and variance are constants.

    Formula   dx = dy gamma / sqrt(variance + eps);  dgamma = sum of dy x_hat;  dbeta = sum of dy
    Shapes    dy (..., C) -> dx (..., C), dgamma and dbeta (C,)
    """
    x, gamma, mean, variance, eps = cache
    deviation = np.sqrt(variance + eps)  # (C,)
    rows = dy.reshape(-1, len(mean))  # (m, C)
    x_hat = ((x - mean) / deviation).reshape(rows.shape)  # (m, C)
    return dy * (gamma / deviation), (rows * x_hat).sum(axis=0), rows.sum(axis=0)


class BatchNorm(Module):
    """Batch normalisation over the last axis of (N, D), (N, T, D) or (N, H, W, C).

    In training the batch's statistics are used, and the running ones follow:
      running = momentum running + (1 - momentum) batch
    In inference the running ones are used.
    momentum  the share of the past, as in Keras (default .9); PyTorch's momentum is 1 - this
    unbiased  the running variance takes the batch's divided by m - 1, as PyTorch does (default); False:
              divided by m, as Keras does. The normalisation itself divides by m, as song2021 2.32 does.
    """

    def __init__(self, C, *, momentum=0.9, eps=1e-5, unbiased=True, dtype=np.float32):
        if not 0 <= momentum < 1:
            raise ArgumentError(f"BatchNorm: momentum must lie in 0..1, below 1, not {momentum!r}")
        if not eps > 0:
            raise ArgumentError(f"BatchNorm: eps must be positive, not {eps!r}")
        self.gamma = Parameter(np.ones(C, dtype))
        self.beta = Parameter(np.zeros(C, dtype))
        self.mean = Buffer(np.zeros(C, dtype))
        self.variance = Buffer(np.ones(C, dtype))
        self.momentum, self.eps, self.unbiased = float(momentum), float(eps), unbiased

    def forward(self, x):
        """x (..., C) -> y (..., C)."""
        gamma, beta = self.gamma.value, self.beta.value
        self._of_batch = self.training  # whether the cache is that of the batch's statistics
        if not self.training:
            mean, variance = self.mean.value, self.variance.value
            y, self.cache = batch_norm_eval_forward(x, gamma, beta, mean, variance, self.eps)
            return y
        y, self.cache = batch_norm_forward(x, gamma, beta, self.eps)
        m = x.size // x.shape[-1]
        variance = self.cache.variance * (m / (m - 1)) if self.unbiased else self.cache.variance
        for running, batch in ((self.mean, self.cache.mean), (self.variance, variance)):
            running.value[...] = self.momentum * running.value + (1 - self.momentum) * batch
        return y

    def scale_and_shift(self):
        """Return what inference comes to, y = scale x + shift: (C,) each."""
        scale = self.gamma.value / np.sqrt(self.variance.value + self.eps)
        return scale, self.beta.value - self.mean.value * scale

    def backward(self, dy):
        """dy (..., C) -> dx (..., C)."""
        backward = batch_norm_backward if self._of_batch else batch_norm_eval_backward
        dx, dgamma, dbeta = backward(dy, self.cache)
        self.gamma.grad += dgamma
        self.beta.grad += dbeta
        return dx
