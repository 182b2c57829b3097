"""Classical learning beside scikit-learn: LIBSVM, PCA and scaler; its chi2 is another statistic."""

from itertools import combinations

import numpy as np
import pytest

from emolab.audio import is09, read_wav
from emolab.learn import PCA, SVC, ChiSquareSelector, StandardScaler, kernel_matrix

svm = pytest.importorskip("sklearn.svm", reason="scikit-learn is not there; install emolab[peers]")
decomposition = pytest.importorskip("sklearn.decomposition", reason="install emolab[peers]")
preprocessing = pytest.importorskip("sklearn.preprocessing", reason="install emolab[peers]")
selection = pytest.importorskip("sklearn.feature_selection", reason="install emolab[peers]")

KERNELS = ("rbf", "linear", "poly")


def problem(seed):
    """A random problem: (X, y, settings); classes overlap, are of unequal size and 2 to 6 in number."""
    rng = np.random.default_rng(seed)
    classes, D = int(rng.integers(2, 7)), int(rng.integers(3, 30))
    share = rng.dirichlet(np.full(classes, 2.0)) + 0.03
    y = np.concatenate(
        [np.arange(classes), rng.choice(classes, rng.integers(80, 260), p=share / share.sum())]
    )
    X = rng.standard_normal((len(y), D)) + 1.2 * rng.standard_normal((classes, D))[y]
    X = StandardScaler().fit_transform(X)
    settings = {
        "kernel": KERNELS[seed % 3],
        "C": float(10 ** rng.uniform(-1.5, 1.5)),
        "gamma": ("scale", "auto", 0.3 / D)[seed % 3 - seed % 2],
        "class_weight": (None, "balanced", {0: 3.0})[seed // 3 % 3],
        "coef0": float(seed % 2),
        "shrinking": seed % 4 != 0,
    }
    return X, y, settings


def both(X, y, settings, **more):
    ours = SVC(**settings, **more).fit(X, y)
    theirs = svm.SVC(**settings, **more, decision_function_shape="ovo").fit(X, y)
    return ours, theirs


def their_objectives(theirs, X, K):
    """Dual objective of every pair, from the rows in which scikit-learn packs the coefficients."""
    ends = np.concatenate([[0], np.cumsum(theirs.n_support_)])
    found = []
    for i, j in combinations(range(len(theirs.classes_)), 2):
        a = theirs.dual_coef_[j - 1, ends[i] : ends[i + 1]]
        b = theirs.dual_coef_[i, ends[j] : ends[j + 1]]
        rows = np.concatenate(
            [theirs.support_[ends[i] : ends[i + 1]], theirs.support_[ends[j] : ends[j + 1]]]
        )
        c = np.concatenate([a, b])
        found.append(c @ K[np.ix_(rows, rows)] @ c / 2 - np.abs(c).sum())
    return np.array(found)


@pytest.mark.parametrize("seed", range(20))
def test_svc_is_libsvm(seed):
    X, y, settings = problem(seed)
    ours, theirs = both(X, y, settings)
    K = kernel_matrix(X, X, **ours._kernel_settings(ours.gamma_))
    np.testing.assert_allclose(ours.objective_, their_objectives(theirs, X, K), rtol=1e-4)
    d = theirs.decision_function(X)
    np.testing.assert_allclose(ours.decision_function(X), d, atol=1e-3 * np.abs(d).max(), rtol=0)
    np.testing.assert_array_equal(ours.predict(X), theirs.predict(X))
    ours, theirs = both(X, y, settings, tol=1e-5)  # two answers of tolerance 1e-3 are each that far off
    np.testing.assert_allclose(ours.decision_function(X), theirs.decision_function(X), atol=1e-4, rtol=0)
    np.testing.assert_allclose(ours.intercept_, theirs.intercept_, atol=1e-4)
    assert ours.converged_.all()


def test_two_classes_have_scikit_learns_signs():
    X, y, _ = problem(11)
    X, y = X[y < 2], y[y < 2]
    ours, theirs = both(X, y, {"kernel": "linear"}, tol=1e-5)
    assert ours.decision_function(X).shape == theirs.decision_function(X).shape == (len(X),)
    np.testing.assert_allclose(ours.decision_function(X), theirs.decision_function(X), atol=1e-4)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, atol=1e-4)
    assert ours.classes_[(ours.decision_function(X) > 0).astype(int)].tolist() == ours.predict(X).tolist()


def test_hard_margins_of_touching_classes():
    rng = np.random.default_rng(3)
    X = np.repeat(rng.standard_normal((30, 4)), 2, axis=0)  # every point once in each class
    y = np.tile([0, 1], 30)
    ours, theirs = both(X, y, {"kernel": "rbf", "gamma": 0.5})
    np.testing.assert_allclose(ours.decision_function(X), theirs.decision_function(X), atol=1e-3)
    np.testing.assert_array_equal(np.abs(ours.dual_coef_), 1)  # all at the bound C


