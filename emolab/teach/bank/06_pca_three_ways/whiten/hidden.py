import numpy as np

from emolab import learn
from emolab.teach.testing import close


def _fitted(rng, n):
    X = rng.standard_normal((40, 6)) @ rng.standard_normal((6, 6)) + 10 * rng.standard_normal(6)
    pca = learn.PCA(n).fit(X)
    return X, (pca.mean_, pca.components_, pca.explained_variance_)


def test_covariance_is_identity(answer, rng):
    """whitened components have variance 1 and do not go together"""
    X, given = _fitted(rng, 4)
    W = np.asarray(answer.whiten(X, *given))
    close(np.cov(W.T), np.eye(4), "the covariance of the whitened components")


def test_unseen_samples(answer, rng):
    """samples that were not learned are treated by the learned mean and variances"""
    X, given = _fitted(rng, 3)
    new = X[:5] + rng.standard_normal((5, 6))
    wanted = learn.PCA(3, whiten=True).fit(X).transform(new)
    close(answer.whiten(new, *given), wanted, "the components of new samples")


def test_what_is_lost(answer, rng):
    """what the way back loses is the sum of the variances that were left out"""
    X, given = _fitted(rng, 2)
    W = learn.PCA(2, whiten=True).fit_transform(X)
    back = np.asarray(answer.reconstruct(W, *given))
    close(np.sum((X - back) ** 2) / 39, learn.PCA().fit(X).explained_variance_[2:].sum(), "the squared error")
