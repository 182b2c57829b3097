"""Activations: the equations, their misprints, and large inputs."""

import numpy as np
import pytest

from emolab.core import ArgumentError
from emolab.nn import ReLU, Sigmoid, Softmax, Tanh, relu, relu_backward, relu_forward, sigmoid, softmax, tanh

X = np.linspace(-20, 20, 81)
pytestmark = pytest.mark.usefixtures("each_backend")


def test_sigmoid_is_the_printed_formula_where_that_does_not_overflow():
    np.testing.assert_allclose(sigmoid(X), 1 / (1 + np.exp(-X)), rtol=1e-14)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sigmoid_neither_overflows_nor_loses_small_values(dtype):
    y = sigmoid(np.array([-1e4, -80.0, 0, 80.0, 1e4], dtype))
    assert y.dtype == dtype
    np.testing.assert_allclose(y, [0, np.exp(-80.0), 0.5, 1, 1], rtol=1e-5)
    np.testing.assert_array_equal(sigmoid(np.array([-np.inf, np.inf])), [0, 1])


def test_tanh_is_the_printed_formula():
    np.testing.assert_allclose(tanh(X), 2 / (1 + np.exp(-2 * X)) - 1, atol=1e-15)


def test_softmax_sums_to_one_along_its_axis():
    x = np.random.default_rng(0).standard_normal((3, 4, 5))
    for axis in range(3):
        y = softmax(x, axis)
        np.testing.assert_allclose(y, np.exp(x) / np.exp(x).sum(axis=axis, keepdims=True), rtol=1e-13)


@pytest.mark.filterwarnings("error")
def test_softmax_of_large_scores():
    np.testing.assert_allclose(softmax(np.array([1e5, 1e5 + np.log(3), -1e5])), [0.25, 0.75, 0], rtol=1e-9)


def test_softmax_as_printed_is_not_a_distribution():
    # 2.8 has j in the numerator: whichever j is meant, every entry i gets the same number
    x = np.array([1.0, 2.0, 3.0])
    for j in range(3):
        printed = np.full(3, np.exp(x[j]) / np.exp(x).sum())
        assert abs(printed.sum() - 1) > 0.2
        assert not np.allclose(printed, softmax(x))


def test_relu_keeps_what_is_positive():
    x = np.array([[-2.0, 3.0, 0.0]])
    np.testing.assert_array_equal(relu(x), [[0, 3, 0]])
    y, cache = relu_forward(x)
    np.testing.assert_array_equal(y, [[0, 3, 0]])
    np.testing.assert_array_equal(relu_backward(np.full((1, 3), 5.0), cache), [[0, 5, 5]])


def test_relu_as_printed_is_another_function():
    # 2.9 has x for x < 0 and 0 for x >= 0
    x = np.array([-2.0, 3.0])
    printed = np.where(x < 0, x, 0)
    assert not np.array_equal(printed, relu(x))


def test_slope_of_relu_at_zero_is_as_asked():
    x, dy = np.array([0.0, -0.0]), np.ones(2)
    for at_zero in (0, 1):
        _, cache = relu_forward(x, at_zero)
        np.testing.assert_array_equal(relu_backward(dy, cache), [at_zero, at_zero])
        layer = ReLU(at_zero)
        layer(x)
        np.testing.assert_array_equal(layer.backward(dy), [at_zero, at_zero])
    with pytest.raises(ArgumentError, match="at_zero must be 0 or 1"):
        relu_forward(x, 0.5)


def test_relu_carries_nan():
    y, cache = relu_forward(np.array([np.nan, 1]))
    assert np.isnan(y[0]) and np.isnan(relu(np.array([np.nan]))[0])
    np.testing.assert_array_equal(relu_backward(np.ones(2), cache), [0, 1])


@pytest.mark.parametrize("layer", [Sigmoid(), Tanh(), ReLU(), Softmax()], ids=lambda m: type(m).__name__)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_modules_keep_shape_and_dtype(layer, dtype):
    x = np.random.default_rng(1).standard_normal((2, 3, 4)).astype(dtype)
    y = layer(x)
    dx = layer.backward(np.ones_like(y))
    assert y.shape == dx.shape == x.shape
    assert y.dtype == dx.dtype == dtype


def test_a_plain_number_is_taken(each_backend):
    assert relu(0.5) == 0.5 and relu(-2.0) == 0
