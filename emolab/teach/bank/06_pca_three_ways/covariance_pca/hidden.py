import numpy as np

from emolab import learn
from emolab.teach.testing import close


def cloud(rng, N=40, D=6):
    """Samples whose variances are well apart."""
    turn, _ = np.linalg.qr(rng.standard_normal((D, D)))
    return rng.standard_normal((N, D)) * np.geomspace(5, 0.2, D) @ turn + rng.standard_normal(D)


def test_axes_are_eigenvectors(answer, rng):
    """the covariance maps each axis to itself, times its variance"""
    X = cloud(rng)
    _, axes, variances = answer.covariance_pca(X, 6)
    axes = np.asarray(axes)
    close(axes @ np.cov(X.T), np.asarray(variances)[:, None] * axes, "C v against lambda v")


def test_variances_of_projections(answer, rng):
    """the variance of the projections on an axis is its eigenvalue"""
    X = cloud(rng)
    _, axes, variances = answer.covariance_pca(X, 3)
    scores = X @ np.asarray(axes).T
    close(variances, scores.var(axis=0, ddof=1), "variances against those of the projections")


def test_moved_cloud(answer, rng):
    """a cloud that is moved keeps its axes"""
    X, far = cloud(rng), 100 * rng.standard_normal(6)
    _, axes, variances = answer.covariance_pca(X + far, 2)
    pca = learn.PCA(2).fit(X)
    close(axes, pca.components_, "the axes of a cloud far from 0")
    close(variances, pca.explained_variance_, "the variances of a cloud far from 0")


def test_more_features_than_samples(answer, rng):
    """with fewer samples than features the leading axes are those of the library"""
    X = cloud(rng, 5, 8)
    mean, axes, variances = answer.covariance_pca(X, 3)
    pca = learn.PCA(3).fit(X)
    close(mean, pca.mean_, "the mean")
    close(axes, pca.components_, "the axes of 5 samples of 8 features")
    close(variances, pca.explained_variance_, "their variances")
