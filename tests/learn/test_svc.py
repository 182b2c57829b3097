"""SVC: problems solved by hand, optimality, probabilities, weights, bad input."""

import warnings

import numpy as np
import pytest

import emolab
from emolab.core.errors import ArgumentError, DataError, NotFittedError, ShapeError
from emolab.core.files import load_arrays, save_arrays
from emolab.learn import SVC, ConvergenceWarning, StandardScaler


def clouds(N=90, classes=3, D=4, apart=1.5, seed=0):
    rng = np.random.default_rng(seed)
    y = np.arange(N) % classes
    return rng.standard_normal((N, D)) + apart * rng.standard_normal((classes, D))[y], y


def test_two_points_by_hand(each_backend):
    """The border lies half-way; w = 2 (x1 - x0) / |x1 - x0|^2."""
    svc = SVC(C=10, kernel="linear").fit(np.array([[0.0, 0.0], [2.0, 0.0]]), ["no", "yes"])
    assert np.allclose(svc.coef_, [[1, 0]])
    assert np.allclose(svc.intercept_, -1)
    assert np.allclose(svc.dual_coef_, [[-0.5, 0.5]])
    assert np.allclose(svc.objective_, -0.5)  # 1/2 |w|^2 - sum a = 1/2 - 1
    assert svc.predict(np.array([[0.9, 5.0], [1.1, -5.0]])).tolist() == ["no", "yes"]


def test_penalty_bounds_the_multipliers(each_backend):
    svc = SVC(C=0.1, kernel="linear").fit(np.array([[0.0], [2.0]]), [0, 1])
    assert np.allclose(np.abs(svc.dual_coef_), 0.1)


@pytest.mark.parametrize("kernel", ["linear", "rbf", "polynomial"])
def test_optimality(each_backend, kernel):
    """Margins: free at 1, at the bound below, others above; the multipliers balance."""
    X, y = clouds(80, 2)
    C = 2.0
    svc = SVC(C, kernel, tol=1e-6, coef0=1).fit(X, y)
    margin = svc.decision_function(X) * np.where(y == 1, 1, -1)
    a = np.zeros(80)
    a[svc.support_] = np.abs(svc.dual_coef_[0])
    assert np.all(margin[a == 0] >= 1 - 1e-5)
    assert np.all(margin[a == C] <= 1 + 1e-5)
    assert np.allclose(margin[(a > 0) & (a < C)], 1, atol=1e-5)
    assert abs(svc.dual_coef_.sum()) < 1e-10


def test_faces_threads_caches_and_shrinking_agree():
    X, y = clouds(400, 4, apart=0.8)
    found = {}
    for name, backend, threads, settings in [
        ("formula", "numpy", 1, {}),
        ("kernel", "numba", 1, {}),
        ("threads", "numba", 2, {}),
        ("rows", "numba", 2, {"cache_size": 0.1}),
        ("few rows", "numba", 1, {"cache_size": 0.004}),
        ("no shrinking", "numba", 1, {"shrinking": False}),
    ]:
        before = emolab.threads()
        emolab.set_threads(threads)
        with emolab.use(backend):
            svc = SVC(3.0, gamma=0.5, tol=1e-9, **settings).fit(X, y)
        emolab.set_threads(before)
        assert svc.converged_.all()
        found[name] = svc.decision_function(X)
    assert np.array_equal(found["kernel"], found["threads"])
    for name, d in found.items():
        assert np.allclose(d, found["kernel"], atol=1e-6), name


def test_several_classes_vote():
    X, y = clouds(120, 4, apart=4)
    names = np.array(["anger", "fear", "joy", "sad"])
    svc = SVC().fit(X, names[y])
    assert svc.classes_.tolist() == sorted(names)
    assert svc.decision_function(X).shape == (120, 6)
    assert svc.pairs_.tolist() == [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]
    assert svc.score(X, names[y]) > 0.95
    assert svc.n_support_.sum() == len(svc.support_)
    assert np.array_equal(svc.support_vectors_, X[svc.support_])


def test_probabilities_and_labels_agree(each_backend):
    X, y = clouds(150, 5, apart=0.7)
    svc = SVC(probability=True, rng=0).fit(X, y)
    p = svc.predict_proba(X)
    assert np.allclose(p.sum(axis=1), 1) and np.all(p >= 0)
    assert np.array_equal(svc.predict(X), p.argmax(axis=1))
    votes = SVC().fit(X, y).predict(X)
    assert np.mean(votes == svc.predict(X)) > 0.8  # near a border the two may differ
    assert np.array_equal(SVC(probability=True, rng=0).fit(X, y).platt_, svc.platt_)


def test_probabilities_are_calibrated():
    """Two normal clouds, of unequal size, of which the true probability is known."""
    rng = np.random.default_rng(1)
    y = (rng.random(600) < 0.2).astype(int)
    X = rng.standard_normal((600, 1)) + 2 * y[:, None]
    # the weight moves the border, and the offset must make up for it
    svc = SVC(kernel="linear", probability=True, class_weight={1: 6}, rng=0).fit(X, y)
    at = np.linspace(-1, 3, 9)[:, None]
    true = 1 / (1 + 4 * np.exp(-2 * (at[:, 0] - 1)))
    assert np.abs(svc.predict_proba(at)[:, 1] - true).max() < 0.06
    assert svc.platt_[0, 0] < 0 and abs(svc.platt_[0, 1]) > 0.5


def test_probabilities_of_a_class_with_one_sample(each_backend):
    X, y = clouds(20, 2, apart=3)
    y = np.where(np.arange(20) == 7, 2, y)
    p = SVC(probability=True, rng=0).fit(X, y).predict_proba(X)
    assert np.isfinite(p).all() and np.allclose(p.sum(axis=1), 1)


