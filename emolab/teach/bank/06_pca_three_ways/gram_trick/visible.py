import numpy as np

from emolab.teach.testing import close


def test_two_samples(answer, rng):
    """two samples have one axis, from one to the other"""
    X = np.array([[3.0, 0.0, 4.0], [-3.0, 0.0, -4.0]])
    axes, variances = answer.gram_trick(X, 1)
    close(axes, [[0.6, 0, 0.8]], "the axis of two samples")
    close(variances, [50.0], "its variance, (25 + 25) / 1")


def test_orthonormal(answer, rng):
    """the axes have length 1 and stand at right angles"""
    X = rng.standard_normal((6, 50))
    axes = np.asarray(answer.gram_trick(X - X.mean(axis=0), 4)[0])
    close(axes @ axes.T, np.eye(4), "the products of the axes with each other")


def test_mirrored(answer, rng):
    """samples with all signs turned have the same axes"""
    X = rng.standard_normal((5, 30)) * np.geomspace(4, 1, 5)[:, None]
    X = X - X.mean(axis=0)
    close(answer.gram_trick(-X, 3)[0], answer.gram_trick(X, 3)[0], "the axes of -X against those of X")
