"""Principal components and support vector machines beside scikit-learn."""

import numpy as np

from benchmarks.work import Sides, Work, at_least, relative

COMPONENTS = 100


def works():
    """Return the rows."""
    size, speech = f"2,000 x 3,776 to {COMPONENTS}", "2,000 x 384, 7 classes"
    return [
        Work("pca-randomised", "PCA, randomised", size, _randomised, "sklearn.decomposition", at_least(1)),
        Work(
            "pca-gram", "PCA, exact, few samples", f"500 x 3,776 to {COMPONENTS}", _gram,
            "sklearn.decomposition", at_least(1),
        ),
        Work(
            "pca-covariance", "PCA, exact, many samples", f"2,000 x 384 to {COMPONENTS}", _covariance,
            "sklearn.decomposition", at_least(1),
        ),
        Work("svc-rbf", "SVC (RBF) training", speech, _rbf, "sklearn.svm", at_least(1)),
        Work("svc-linear", "SVC (linear) training", speech, _linear, "sklearn.svm"),
        Work("svc-rows", "SVC (RBF), 20 MB of kernel rows", "4,000 x 100, 2 classes", _rows, "sklearn.svm"),
        Work("svc-predict", "SVC (RBF), deciding on as many", speech, _predict, "sklearn.svm"),
    ]  # fmt: skip


def histograms():
    """Like the block histograms of 2,000 faces: strong common directions and noise, (2,000, 3,776)."""
    rng = np.random.default_rng(0)
    common = rng.standard_normal((2000, 300)) * np.exp(-np.arange(300) / 40)
    return common @ rng.standard_normal((300, 3776)) + 0.05 * rng.standard_normal((2000, 3776)) + 3


def speech_features():
    """Standardised features of seven overlapping classes, (2,000, 384), and their labels."""
    rng = np.random.default_rng(0)
    y = rng.integers(0, 7, 2000)
    X = rng.standard_normal((2000, 384)) + 0.25 * rng.standard_normal((7, 384))[y]
    return (X - X.mean(axis=0)) / X.std(axis=0), y


def _randomised(sklearn):
    return _pca(sklearn, "randomised", "randomized", histograms())


def _gram(sklearn):
    return _pca(sklearn, "gram", "full", histograms()[:500])


def _covariance(sklearn):
    return _pca(sklearn, "covariance", "covariance_eigh", speech_features()[0])


def _pca(sklearn, solver, name, X):
    from emolab.learn import PCA

    ours = PCA(COMPONENTS, solver=solver, rng=0)
    if sklearn is None:
        return Sides(lambda: ours.fit(X), {})
    theirs = sklearn.PCA(COMPONENTS, svd_solver=name, random_state=0)
    gap = relative(ours.fit(X).singular_values_, theirs.fit(X).singular_values_)
    return Sides(lambda: ours.fit(X), {f"scikit-learn, {name}": lambda: theirs.fit(X)}, gap)


def two_clouds():
    """Two overlapping classes, (4,000, 100), whose kernel matrix takes 122 MB, and their labels."""
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 4000)
    X = rng.standard_normal((4000, 100))
    X[:, :5] += 0.5 * y[:, None]
    return X, y


def _rbf(sklearn):
    return _svc(sklearn, {"C": 1.0, "kernel": "rbf", "gamma": "auto"}, *speech_features())


def _linear(sklearn):
    return _svc(sklearn, {"C": 1.0, "kernel": "linear"}, *speech_features())


def _rows(sklearn):
    return _svc(sklearn, {"C": 1.0, "kernel": "rbf", "gamma": "auto", "cache_size": 20}, *two_clouds())


def _svc(sklearn, settings, X, y):
    from emolab.learn import SVC

    ours = SVC(**settings)
    if sklearn is None:
        return Sides(lambda: ours.fit(X, y), {})
    theirs = sklearn.SVC(**settings, decision_function_shape="ovo")
    gap = relative(ours.fit(X, y).decision_function(X), theirs.fit(X, y).decision_function(X))
    return Sides(lambda: ours.fit(X, y), {"LIBSVM in scikit-learn": lambda: theirs.fit(X, y)}, gap, 2e-3)


def _predict(sklearn):
    from emolab.learn import SVC

    X, y = speech_features()
    ours = SVC().fit(X, y)
    if sklearn is None:
        return Sides(lambda: ours.predict(X), {})
    theirs = sklearn.SVC(gamma="auto").fit(X, y)
    gap = float(np.mean(ours.predict(X) != theirs.predict(X)))
    return Sides(lambda: ours.predict(X), {"LIBSVM in scikit-learn": lambda: theirs.predict(X)}, gap, 2e-3)