def test_class_weight_is_a_factor_of_C(each_backend):
    X, y = clouds(60, 2, apart=0.3)
    keep = (y == 0) | (np.arange(60) < 20)
    X, y = X[keep], y[keep]
    balanced = SVC(class_weight="balanced", tol=1e-8).fit(X, y)
    counts = np.bincount(y)
    given = SVC(class_weight={c: len(y) / (2 * counts[c]) for c in (0, 1)}, tol=1e-8).fit(X, y)
    assert np.allclose(balanced.decision_function(X), given.decision_function(X))
    twice = SVC(class_weight={0: 1, 1: 2}, tol=1e-8).fit(X, y)
    copied = SVC(tol=1e-8).fit(np.concatenate([X, X[y == 1]]), np.concatenate([y, y[y == 1]]))
    assert np.allclose(twice.decision_function(X), copied.decision_function(X), atol=1e-6)
    plain = SVC().fit(X, y)
    assert np.mean(balanced.predict(X) == 1) > np.mean(plain.predict(X) == 1)


def test_duplicates_of_different_classes(each_backend):
    X = np.repeat([[0.0, 1.0]], 6, axis=0)
    for kernel in ("linear", "rbf", "polynomial"):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            svc = SVC(kernel=kernel).fit(X, [0, 1] * 3)
        assert np.allclose(np.abs(svc.dual_coef_), 1)
        assert np.allclose(svc.decision_function(X), 0)


def test_unscaled_features_of_1e9(each_backend):
    X, y = clouds(60, 2, apart=2)
    far = X * 1e9 + 5e9
    svc = SVC(gamma="scale", tol=1e-6).fit(far, y)
    scaled = SVC(gamma="scale", tol=1e-6).fit(far / 1e9, y)
    assert np.allclose(svc.decision_function(far), scaled.decision_function(far / 1e9), atol=1e-6)
    assert np.isfinite(SVC().fit(far, y).decision_function(far)).all()  # K is the identity
    one_far = X + [1e9, 0, 0, 0]  # an offset alone takes no digits of the distances
    assert np.allclose(
        SVC(tol=1e-6).fit(one_far, y).decision_function(one_far),
        SVC(tol=1e-6).fit(X, y).decision_function(X), atol=1e-4,
    )  # fmt: skip


def test_the_bound_on_the_steps_is_met_and_said(each_backend):
    X, y = clouds(60, 3, apart=0.2)
    X = X * [1e9, 1, 1, 1]  # for a linear machine without end
    with pytest.warns(ConvergenceWarning, match="0 against 1.*bound of 300 steps.*Standardise") as said:
        svc = SVC(kernel="linear", max_iter=300).fit(X, y)
    assert len(said) == 1  # one for all pairs
    assert not svc.converged_.any()
    assert svc.n_iter_.max() <= 300
    assert np.isfinite(svc.decision_function(X)).all()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        SVC(kernel="linear").fit(StandardScaler().fit_transform(X), y)


def test_constant_features(each_backend):
    svc = SVC(gamma="scale").fit(np.ones((4, 2)), [0, 1, 1, 1])
    assert svc.predict(np.ones((1, 2))).tolist() == [1]


def test_state_goes_through_a_file(tmp_path):
    X, y = clouds(60, 3)
    names = np.array(["calm", "happy", "sad"])[y]
    svc = SVC(C=2, probability=True, rng=0).fit(X, names)
    save_arrays(tmp_path / "svc.npz", svc.state_dict(), {})
    again = SVC(C=2, probability=True).load_state_dict(load_arrays(tmp_path / "svc.npz")[0])
    assert np.array_equal(again.predict_proba(X), svc.predict_proba(X))
    assert np.array_equal(again.predict(X), svc.predict(X))


def test_errors(each_backend):
    X, y = clouds(12, 2)
    with pytest.raises(DataError, match="all 12 samples have the label 'sad'"):
        SVC().fit(X, ["sad"] * 12)
    bad = X.copy()
    bad[5, 2] = np.nan
    with pytest.raises(DataError, match="row 5, column 2"):
        SVC().fit(bad, y)
    with pytest.raises(ShapeError, match="one label for each row"):
        SVC().fit(X, y[:5])
    with pytest.raises(DataError, match="None"):
        SVC().fit(X, [None, *y[1:]])
    with pytest.raises(DataError, match="overflow"):
        SVC(kernel="polynomial", degree=9, gamma=1.0).fit(X * 1e30, y)
    with pytest.raises(NotFittedError, match="SVC.fit first"):
        SVC().predict(X)
    svc = SVC().fit(X, y)
    with pytest.raises(DataError, match="row 5, column 2"):
        svc.predict(bad)
    with pytest.raises(ShapeError, match="3 features, but 4"):
        svc.predict(X[:, :3])
    with pytest.raises(NotFittedError, match="probability=True"):
        svc.predict_proba(X)
    with pytest.raises(ArgumentError, match="linear"):
        svc.coef_  # noqa: B018


@pytest.mark.parametrize(
    "settings",
    [
        {"C": 0}, {"C": np.inf}, {"tol": -1}, {"gamma": 0}, {"gamma": "large"}, {"kernel": "sigmoid"},
        {"kernel": "poly", "degree": 2.5}, {"kernel": "poly", "coef0": -1}, {"max_iter": 0},
        {"cache_size": 0}, {"class_weight": {7: 2}}, {"class_weight": {0: 0}}, {"class_weight": "fair"},
    ],
)  # fmt: skip
def test_settings_out_of_range(settings):
    X, y = clouds(12, 2)
    (name,) = list(settings)[-1:]
    with pytest.raises(ArgumentError, match=name):
        SVC(**settings).fit(X, y)
