import numpy as np

import emolab
from emolab import nn
from emolab.teach.testing import close


def by_formula(function, *args):
    """What the library gives by its formula, so that no kernel must be compiled first."""
    with emolab.use("numpy"):
        return function(*args)


def test_epsilon(answer, rng):
    """epsilon stands under the root"""
    x = rng.standard_normal((20, 2))
    y, _, _ = answer.batch_norm(x, np.ones(2), np.zeros(2), 0.5)
    close(y, (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 0.5), "y with epsilon 0.5")


def test_scale_and_shift(answer, rng):
    """gamma stretches and beta shifts"""
    x, gamma, beta = rng.standard_normal((9, 4)), rng.standard_normal(4), rng.standard_normal(4)
    close(
        answer.batch_norm(x, gamma, beta)[0],
        by_formula(nn.batch_norm_forward, x, gamma, beta)[0],
        "y with gamma and beta",
    )


def test_pictures(answer, rng):
    """pictures have one mean a channel, over the batch and all pixels"""
    x, gamma, beta = (
        rng.standard_normal((3, 4, 5, 2)) + (1, -2),
        rng.standard_normal(2),
        rng.standard_normal(2),
    )
    y, mean, variance = answer.batch_norm(x, gamma, beta)
    close(mean, x.mean(axis=(0, 1, 2)), "the mean of each channel of a picture")
    close(variance, x.var(axis=(0, 1, 2)), "the variance of each channel of a picture")
    close(y, by_formula(nn.batch_norm_forward, x, gamma, beta)[0], "y of pictures")


def test_running_unbiased(answer, rng):
    """the kept variance takes the batch's divided by m - 1"""
    x = rng.standard_normal((4, 3, 2))
    mean, variance = rng.standard_normal(2), rng.uniform(1, 2, 2)
    layer = nn.BatchNorm(2, momentum=0.8, dtype=np.float64)
    layer.mean.value[...], layer.variance.value[...] = mean, variance
    by_formula(layer, x)
    new_mean, new_variance = answer.running(mean, variance, x, 0.8)
    close(new_mean, layer.mean.value, "the kept mean")
    close(new_variance, layer.variance.value, "the kept variance, the batch's divided by m - 1")
