"""Properties of the feed-forward layers: what must hold for any input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import emolab
from emolab.nn import (
    avg_pool_forward,
    batch_norm_backward,
    batch_norm_forward,
    conv2d_backward,
    conv2d_forward,
    dropout_forward,
    max_pool_backward,
    max_pool_forward,
    relu,
    sigmoid,
    softmax,
    softmax_cross_entropy,
    tanh,
)

seeds = st.integers(0, 2**32 - 1)
sizes = st.integers(1, 6)
quick = settings(max_examples=40, deadline=None)


def assert_close(a, b, scale=1.0):
    np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-10 * scale)


@quick
@given(seeds, st.floats(-300, 300), sizes, sizes)
def test_softmax_does_not_see_a_shift(seed, shift, N, C):
    x = np.random.default_rng(seed).standard_normal((N, C)) * 5
    y = softmax(x)
    assert_close(y, softmax(x + shift))
    assert_close(y.sum(axis=1), 1)
    assert (y > 0).all()


@quick
@given(seeds, st.floats(-300, 300), sizes, st.integers(2, 6), st.floats(0, 1))
def test_cross_entropy_is_positive_unmoved_by_shifts_and_its_gradient_sums_to_zero(
    seed, shift, N, C, smoothing
):
    rng = np.random.default_rng(seed)
    logits, labels, weights = rng.standard_normal((N, C)), rng.integers(0, C, N), rng.uniform(0.1, 3, C)
    loss, dlogits = softmax_cross_entropy(logits, labels, weights, smoothing)
    assert loss > 0
    assert_close(loss, softmax_cross_entropy(logits + shift, labels, weights, smoothing)[0])
    assert_close(dlogits.sum(axis=1), 0)
    order = rng.permutation(N)
    assert_close(softmax_cross_entropy(logits[order], labels[order], weights, smoothing)[1], dlogits[order])


@quick
@given(st.floats(-700, 700))
def test_symmetries_of_the_activations(x):
    x = np.array([x])
    assert_close(sigmoid(x) + sigmoid(-x), 1)
    assert_close(tanh(x), 2 * sigmoid(2 * x) - 1)
    np.testing.assert_array_equal(relu(x) - relu(-x), x)


convolutions = st.fixed_dictionaries(
    {
        "stride": st.tuples(st.integers(1, 3), st.integers(1, 3)),
        "padding": st.one_of(st.just("same"), st.tuples(*[st.integers(0, 3)] * 4)),
        "flip": st.booleans(),
    }
)


@pytest.mark.parametrize("face", ["numpy", "numba"])
@quick
@given(seeds, convolutions, st.tuples(sizes, sizes), st.tuples(st.integers(1, 3), st.integers(1, 3)))
def test_convolution_is_linear_and_its_backward_is_its_adjoint(face, seed, options, size, kernel):
    rng = np.random.default_rng(seed)
    size = tuple(max(s, k) for s, k in zip(size, kernel))
    shape = (2, *size, 2)
    x, other, W = rng.standard_normal(shape), rng.standard_normal(shape), rng.standard_normal((*kernel, 2, 3))
    with emolab.use(face):
        y, cache = conv2d_forward(x, W, None, **options)
        assert_close(conv2d_forward(2 * x + other, W, None, **options)[0],
              2 * y + conv2d_forward(other, W, None, **options)[0], 10)  # fmt: skip
        dy = rng.standard_normal(y.shape)
        dx, dW, _ = conv2d_backward(dy, cache)
    # <dy, conv(x, W)> = <dx, x> = <dW, W>
    assert_close((dx * x).sum(), (dy * y).sum(), 100)
    assert_close((dW * W).sum(), (dy * y).sum(), 100)


@quick
@given(seeds, convolutions)
def test_convolution_of_a_permuted_batch(seed, options):
    rng = np.random.default_rng(seed)
    x, W, b = rng.standard_normal((4, 5, 5, 2)), rng.standard_normal((3, 3, 2, 2)), rng.standard_normal(2)
    order = rng.permutation(4)
    assert_close(conv2d_forward(x[order], W, b, **options)[0], conv2d_forward(x, W, b, **options)[0][order])


@pytest.mark.parametrize("face", ["numpy", "numba"])
@quick
@given(seeds, st.integers(1, 3), st.integers(1, 3), st.booleans())
def test_max_pool_takes_from_x_and_gives_to_x(face, seed, size, stride, ties):
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 3, (2, 5, 6, 2)).astype(float) if ties else rng.standard_normal((2, 5, 6, 2))
    with emolab.use(face):
        y, cache = max_pool_forward(x, size, stride, "same")
        mean, _ = avg_pool_forward(x, size, stride, "same")
        dx = max_pool_backward(np.ones_like(y), cache)
        # a growing map of the values changes no winner
        assert_close(max_pool_forward(np.exp(x), size, stride, "same")[0], np.exp(y))
    assert (y >= mean - 1e-12).all()
    assert_close(dx.sum(), y.size)
    assert_close((dx * x).sum(), y.sum())


@pytest.mark.parametrize("face", ["numpy", "numba"])
@quick
@given(seeds, st.integers(3, 12), st.floats(0.5, 20), st.floats(-50, 50))
def test_batch_norm_sees_neither_scale_nor_shift(face, seed, N, scale, shift):
    rng = np.random.default_rng(seed)
    x, gamma, beta = rng.standard_normal((N, 3)), rng.standard_normal(3), rng.standard_normal(3)
    with emolab.use(face):
        y, cache = batch_norm_forward(x, gamma, beta, 1e-12)
        again, _ = batch_norm_forward(scale * x + shift, gamma, beta, 1e-12)
        dx, _, _ = batch_norm_backward(rng.standard_normal((N, 3)), cache)
    np.testing.assert_allclose(y, again, rtol=1e-6, atol=1e-6)
    assert_close(y.mean(axis=0), beta)
    # so the gradient has no part along a shift, nor along a scaling
    size = np.abs(dx).max() + 1
    np.testing.assert_allclose(dx.sum(axis=0) / size, 0, atol=1e-9)
    np.testing.assert_allclose((dx * x).sum(axis=0) / size, 0, atol=1e-6)


@quick
@given(seeds, st.floats(0.1, 1))
def test_inverted_dropout_is_an_average_of_x(seed, keep):
    rng = np.random.default_rng(seed)
    x, mask = rng.standard_normal((4, 3)), rng.random((4, 3)) < keep
    kept, dropped = dropout_forward(x, mask, 1 / keep)[0], dropout_forward(x, ~mask, 1 / keep)[0]
    assert_close(keep * (kept + dropped), x)
