"""Batch normalisation: the equations, running statistics, both derivations, a batch of one."""

import numpy as np
import pytest

from emolab.core import ArgumentError, ShapeError, set_threads, threads
from emolab.nn import BatchNorm, batch_norm_backward, batch_norm_backward_graph, batch_norm_forward

pytestmark = pytest.mark.usefixtures("each_backend")


def draw(shape, seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    return (rng.standard_normal(shape) * 3 + 7).astype(dtype)


@pytest.mark.parametrize("shape", [(8, 3), (4, 5, 3), (2, 3, 4, 3)])
def test_the_equations(shape):
    x, gamma, beta = draw(shape), np.array([1.0, 2.0, -1.0]), np.array([0.0, 5.0, 1.0])
    axes = tuple(range(x.ndim - 1))
    y, cache = batch_norm_forward(x, gamma, beta, 1e-3)
    mean, variance = x.mean(axis=axes), x.var(axis=axes)
    np.testing.assert_allclose(cache.mean, mean, rtol=1e-12)
    np.testing.assert_allclose(cache.variance, variance, rtol=1e-12)
    np.testing.assert_allclose(
        y, gamma * (x - mean) / np.sqrt(variance + 1e-3) + beta, rtol=1e-11, atol=1e-12
    )


@pytest.mark.parametrize("shape", [(8, 3), (2, 1), (4, 5, 3), (2, 3, 4, 3)])
def test_both_derivations_are_one(shape):
    C = shape[-1]
    _, cache = batch_norm_forward(draw(shape), draw(C, 1), draw(C, 2))
    dy = np.random.default_rng(3).standard_normal(shape)
    closed, graph = batch_norm_backward(dy, cache), batch_norm_backward_graph(dy, cache)
    for a, b in zip(closed, graph):
        assert a.shape == b.shape
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)


def test_large_means_cost_no_precision():
    x = draw((2000, 2))
    _, near = batch_norm_forward(x, np.ones(2), np.zeros(2))
    _, far = batch_norm_forward(x + 1e6, np.ones(2), np.zeros(2))
    np.testing.assert_allclose(far.variance, near.variance, rtol=1e-8)


@pytest.mark.parametrize("unbiased", [True, False])
def test_running_statistics(unbiased):
    layer = BatchNorm(3, momentum=0.8, unbiased=unbiased, dtype=np.float64)
    mean, variance = np.zeros(3), np.ones(3)
    for step in range(4):
        x = draw((5, 3), step)
        layer(x)
        mean = 0.8 * mean + 0.2 * x.mean(axis=0)
        variance = 0.8 * variance + 0.2 * x.var(axis=0, ddof=int(unbiased))
    np.testing.assert_allclose(layer.mean.value, mean, rtol=1e-12)
    np.testing.assert_allclose(layer.variance.value, variance, rtol=1e-12)
    layer.eval()
    x = draw((2, 3), 9)
    np.testing.assert_allclose(layer(x), (x - mean) / np.sqrt(variance + 1e-5), rtol=1e-12)
    np.testing.assert_allclose(layer.mean.value, mean, rtol=1e-12)  # inference leaves them alone
    assert sorted(layer.state_dict()) == ["beta", "gamma", "mean", "variance"]


def test_backward_follows_the_mode_of_its_forward():
    layer = BatchNorm(2, dtype=np.float64).eval()
    layer.variance.value[...] = 4 - 1e-5
    layer(draw((3, 2)))
    layer.train()
    dy = np.ones((3, 2))
    np.testing.assert_allclose(layer.backward(dy), dy / 2, rtol=1e-12)
    layer(draw((3, 2)))
    np.testing.assert_allclose(layer.backward(dy), 0, atol=1e-12)


@pytest.mark.parametrize("shape", [(1, 3), (0, 3), (1, 1, 1, 3)])
def test_a_batch_of_one_is_refused_in_training_only(shape):
    layer = BatchNorm(3)
    with pytest.raises(ShapeError, match=r"batch_norm_forward: x has shape .* need at least 2"):
        layer(np.zeros(shape, np.float32))
    np.testing.assert_array_equal(layer.mean.value, 0)
    assert layer.eval()(np.zeros(shape, np.float32)).shape == shape


def test_one_image_is_enough_where_it_has_pixels():
    assert BatchNorm(3)(np.zeros((1, 2, 2, 3), np.float32)).shape == (1, 2, 2, 3)


def test_settings_that_cannot_be():
    with pytest.raises(ArgumentError, match="momentum"):
        BatchNorm(3, momentum=1)
    with pytest.raises(ArgumentError, match="eps must be positive"):
        BatchNorm(3, eps=0)
    with pytest.raises(ShapeError, match=r"gamma has shape \(3,\); its axis 0 \(C\) must be 4"):
        BatchNorm(3)(np.zeros((2, 4), np.float32))


def test_float32_stays_and_threads_change_no_bit():
    x, before, found = draw((9000, 8), dtype=np.float32), threads(), []
    layer = BatchNorm(8)
    try:
        for count in (1, 2, 3):
            set_threads(count)
            y = layer(x)
            found.append((y, layer.backward(np.sin(y))))
    finally:
        set_threads(before)
    assert found[0][0].dtype == found[0][1].dtype == layer.mean.value.dtype == np.float32
    for y, dx in found[1:]:
        np.testing.assert_array_equal(y, found[0][0])
        np.testing.assert_array_equal(dx, found[0][1])


@pytest.mark.parametrize("training", [True, False])
def test_numpy_settings_do_not_widen_float32(training):
    layer = BatchNorm(3, eps=np.float64(1e-3)).train(training)
    y = layer(draw((4, 3), dtype=np.float32))
    assert y.dtype == layer.backward(y).dtype == np.float32
