"""Standardisation: both readings of zhu2022, the misprint, constant features, errors."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, DataError, NotFittedError, ShapeError
from emolab.core.files import load_arrays, save_arrays
from emolab.learn import StandardScaler, compare_readings

X = np.random.default_rng(0).standard_normal((40, 3)) * [1, 5, 0.2] + [0, 100, -3]


def test_by_hand():
    scaler = StandardScaler().fit(np.array([[1.0, 7.0], [3.0, 7.0]]))
    assert scaler.mean_.tolist() == [2, 7]
    assert scaler.scale_.tolist() == [1, 1]
    assert scaler.var_.tolist() == [1, 0]
    assert scaler.transform(np.array([[4.0, 8.0]])).tolist() == [[2, 1]]


def test_the_prose_divides_by_the_variance_and_misses_deviation_one():
    Z = StandardScaler().fit_transform(X)
    assert np.allclose(Z.std(axis=0), 1)
    printed = (X - X.mean(axis=0)) / X.var(axis=0)
    assert np.allclose(printed.std(axis=0), 1 / X.std(axis=0))  # 1, 0.2 and 5 instead of 1
    assert abs(printed.std(axis=0)[1] - 1) > 0.7


def test_readings_differ_by_shift_and_ratio():
    test = X[:15] * 2 + 7
    readings = compare_readings(X, test)
    assert np.allclose(readings.own, (readings.training - readings.shift) / readings.ratio)
    assert np.allclose(readings.own.mean(axis=0), 0)
    assert np.all(np.abs(readings.training.mean(axis=0)) > 0.5)
    own = StandardScaler(statistics="own").fit(X)
    assert np.array_equal(own.transform(test), readings.own)
    same = compare_readings(X, X)
    assert np.array_equal(same.own, same.training)
    assert np.allclose(same.shift, 0) and np.allclose(same.ratio, 1)


def test_own_statistics_depend_on_the_company():
    own = StandardScaler(statistics="own").fit(X)
    assert not np.allclose(own.transform(X[:10])[:5], own.transform(X[:5]))
    with pytest.raises(DataError, match="one row"):
        own.transform(X[:1])
    with pytest.raises(ArgumentError, match="not kept"):
        own.inverse_transform(X)


@pytest.mark.parametrize("value", [0.1, 1e9 + 0.1, -3e-300, 0.0])
def test_a_constant_feature_becomes_exactly_zero(value):
    held = np.full((7, 2), value)
    held[:, 1] += np.arange(7) * max(abs(value), 1)
    Z = StandardScaler().fit_transform(held)
    assert np.all(Z[:, 0] == 0)
    assert np.allclose(Z[:, 1].std(), 1)


def test_inverse_and_dtype():
    scaler = StandardScaler().fit(X)
    assert np.allclose(scaler.inverse_transform(scaler.transform(X)), X)
    assert scaler.transform(X.astype(np.float32)).dtype == np.float32
    assert scaler.transform(np.arange(6).reshape(2, 3)).dtype == np.float64


def test_state_goes_through_a_file(tmp_path):
    scaler = StandardScaler().fit(X)
    save_arrays(tmp_path / "s.npz", scaler.state_dict(), {})
    again = StandardScaler().load_state_dict(load_arrays(tmp_path / "s.npz")[0])
    assert np.array_equal(again.transform(X), scaler.transform(X))
    assert again.n_samples_seen_ == 40


def test_errors():
    with pytest.raises(NotFittedError, match="StandardScaler.fit first"):
        StandardScaler().transform(X)
    with pytest.raises(ArgumentError, match="'training', 'own'"):
        StandardScaler("both").fit(X)
    scaler = StandardScaler().fit(X)
    with pytest.raises(ShapeError, match="2 features, but 3"):
        scaler.transform(X[:, :2])
    with pytest.raises(ShapeError, match=r"X\[None\]"):
        scaler.transform(X[0])
    with pytest.raises(ShapeError, match="at least one sample"):
        scaler.fit(X[:0])
    bad = X.copy()
    bad[4, 1] = np.nan
    with pytest.raises(DataError, match="row 4, column 1"):
        scaler.fit(bad)
    bad[4, 1] = 1e200
    with pytest.raises(DataError, match="overflow"):
        scaler.fit(bad)
    with pytest.raises(DataError, match="real numbers"):
        scaler.fit(np.array([["a", "b"]]))
    with pytest.raises(ArgumentError, match="no setting 'size'"):
        scaler.set_params(size=2)
    assert scaler.get_params() == {"statistics": "training"}
    assert repr(scaler) == "StandardScaler(statistics='training')"
