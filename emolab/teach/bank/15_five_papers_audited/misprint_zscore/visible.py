import numpy as np

from emolab.teach.testing import close


def test_mean_and_deviation(answer, rng):
    """each feature comes out with mean 0 and deviation 1"""
    X = rng.standard_normal((50, 3)) * np.array([0.1, 1.0, 40.0]) + np.array([5.0, 0.0, -3.0])
    Z = np.asarray(answer.mended(X))
    close(Z.mean(axis=0) + 1, np.ones(3), "1 + the mean of each feature")
    close(Z.std(axis=0), np.ones(3), "the deviation of each feature")


def test_the_unit_does_not_matter(answer, rng):
    """a feature in milliseconds comes out as the same feature in seconds"""
    X = rng.gamma(4.0, 0.4, (30, 2))
    close(answer.mended(1000 * X), answer.mended(X), "the features in milliseconds")
