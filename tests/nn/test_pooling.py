"""Pooling: the paper's example, ties, padding that never wins, and windows with nothing in them."""

import numpy as np
import pytest

from emolab.core import ArgumentError, ShapeError
from emolab.nn import (
    AvgPool2d,
    Flatten,
    GlobalPool,
    MaxPool1d,
    MaxPool2d,
    avg_pool_forward,
    global_pool_backward,
    global_pool_forward,
    max_pool_backward,
    max_pool_forward,
)

pytestmark = pytest.mark.usefixtures("each_backend")
EXAMPLE = np.arange(1.0, 17).reshape(1, 4, 4, 1)  # figures 2.8 and 2.9 of song2021


def test_the_examples_of_the_paper():
    np.testing.assert_array_equal(MaxPool2d(2)(EXAMPLE)[0, :, :, 0], [[6, 8], [14, 16]])
    np.testing.assert_array_equal(AvgPool2d(2)(EXAMPLE)[0, :, :, 0], [[3.5, 5.5], [11.5, 13.5]])


def test_at_a_tie_the_first_wins():
    x = np.array([[2.0, 2.0, 1.0], [2.0, 1.0, 2.0]]).reshape(1, 2, 3, 1)
    y, cache = max_pool_forward(x, 2, 1)
    dx = max_pool_backward(np.array([[10.0, 1.0]]).reshape(y.shape), cache)
    np.testing.assert_array_equal(dx[0, :, :, 0], [[10, 1, 0], [0, 0, 0]])
    x = np.array([[3.0, 5.0], [5.0, 5.0]]).reshape(1, 4, 1)
    _, cache = global_pool_forward(x, "max")
    np.testing.assert_array_equal(global_pool_backward(np.ones((1, 1)), cache)[0, :, 0], [0, 1, 0, 0])


def test_padding_never_wins():
    y, cache = max_pool_forward(-EXAMPLE, 3, 2, "same")
    np.testing.assert_array_equal(y[0, :, :, 0], [[-1, -3], [-9, -11]])
    y, cache = max_pool_forward(-EXAMPLE, 2, 2, 1)
    np.testing.assert_array_equal(y[0, :, :, 0], [[-1, -2, -4], [-5, -6, -8], [-13, -14, -16]])
    assert max_pool_backward(np.ones_like(y), cache).sum() == y.size


def test_padding_counts_in_the_mean_only_when_told():
    ones = np.ones((1, 4, 4, 1))
    y, _ = avg_pool_forward(ones, 2, 2, 1)
    np.testing.assert_array_equal(y, np.ones((1, 3, 3, 1)))
    y, _ = avg_pool_forward(ones, 2, 2, 1, count_padding=True)
    np.testing.assert_array_equal(y[0, :, :, 0], [[0.25, 0.5, 0.25], [0.5, 1, 0.5], [0.25, 0.5, 0.25]])


def test_nan_is_carried_not_hidden():
    x = EXAMPLE.copy()
    x[0, 1, 0, 0] = np.nan
    np.testing.assert_array_equal(MaxPool2d(2)(x)[0, :, :, 0], [[np.nan, 8], [14, 16]])


@pytest.mark.parametrize("forward", [max_pool_forward, avg_pool_forward])
def test_windows_that_cannot_be(forward):
    with pytest.raises(
        ArgumentError, match=r"axis 1 \(height\) a window of 2 could lie wholly in the padding"
    ):
        forward(EXAMPLE, 2, 1, (0, 2, 0, 0))
    with pytest.raises(ShapeError, match=r"covers 5 along axis 2 \(width\)"):
        forward(EXAMPLE, (2, 5))
    with pytest.raises(ArgumentError, match="kernel size must be a whole number from 1"):
        forward(EXAMPLE, 0)
    with pytest.raises(ArgumentError, match="nothing to pool"):
        forward(np.zeros((1, 0, 4, 1)), 2, 1, 1)
    with pytest.raises(ShapeError, match="x has 3 axes"):
        forward(EXAMPLE[0], 2)


def test_max_pool_over_time():
    x = np.array([1.0, 4, 2, 8, 5, 7, 3]).reshape(1, 7, 1)
    layer = MaxPool1d(3, 2, padding=1)
    np.testing.assert_array_equal(layer(x)[0, :, 0], [4, 8, 8, 7])
    np.testing.assert_array_equal(layer.backward(np.ones((1, 4, 1)))[0, :, 0], [0, 1, 0, 2, 0, 1, 0])
    np.testing.assert_array_equal(MaxPool1d(2, padding="same")(x)[0, :, 0], [4, 8, 7, 3])


@pytest.mark.parametrize("shape", [(2, 3, 4, 5), (2, 6, 5), (2, 2, 3, 2, 5)])
def test_global_pool_over_any_axes(shape):
    x = np.random.default_rng(0).standard_normal(shape)
    axes = tuple(range(1, x.ndim - 1))
    np.testing.assert_allclose(GlobalPool()(x), x.mean(axis=axes), rtol=1e-12)
    layer = GlobalPool("max")
    np.testing.assert_array_equal(layer(x), x.max(axis=axes))
    dx = layer.backward(np.ones((2, 5)))
    np.testing.assert_array_equal(dx, x == x.max(axis=axes, keepdims=True))
    average = GlobalPool()
    average(x.astype(np.float32))
    assert average.backward(np.ones((2, 5), np.float32)).dtype == np.float32


def test_global_pool_that_cannot_be():
    with pytest.raises(ArgumentError, match="kind 'mean' is not known"):
        global_pool_forward(EXAMPLE, "mean")
    with pytest.raises(ShapeError, match="needs places to pool"):
        global_pool_forward(np.zeros((2, 3)))
    with pytest.raises(ShapeError, match="needs places to pool"):
        global_pool_forward(np.zeros((2, 0, 3)))


def test_flatten_and_back():
    x = np.arange(24.0).reshape(2, 3, 2, 2)
    layer = Flatten()
    y = layer(x)
    np.testing.assert_array_equal(y, np.arange(24.0).reshape(2, 12))
    np.testing.assert_array_equal(layer.backward(y), x)
    assert Flatten()(np.zeros((0, 3, 4))).shape == (0, 12)
