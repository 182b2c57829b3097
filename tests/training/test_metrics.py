"""Metrics by hand: small tables whose answers can be counted on fingers."""

import numpy as np
import pytest

from emolab.core.errors import DataError
from emolab.core.registry import FORMULAS
from emolab.training import (
    confusion_matrix,
    correlation,
    leak,
    macro_f1,
    recall,
    summarise_folds,
    unweighted_accuracy,
    weighted_accuracy,
)

TRUE = [0, 0, 0, 0, 1, 1, 2, 2]
SAID = [0, 0, 0, 1, 1, 0, 2, 1]


def test_confusion_matrix_has_the_truth_in_rows():
    np.testing.assert_array_equal(confusion_matrix(TRUE, SAID), [[3, 1, 0], [1, 1, 0], [0, 1, 1]])
    printed = confusion_matrix(SAID, TRUE)  # Table 3.1 as printed, truth above: the transpose, another table
    np.testing.assert_array_equal(printed, confusion_matrix(TRUE, SAID).T)
    assert (printed != confusion_matrix(TRUE, SAID)).any()


def test_names_and_counts_of_classes():
    names = np.array(["sad", "calm", "happy"])
    as_names = confusion_matrix(names[TRUE], names[SAID], classes=names)
    np.testing.assert_array_equal(as_names, confusion_matrix(TRUE, SAID))
    padded = confusion_matrix(TRUE, SAID, classes=5)
    assert padded.shape == (5, 5) and padded[3:].sum() == padded[:, 3:].sum() == 0


def test_accuracies():
    assert weighted_accuracy(TRUE, SAID) == 5 / 8
    np.testing.assert_allclose(recall(TRUE, SAID), [3 / 4, 1 / 2, 1 / 2])
    np.testing.assert_allclose(unweighted_accuracy(TRUE, SAID), (3 / 4 + 1 / 2 + 1 / 2) / 3)
    np.testing.assert_allclose(macro_f1(TRUE, SAID), np.mean([6 / 8, 2 / 5, 2 / 3]))
    names = np.array(["sad", "calm", "happy"])
    assert weighted_accuracy(names[TRUE], names[SAID]) == 5 / 8
    np.testing.assert_allclose(macro_f1(names[TRUE], names[SAID]), macro_f1(TRUE, SAID))


def test_always_naming_the_largest_class_gives_its_share_exactly():
    true = np.repeat([0, 1], [70, 30])
    assert weighted_accuracy(true, np.zeros(100, int)) == 0.7  # "higher than n %" in the thesis' prose
    assert unweighted_accuracy(true, np.zeros(100, int)) == 0.5


def test_absent_classes_are_left_out_and_said():
    with pytest.warns(UserWarning, match="unweighted_accuracy: left out, no clip in true: class fear"):
        assert unweighted_accuracy(["joy"], ["joy"], classes=["joy", "fear"]) == 1
    with pytest.warns(UserWarning, match="class 2"):
        assert unweighted_accuracy([0, 1], [0, 2]) == 0.5
    with pytest.warns(UserWarning, match="macro_f1: left out, neither in true nor in predicted: class 2, 3"):
        assert macro_f1([0, 1], [0, 1], classes=4) == 1
    assert macro_f1([0, 1, 1], [0, 2, 1]) == pytest.approx((1 + 2 / 3 + 0) / 3)


def test_correlation():
    x = np.array([1.0, 2, 3, 4])
    assert correlation(x, 2 * x + 1) == pytest.approx(1)
    assert correlation(x, -x) == pytest.approx(-1)
    assert correlation(x, [1, -1, -1, 1]) == pytest.approx(0)
    assert correlation(x, [1, 3, 2, 4]) == pytest.approx(0.8)
    assert correlation(x * 1e200, [1, 3, 2, 4]) == pytest.approx(0.8)


def test_folds_of_table_4_5():
    """Ten folds of 144 with the printed best and lowest cannot have the prose's deviation of .04."""
    folds = summarise_folds([0.9444] * 5 + [0.8750] * 5)
    assert folds.best == 0.9444 and folds.lowest == 0.8750
    assert folds.std == pytest.approx(0.0347) and folds.std < 0.04
    assert summarise_folds([0.5, 0.7], ddof=1).std == pytest.approx(np.sqrt(0.02))
    assert "mean 90.97%" in str(folds) and "ddof 0" in str(folds)


def test_leak_in_points():
    found = leak([0.9, 0.94], summarise_folds([0.7, 0.5]))
    assert found.points == pytest.approx(32)
    assert "32.0 points" in str(found)
    assert "no leak seen" in str(leak([0.5], [0.6]))


def test_equations_are_registered():
    assert "song2021 3.1" in FORMULAS["weighted_accuracy"].equations


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: confusion_matrix([], []), "no clip"),
        (lambda: confusion_matrix([0, 1], [0]), r"true has shape \(2,\), predicted \(1,\)"),
        (lambda: confusion_matrix([0, -1], [0, 1]), r"true\[1\] is -1"),
        (lambda: confusion_matrix([0, 1], [0, 5], classes=3), r"predicted\[1\] is 5; labels run from 0 to 2"),
        (lambda: confusion_matrix([0.0, 1.0], [0, 1]), "dtype float64"),
        (lambda: confusion_matrix([0, 10**9], [0, 1]), "too large a table"),
        (lambda: confusion_matrix(["a", "b"], ["a", "x"], ["a", "b"]), "is x, which is none of"),
        (lambda: weighted_accuracy([], []), "no clip"),
        (lambda: correlation([1, 2], [1, np.nan]), r"y\[1\] is nan"),
        (lambda: correlation([1, 1], [1, 2]), "x is 1.0 throughout"),
        (lambda: correlation([1], [1]), "at least 2"),
        (lambda: summarise_folds([]), "accuracies"),
        (lambda: summarise_folds([0.5, 81.25]), "fold 1 has accuracy 81.25"),
        (lambda: summarise_folds([np.nan]), "fold 0"),
    ],
)
def test_bad_input_is_named(call, said):
    with pytest.raises(DataError, match=said):
        call()


def test_shapes_are_checked_by_the_registry():
    with pytest.raises(ValueError, match="predicted has shape"):
        weighted_accuracy(np.zeros(3, int), np.zeros(2, int))


def test_equal_means_are_no_leak():
    assert "both means are equal" in str(leak([0.5, 0.5], [0.4, 0.6]))
