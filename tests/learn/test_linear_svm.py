"""The linear machine for many samples: its optimality, its answers, its bounds."""

import numpy as np
import pytest

from emolab.core import ArgumentError, DataError, NotFittedError
from emolab.learn import ConvergenceWarning, LinearSVC


def two_clouds(seed=0, n=60, D=5, apart=1.0):
    rng = np.random.default_rng(seed)
    y = np.repeat(["no", "yes"], n)
    return rng.standard_normal((2 * n, D)) + apart * (y == "yes")[:, None], y


def test_it_stands_where_the_gradient_is_zero(each_backend):
    X, y = two_clouds()
    svm = LinearSVC(0.3, tol=1e-9, bias=2.0, class_weight=(1, 3), rng=0).fit(X, y)
    sign = np.where(y == "yes", 1, -1)
    C = 0.3 * np.where(y == "yes", 3, 1)
    slack = np.maximum(0, 1 - sign * (X @ svm.coef_ + svm.intercept_))
    np.testing.assert_allclose(svm.coef_, 2 * (C * slack * sign) @ X, atol=1e-7)
    assert svm.intercept_ / 2 == pytest.approx(2 * (C * slack * sign).sum() * 2, abs=1e-7)
    assert svm.converged_ and svm.violation_ <= 1e-9
    assert (svm.predict(X) == y).mean() > 0.8
    assert ((svm.decision_function(X) > 0) == (svm.predict(X) == "yes")).all()


def test_one_sample_a_class_is_solved_by_hand(each_backend):
    # w = 2 a (1 - w) + 2 a (1 - w) at x = 1 and -1, b = 0:  w = 4 C / (1 + 4 C)
    svm = LinearSVC(0.5, tol=1e-12, rng=0).fit(np.array([[1.0], [-1.0]]), [1, 0])
    assert svm.coef_[0] == pytest.approx(2 / 3)
    assert svm.intercept_ == pytest.approx(0, abs=1e-9)


def test_the_order_is_the_seeds_and_float32_stays():
    X, y = two_clouds(1)
    one, two = (LinearSVC(rng=3, tol=1e-2).fit(X.astype(np.float32), y) for _ in range(2))
    assert one.coef_.dtype == np.float32 and np.array_equal(one.coef_, two.coef_)
    assert LinearSVC().load_state_dict(one.state_dict()).decision_function(X).shape == (120,)


def test_its_bound_is_said_and_bad_input_is_named():
    X, y = two_clouds(2, apart=0.1)
    with pytest.warns(ConvergenceWarning, match="not converged in 2 passes"):
        svm = LinearSVC(100, max_iter=2, tol=1e-9, rng=0).fit(X, y)
    assert not svm.converged_
    with pytest.raises(DataError, match="1 classes"):
        LinearSVC().fit(X, np.zeros(len(X)))
    with pytest.raises(DataError, match="3 classes"):
        LinearSVC().fit(X, np.arange(len(X)) % 3)
    with pytest.raises(DataError, match="NaN"):
        LinearSVC().fit(np.where(X > 2, np.nan, X), y)
    for settings in ({"C": 0}, {"tol": -1}, {"bias": np.inf}, {"max_iter": 0}, {"class_weight": (1, 0)}):
        with pytest.raises(ArgumentError):
            LinearSVC(**settings).fit(X, y)
    with pytest.raises(NotFittedError):
        LinearSVC().predict(X)
