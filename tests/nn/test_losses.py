"""Losses: the equations, the misprinted gradient, and labels that cannot be."""

import numpy as np
import pytest

from emolab.core import ArgumentError, DataError, ShapeError
from emolab.nn import L1, MSE, SoftmaxCrossEntropy, l1, mse, softmax, softmax_cross_entropy

LOGITS = np.array([[1.0, 2.0, 0.5], [0.1, -1.0, 3.0], [0.0, 0.0, 0.0], [5.0, 1.0, 2.0]])
LABELS = np.array([1, 2, 0, 1])
ONE_HOT = np.eye(3)[LABELS]


def test_cross_entropy_is_the_equation():
    loss, _ = softmax_cross_entropy(LOGITS, LABELS)
    np.testing.assert_allclose(loss, -(ONE_HOT * np.log(softmax(LOGITS))).sum(axis=1).mean(), rtol=1e-14)


def test_gradient_is_prediction_minus_truth():
    _, dlogits = softmax_cross_entropy(LOGITS, LABELS)
    np.testing.assert_allclose(dlogits, (softmax(LOGITS) - ONE_HOT) / 4, rtol=1e-13, atol=1e-16)


def test_the_printed_gradient_climbs():
    # 2.12 has truth minus prediction: a step against it must lower the loss, and raises it
    loss, dlogits = softmax_cross_entropy(LOGITS, LABELS)
    printed = (ONE_HOT - softmax(LOGITS)) / 4
    assert softmax_cross_entropy(LOGITS - 0.1 * dlogits, LABELS)[0] < loss
    assert softmax_cross_entropy(LOGITS - 0.1 * printed, LABELS)[0] > loss


@pytest.mark.parametrize("weights", [None, [1.0, 0.5, 2.0]])
@pytest.mark.parametrize("smoothing", [0, 0.3])
def test_number_and_one_hot_row_are_the_same_label(weights, smoothing):
    numbers = softmax_cross_entropy(LOGITS, LABELS, weights, smoothing)
    rows = softmax_cross_entropy(LOGITS, ONE_HOT, weights, smoothing)
    np.testing.assert_allclose(numbers[0], rows[0], rtol=1e-14)
    np.testing.assert_allclose(numbers[1], rows[1], rtol=1e-14)


@pytest.mark.filterwarnings("error")
def test_cross_entropy_of_confident_logits_stays_finite():
    loss, dlogits = softmax_cross_entropy(np.array([[1e4, 0.0]], np.float32), [1])
    assert loss == 1e4 and loss.dtype == np.float32 and dlogits.dtype == np.float32
    np.testing.assert_array_equal(dlogits, [[1, -1]])


def test_full_smoothing_wants_the_uniform_distribution():
    _, dlogits = softmax_cross_entropy(np.zeros((2, 3)), [0, 1], smoothing=1)
    np.testing.assert_allclose(dlogits, 0, atol=1e-16)


@pytest.mark.parametrize(
    "labels, said",
    [
        ([1, 2, 3, 0], "label 3 in row 2 is outside 0 to 2"),
        ([1, -1, 0, 0], "label -1 in row 1"),
        ([1.0, 2.0, 0.0, 1.0], "not whole numbers"),
        (["happy"] * 4, "not whole numbers"),
        (np.full((4, 3), 0.5), "row 0 of labels.*no distribution"),
        (ONE_HOT - [[0, 0, 0], [0, 0, 0], [0, 1, -1], [0, 0, 0]], "row 2 of labels"),
        (np.where(np.arange(4)[:, None] == 3, np.nan, ONE_HOT), "row 3 of labels"),
    ],
)
def test_labels_that_no_class_has_are_named(labels, said):
    with pytest.raises(DataError, match=said):
        softmax_cross_entropy(LOGITS, labels)


def test_wrong_settings_of_the_cross_entropy():
    with pytest.raises(ShapeError, match=r"labels have shape \(3,\).*\(4,\)"):
        softmax_cross_entropy(LOGITS, [0, 1, 2])
    with pytest.raises(ShapeError, match=r"labels have shape \(4, 2\)"):
        softmax_cross_entropy(LOGITS, ONE_HOT[:, :2])
    with pytest.raises(ShapeError, match="weights has shape"):
        softmax_cross_entropy(LOGITS, LABELS, np.ones(4))
    with pytest.raises(ArgumentError, match="smoothing must lie in 0..1"):
        softmax_cross_entropy(LOGITS, LABELS, smoothing=1.5)
    with pytest.raises(ArgumentError, match="must not be negative"):
        softmax_cross_entropy(LOGITS, LABELS, np.array([1, -1, 1]))
    with pytest.raises(DataError, match="weight 0"):
        softmax_cross_entropy(LOGITS[:1], [1], np.array([1, 0, 1]))
    with pytest.raises(DataError, match="the batch is empty"):
        softmax_cross_entropy(np.zeros((0, 3)), np.zeros(0, int))


def test_mse_and_l1_by_hand():
    prediction, target = np.array([[1.0, 2.0], [3.0, 5.0]]), np.array([[1.0, 0.0], [4.0, 2.0]])
    loss, gradient = mse(prediction, target)
    assert loss == (0 + 4 + 1 + 9) / 4
    np.testing.assert_array_equal(gradient, [[0, 1], [-0.5, 1.5]])
    loss, gradient = l1(prediction, target)
    assert loss == (0 + 2 + 1 + 3) / 4
    np.testing.assert_array_equal(gradient, [[0, 0.25], [-0.25, 0.25]])  # 0 where both are equal


@pytest.mark.parametrize("loss", [mse, l1])
def test_regression_losses_never_broadcast(loss):
    with pytest.raises(ShapeError, match="differ in axis 1"):
        loss(np.zeros((3, 1)), np.zeros((3, 3)))
    with pytest.raises(ShapeError, match="differ in axis count"):
        loss(np.zeros((3, 1)), np.zeros(3))
    with pytest.raises(DataError, match="empty"):
        loss(np.zeros((0, 2)), np.zeros((0, 2)))


@pytest.mark.parametrize(
    "module, function, target",
    [(SoftmaxCrossEntropy(), softmax_cross_entropy, LABELS), (MSE(), mse, ONE_HOT), (L1(), l1, ONE_HOT)],
)
def test_modules_and_functions_agree(module, function, target):
    loss, gradient = function(LOGITS, target)
    assert module(LOGITS, target) == loss
    np.testing.assert_array_equal(module.backward(), gradient)
    np.testing.assert_allclose(module.backward(-2.0), -2 * gradient, rtol=1e-15)
    module(LOGITS.astype(np.float32), target)
    assert module.backward().dtype == np.float32


def test_the_module_keeps_weights_and_smoothing():
    module = SoftmaxCrossEntropy([1, 2, 3], 0.1)
    assert module(LOGITS, LABELS) == softmax_cross_entropy(LOGITS, LABELS, np.array([1, 2, 3]), 0.1)[0]


def test_numpy_settings_do_not_widen_float32():
    logits = LOGITS.astype(np.float32)
    loss, dlogits = softmax_cross_entropy(logits, LABELS, np.ones(3), np.float64(0.1))
    assert loss.dtype == dlogits.dtype == np.float32
