import numpy as np

from emolab.teach.testing import close


def test_line(answer, rng):
    """points on a line through (1, 2) have one axis, along the line"""
    X = np.array([1.0, 2.0]) + np.outer([-1.0, 0.0, 1.0], [3.0, 4.0])
    mean, axes, variances = answer.covariance_pca(X, 1)
    close(mean, [1, 2], "the mean of three points")
    close(axes, [[0.6, 0.8]], "the axis of three points on a line")
    close(variances, [25.0], "the variance along it, (25 + 0 + 25) / 2")


def test_orthonormal(answer, rng):
    """the axes have length 1 and stand at right angles"""
    _, axes, _ = answer.covariance_pca(rng.standard_normal((30, 5)), 5)
    close(np.asarray(axes) @ np.asarray(axes).T, np.eye(5), "the products of the axes with each other")


def test_sign(answer, rng):
    """the entry of largest magnitude is positive"""
    X = np.outer(rng.standard_normal(9), [1.0, -3.0, 0.5])
    _, axes, _ = answer.covariance_pca(X, 1)
    close(axes[0], np.array([-1, 3, -0.5]) / np.sqrt(10.25), "the axis along (1, -3, 0.5), turned")
