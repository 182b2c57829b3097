"""Chi-square selection: a table by hand, the selection, empty margins, errors."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, DataError
from emolab.learn import ChiSquareSelector, chi_square


def test_a_table_by_hand():
    # 10 samples, 4 of the class: A 3, B 1, C 1, D 5: 10 (15 - 1)^2 / (4 * 6 * 4 * 6)
    present = np.array([1, 1, 1, 0, 1, 0, 0, 0, 0, 0])[:, None]
    member = np.array([1, 1, 1, 1, 0, 0, 0, 0, 0, 0])[:, None]
    assert chi_square(present, member)[0, 0] == pytest.approx(1960 / 576)
    assert chi_square(1 - present, member)[0, 0] == pytest.approx(1960 / 576)


def test_independence_and_certainty():
    member = np.array([[1, 0], [1, 0], [0, 1], [0, 1]])
    present = np.array([[1, 1, 1], [0, 1, 1], [1, 0, 1], [0, 0, 1]])
    scores = chi_square(present, member)
    assert np.allclose(scores, [[0, 0], [4, 4], [0, 0]])  # independent, the class itself, always present


def test_keeps_the_better_half_in_their_order():
    rng = np.random.default_rng(0)
    y = np.repeat(["calm", "happy", "sad"], 30)
    X = rng.standard_normal((90, 7))
    X[:, 5] += 3 * (y == "sad")
    X[:, 1] -= 2 * (y == "calm")
    selector = ChiSquareSelector().fit(X, y)
    assert len(selector.kept_) == 4  # half of 7, rounded up
    assert list(selector.kept_) == sorted(selector.kept_)
    assert {1, 5} <= set(selector.kept_)
    assert np.argmax(selector.class_scores_[5]) == 2 and np.argmax(selector.class_scores_[1]) == 0
    assert np.array_equal(selector.scores_, selector.class_scores_.max(axis=1))
    assert np.array_equal(selector.transform(X), X[:, selector.kept_])
    assert np.array_equal(selector.get_support(indices=True), np.flatnonzero(selector.get_support()))
    back = selector.inverse_transform(selector.transform(X))
    assert np.array_equal(back[:, selector.kept_], X[:, selector.kept_])
    assert np.all(back[:, ~selector.get_support()] == 0)


def test_the_threshold_is_the_training_median():
    y = np.array([0, 0, 1, 1])
    X = np.array([[1.0, 5.0], [2.0, 5.0], [3.0, 5.0], [40.0, 5.0]])
    selector = ChiSquareSelector(0.01).fit(X, y)
    assert selector.medians_.tolist() == [2.5, 5]
    assert selector.scores_.tolist() == [4, 0]  # the constant feature says nothing
    assert selector.kept_.tolist() == [0]  # one at least


def test_ties_keep_the_earlier():
    X = np.repeat(np.arange(8.0)[:, None], 4, axis=1)
    assert ChiSquareSelector(0.5).fit(X, np.arange(8) > 3).kept_.tolist() == [0, 1]


def test_errors():
    X = np.random.default_rng(0).standard_normal((6, 2))
    with pytest.raises(DataError, match="one class"):
        ChiSquareSelector().fit(X, np.zeros(6))
    for share in (0, 1.5, "half"):
        with pytest.raises(ArgumentError, match="share"):
            ChiSquareSelector(share).fit(X, [0, 1] * 3)
    with pytest.raises(DataError, match=r"y\[2\]"):
        ChiSquareSelector().fit(X, np.array([0, 1, np.nan, 1, 0, 1]))
