import numpy as np

from emolab import learn
from emolab.teach.testing import close


def centred(rng, N, D):
    """Samples whose variances are well apart."""
    X = rng.standard_normal((N, D)) * np.geomspace(6, 1, N)[:, None]
    return X - X.mean(axis=0)


def test_as_the_covariance(answer, rng):
    """the axes are those of the covariance of the features"""
    X = centred(rng, 8, 40)
    axes, squares = learn.covariance_axes(X, 5)
    mine, variances = answer.gram_trick(X, 5)
    close(variances, squares / 7, "the variances")
    close(mine, axes, "the axes, signs as stated")


def test_last_axis(answer, rng):
    """all N axes are orthonormal, also the one without any variance"""
    X = centred(rng, 7, 60)
    axes, variances = answer.gram_trick(X, 7)
    close(np.asarray(axes) @ np.asarray(axes).T, np.eye(7), "the products of all N axes")
    close(np.asarray(variances)[-1] / np.asarray(variances)[0] + 1, 1.0, "the share of the last, plus 1")


def test_many_features(answer, rng):
    """twenty thousand features are no trouble: nothing of D x D is made"""
    X = centred(rng, 6, 20_000)
    axes, variances = answer.gram_trick(X, 2)
    scores = X @ np.asarray(axes).T
    close(variances, scores.var(axis=0, ddof=1), "the variances of the projections")
