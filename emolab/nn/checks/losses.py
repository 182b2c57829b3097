"""Gradient cases of the losses."""

import numpy as np

from emolab.nn.cross_entropy import (
    SoftmaxCrossEntropy,
    softmax_cross_entropy_backward,
    softmax_cross_entropy_forward,
)
from emolab.nn.gradient_case import away_from, gradient_case
from emolab.nn.l1 import L1, l1_backward, l1_forward
from emolab.nn.mse import MSE, mse_backward, mse_forward

CROSS_ENTROPY = (softmax_cross_entropy_forward, softmax_cross_entropy_backward)
CE_NAMES = ("softmax_cross_entropy_forward", "softmax_cross_entropy_backward")


@gradient_case("softmax_cross_entropy", covers=CE_NAMES)
def cross_entropy(rng):
    """Labels as numbers."""
    return CROSS_ENTROPY, (2 * rng.standard_normal((5, 4)), rng.integers(0, 4, 5)), {}


@gradient_case("softmax_cross_entropy weights, smoothing", covers=CE_NAMES)
def cross_entropy_weighted(rng):
    """Labels as numbers, class weights and smoothing."""
    settings = {"weights": rng.uniform(0.5, 2, 3), "smoothing": 0.2}
    return CROSS_ENTROPY, (rng.standard_normal((6, 3)), rng.integers(0, 3, 6)), {"settings": settings}


@gradient_case("softmax_cross_entropy distributions", covers=CE_NAMES)
def cross_entropy_soft(rng):
    """Labels as distributions, class weights and smoothing."""
    labels = rng.dirichlet(np.ones(4), 5)
    settings = {"weights": rng.uniform(0.5, 2, 4), "smoothing": 0.1}
    inputs = rng.standard_normal((5, 4)), labels
    return CROSS_ENTROPY, inputs, {"settings": settings, "constant": ("labels",)}


@gradient_case("SoftmaxCrossEntropy", covers=CE_NAMES)
def cross_entropy_module(rng):
    """The loss as a module."""
    return SoftmaxCrossEntropy(), (rng.standard_normal((4, 3)), rng.integers(0, 3, 4)), {}


def regression(rng):
    """Return a prediction and a target that differ by at least .2 everywhere."""
    target = rng.standard_normal((4, 3))
    return target + away_from(rng.standard_normal((4, 3)), margin=0.2), target


@gradient_case("mse", covers=("mse_forward", "mse_backward"))
def mse(rng):
    """Squared differences."""
    return (mse_forward, mse_backward), regression(rng), {"constant": ("target",)}


@gradient_case("MSE", covers=("mse_forward", "mse_backward"))
def mse_module(rng):
    """The loss as a module."""
    return MSE(), regression(rng), {"constant": ("target",)}


@gradient_case("l1", covers=("l1_forward", "l1_backward"))
def l1(rng):
    """Absolute differences, none near 0."""
    return (l1_forward, l1_backward), regression(rng), {"constant": ("target",), "margin": 0.2}


@gradient_case("L1", covers=("l1_forward", "l1_backward"))
def l1_module(rng):
    """The loss as a module."""
    return L1(), regression(rng), {"constant": ("target",), "margin": 0.2}
