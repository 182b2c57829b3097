import numpy as np

from emolab import learn
from emolab.teach.testing import close


def _made(rng, N=60, F=5, K=3):
    labels = rng.integers(0, K, N)
    X = rng.standard_normal((N, F)) + 1.2 * (labels[:, None] == np.arange(F) % K)
    return X, labels


def test_all_features_and_classes(answer, rng):
    """each cell is the score of its own table"""
    present, member = rng.random((40, 6)) < 0.4, rng.integers(0, 4, 40)[:, None] == np.arange(4)
    close(
        answer.chi_square(present, member),
        learn.chi_square(present, member),
        "chi-square of 6 features, 4 classes",
    )


def test_observed_and_expected(answer, rng):
    """it is the sum of (observed - expected)^2 / expected over the four cells"""
    present, member = rng.random(50) < 0.6, rng.random(50) < 0.3
    O = np.array([[np.sum((present == p) & (member == m)) for m in (True, False)] for p in (True, False)])
    E = O.sum(axis=1, keepdims=True) * O.sum(axis=0) / 50
    found = answer.chi_square(present[:, None], member[:, None])
    close(found, [[((O - E) ** 2 / E).sum()]], "chi-square against the sum over observed and expected counts")


def test_largest_over_the_classes(answer, rng):
    """a feature's score is its largest over the classes"""
    X, labels = _made(rng)
    found = answer.feature_scores(X, labels, 3)
    close(found, learn.ChiSquareSelector(1.0).fit(X, labels).scores_, "the features' scores")


def test_bent_scale(answer, rng):
    """an increasing map of a feature leaves its score"""
    X, labels = _made(rng, N=45)
    wanted = learn.ChiSquareSelector(1.0).fit(X, labels).scores_
    close(answer.feature_scores(np.exp(3 * X), labels, 3), wanted, "the scores of exp(3 x)")
