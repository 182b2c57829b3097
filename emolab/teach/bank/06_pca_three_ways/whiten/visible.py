import numpy as np

from emolab import learn
from emolab.teach.testing import close


def test_mean_is_zero(answer, rng):
    """the mean has the components 0, and 0 leads back to the mean"""
    pca = learn.PCA(2).fit(rng.standard_normal((20, 4)) + 5)
    close(answer.whiten(pca.mean_[None], pca.mean_, pca.components_, pca.explained_variance_),
          np.zeros((1, 2)), "the components of the mean")  # fmt: skip
    close(answer.reconstruct(np.zeros((1, 2)), pca.mean_, pca.components_, pca.explained_variance_),
          pca.mean_[None], "the way back from 0")  # fmt: skip


def test_one_deviation(answer, rng):
    """a point one deviation along an axis has 1 there"""
    mean, axes, variances = np.array([1.0, 2.0]), np.array([[0.6, 0.8], [-0.8, 0.6]]), np.array([25.0, 4.0])
    close(answer.whiten(np.array([[4.0, 6.0]]), mean, axes, variances), [[1.0, 0.0]], "mean + 5 v_1")


def test_round_trip(answer, rng):
    """with all axes the way back gives the sample"""
    X = rng.standard_normal((15, 3)) * [4, 2, 1] + 3
    pca = learn.PCA().fit(X)
    given = pca.mean_, pca.components_, pca.explained_variance_
    close(answer.reconstruct(learn.PCA(whiten=True).fit_transform(X), *given), X, "the way back")