@pytest.mark.parametrize(("N", "D"), [(60, 11), (20, 45)])
@pytest.mark.parametrize("whiten", [False, True])
@pytest.mark.parametrize("solver", ["covariance", "gram", "auto"])
def test_pca_is_the_full_one(N, D, whiten, solver):
    rng = np.random.default_rng(N)
    X = rng.standard_normal((N, D)) @ rng.standard_normal((D, D)) + rng.standard_normal(D)
    new = rng.standard_normal((5, D))
    ours = PCA(7, whiten=whiten, solver=solver).fit(X)
    theirs = decomposition.PCA(7, whiten=whiten, svd_solver="full").fit(X)
    for name in ("components_", "explained_variance_", "explained_variance_ratio_", "singular_values_"):
        np.testing.assert_allclose(getattr(ours, name), getattr(theirs, name), rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(ours.transform(new), theirs.transform(new), rtol=1e-8, atol=1e-8)
    Z = theirs.transform(new)
    np.testing.assert_allclose(ours.inverse_transform(Z), theirs.inverse_transform(Z), rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize(("N", "D"), [(300, 80), (80, 300)])
def test_randomised_pca(N, D):
    rng = np.random.default_rng(N)
    X = (rng.standard_normal((N, 60)) * 0.8 ** np.arange(60)) @ rng.standard_normal((60, D))
    ours = PCA(6, solver="randomised", rng=1).fit(X)
    theirs = decomposition.PCA(6, svd_solver="randomized", random_state=1).fit(X)
    full = decomposition.PCA(6, svd_solver="full").fit(X)
    for peer in (theirs, full):
        np.testing.assert_allclose(ours.singular_values_, peer.singular_values_, rtol=1e-9)
        np.testing.assert_allclose(ours.components_, peer.components_, atol=1e-7)
        np.testing.assert_allclose(ours.explained_variance_ratio_, peer.explained_variance_ratio_, rtol=1e-9)


@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
def test_share_of_the_variance(share):
    X = np.random.default_rng(5).standard_normal((50, 12)) * np.arange(1, 13)
    theirs = decomposition.PCA(share, svd_solver="full").fit(X)
    assert PCA(share).fit(X).n_components_ == theirs.n_components_


def test_scaler():
    X = np.random.default_rng(0).standard_normal((30, 4)) * [1, 1e6, 1e-6, 0] + [0, 1e9, 1, 0.1]
    ours, theirs = StandardScaler().fit(X), preprocessing.StandardScaler().fit(X)
    for name in ("mean_", "scale_", "var_"):
        np.testing.assert_allclose(getattr(ours, name), getattr(theirs, name), rtol=1e-7)
    np.testing.assert_allclose(ours.transform(X), theirs.transform(X), rtol=1e-6, atol=1e-6)


def test_chi2_there_is_another_statistic():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, 90)
    X = rng.random((90, 6)) * [1, 1e4, 1, 1, 1, 1]
    X[:, 0] += 0.5 * y  # depends on the class, in a small unit; feature 1 does not, in a large one
    ours = ChiSquareSelector(1 / 6).fit(X, y)
    theirs = selection.chi2(X, y)[0]
    assert ours.kept_.tolist() == [0]
    assert theirs.argmax() == 1  # the unit decides
    np.testing.assert_allclose(ChiSquareSelector().fit(X * 1000, y).scores_, ours.scores_)
    np.testing.assert_allclose(selection.chi2(X * 1000, y)[0], 1000 * theirs)
    with pytest.raises(ValueError, match="negative"):
        selection.chi2(X - 1, y)
    np.testing.assert_allclose(ChiSquareSelector().fit(X - 1, y).scores_, ours.scores_)


@pytest.fixture(scope="module")
def berlin(data_folder):
    """IS09 of the Berlin recordings: (values (N, 384), emotions (N,), speakers (N,))."""
    paths = sorted((data_folder / "emodb").glob("*.wav"))
    if not paths:
        pytest.skip(f"no recordings of EMO-DB in {data_folder / 'emodb'}")
    X = np.array([is09(*read_wav(path)) for path in paths], np.float64)
    names = [path.stem for path in paths]  # 03a01Fa: speaker, text, emotion
    return X, np.array([name[5] for name in names]), np.array([name[:2] for name in names])


@pytest.mark.parametrize(
    "settings",
    [
        {"kernel": "linear", "C": 0.01},
        {"kernel": "rbf", "C": 10.0, "gamma": "auto"},
        {"kernel": "poly", "C": 1.0, "gamma": "auto", "coef0": 1.0},
    ],
)
def test_svc_is_libsvm_on_speech(berlin, settings):
    X, y, _ = berlin
    X = StandardScaler().fit_transform(X)
    ours, theirs = both(X, y, settings)
    K = kernel_matrix(X, X, **ours._kernel_settings(ours.gamma_))
    np.testing.assert_allclose(ours.objective_, their_objectives(theirs, X, K), rtol=1e-4)
    np.testing.assert_allclose(ours.decision_function(X), theirs.decision_function(X), atol=1e-3, rtol=0)


def test_speakers_left_out_are_named_as_by_libsvm(berlin):
    X, y, speaker = berlin
    right = np.zeros(2, int)
    for out in np.unique(speaker):
        test = speaker == out
        scaler = StandardScaler().fit(X[~test])
        machines = both(scaler.transform(X[~test]), y[~test], {"kernel": "linear", "C": 0.01})
        right += [np.sum(m.predict(scaler.transform(X[test])) == y[test]) for m in machines]
    assert abs(right[0] - right[1]) <= 1  # clip
    assert right[0] > 0.5 * len(y)
