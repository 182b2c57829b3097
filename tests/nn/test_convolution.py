"""Convolution: the equation by hand, flip, padding as Keras places it, and kernels that do not fit."""

import numpy as np
import pytest
from scipy.signal import convolve2d

import emolab
from emolab.core import ArgumentError, ShapeError, set_threads, threads
from emolab.nn import Conv1d, Conv2d, conv1d_forward, conv2d_backward, conv2d_forward

pytestmark = pytest.mark.usefixtures("each_backend")


@pytest.fixture
def rng():
    return np.random.default_rng(3)


def by_hand(x, W, b, stride, sides, flip):
    """The sum of song2021 2.13, one output at a time."""
    top, bottom, left, right = sides
    x = np.pad(x, [(0, 0), (top, bottom), (left, right), (0, 0)])
    kh, kw, _, Cout = W.shape
    Ho, Wo = (x.shape[1] - kh) // stride + 1, (x.shape[2] - kw) // stride + 1
    y = np.zeros((len(x), Ho, Wo, Cout))
    for n, u, v, o in np.ndindex(*y.shape):
        y[n, u, v, o] = b[o] + sum(
            x[n, u * stride + i, v * stride + j]
            @ (W[kh - 1 - i, kw - 1 - j, :, o] if flip else W[i, j, :, o])
            for i in range(kh)
            for j in range(kw)
        )
    return y


@pytest.mark.parametrize("flip", [False, True])
@pytest.mark.parametrize("stride, sides", [(1, (0, 0, 0, 0)), (2, (1, 0, 2, 3))])
def test_the_sum_by_hand(rng, flip, stride, sides):
    x, W, b = (rng.standard_normal(s) for s in [(2, 5, 6, 3), (3, 2, 3, 4), (4,)])
    y, _ = conv2d_forward(x, W, b, stride, sides, flip)
    np.testing.assert_allclose(y, by_hand(x, W, b, stride, sides, flip), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("mode, sides", [("valid", 0), ("full", (2, 2, 1, 1))])
def test_flip_is_the_convolution_of_mathematics(rng, mode, sides):
    image, kernel = rng.standard_normal((7, 6)), rng.standard_normal((3, 2))
    x, W = image[None, :, :, None], kernel[:, :, None, None]
    y, _ = conv2d_forward(x, W, None, 1, sides, True)
    np.testing.assert_allclose(y[0, :, :, 0], convolve2d(image, kernel, mode), rtol=1e-12)
    unflipped, _ = conv2d_forward(x, W, None, 1, sides)
    assert not np.allclose(unflipped, y)


@pytest.mark.parametrize(
    "size, kernel, stride", [(7, 3, 2), (8, 3, 2), (8, 2, 1), (5, 4, 3), (6, 1, 4), (3, 7, 2)]
)
def test_same_padding_is_placed_as_keras_does(rng, size, kernel, stride):
    x, W = rng.standard_normal((1, size, 2)), rng.standard_normal((kernel, 2, 2))
    y, _ = conv1d_forward(x, W, None, stride, "same")
    count = -(-size // stride)
    assert y.shape == (1, count, 2)
    total = max((count - 1) * stride + kernel - size, 0)
    wanted, _ = conv1d_forward(np.pad(x, [(0, 0), (total // 2, total - total // 2), (0, 0)]), W, None, stride)
    np.testing.assert_allclose(y, wanted, rtol=1e-12)


def test_conv1d_is_conv2d_of_height_one(rng):
    x, W, b = (rng.standard_normal(s) for s in [(3, 9, 2), (4, 2, 5), (5,)])
    y, _ = conv1d_forward(x, W, b, 2, (1, 3), True)
    wanted, _ = conv2d_forward(x[:, None], W[None], b, (1, 2), (0, 0, 1, 3), True)
    np.testing.assert_allclose(y, wanted[:, 0], rtol=1e-12)


def test_kernels_that_do_not_fit_are_named_with_their_axis():
    with pytest.raises(
        ShapeError, match=r"conv2d_forward: the kernel covers 5 along axis 1 \(height\).*only 4"
    ):
        conv2d_forward(np.zeros((1, 4, 9, 1)), np.zeros((5, 5, 1, 1)), None)
    with pytest.raises(ShapeError, match=r"axis 2 \(width\)"):
        Conv2d(1, 1, (3, 6), padding=1)(np.zeros((1, 9, 3, 1)))
    with pytest.raises(ShapeError, match=r"conv1d_forward.*axis 1 \(time\)"):
        conv1d_forward(np.zeros((1, 2, 1)), np.zeros((3, 1, 1)), None)
    with pytest.raises(ShapeError, match=r"W has shape.*axis 2 \(Cin\) must be 2, because Cin is 2 in x"):
        conv2d_forward(np.zeros((1, 4, 4, 2)), np.zeros((3, 3, 3, 1)), None)
    with pytest.raises(ShapeError, match="b has shape"):
        conv1d_forward(np.zeros((1, 4, 2)), np.zeros((3, 2, 4)), np.zeros(3))


@pytest.mark.parametrize(
    "options, said",
    [
        ({"padding": "full"}, "padding 'full' is not known"),
        ({"padding": -1}, "padding must be a whole number from 0"),
        ({"padding": (1, 1)}, "padding must be a whole number from 0, or 4 of them"),
        ({"padding": 0.5}, "padding must be"),
        ({"stride": 0}, "stride must be a whole number from 1"),
        ({"stride": (1, 2, 3)}, "stride must be"),
    ],
)
def test_options_that_cannot_be(options, said):
    with pytest.raises(ArgumentError, match=said):
        conv2d_forward(np.zeros((1, 4, 4, 1)), np.zeros((3, 3, 1, 1)), None, **options)


def test_conv2d_module(rng):
    layer = Conv2d(3, 4, (2, 3), stride=2, padding="same", rng=0)
    x = rng.standard_normal((2, 5, 6, 3)).astype(np.float32)
    y = layer(x)
    assert y.shape == (2, 3, 3, 4) and y.dtype == np.float32
    dy = np.ones_like(y)
    assert layer.backward(dy).shape == x.shape
    once = layer.W.grad.copy()
    layer.backward(dy)
    np.testing.assert_allclose(layer.W.grad, 2 * once, rtol=1e-6)
    np.testing.assert_allclose(layer.b.grad, 2 * 2 * 3 * 3, rtol=1e-6)


def test_layers_without_bias_have_no_parameter_for_it(rng):
    for layer, shape in [
        (Conv2d(2, 3, 3, bias=False), (1, 4, 4, 2)),
        (Conv1d(2, 3, 3, bias=False), (1, 4, 2)),
    ]:
        y = layer(rng.standard_normal(shape))
        layer.backward(y)
        assert list(layer.parameters()) == ["W"] and layer.W.grad.any()


def test_he_start_keeps_the_size_of_the_signal():
    layer = Conv2d(64, 256, 3, rng=0)
    assert abs(layer.W.value.std() / np.sqrt(2 / (9 * 64)) - 1) < 0.02


@pytest.mark.parametrize("W", [(3, 3, 5, 7), (1, 1, 5, 7)])
def test_threads_change_no_bit(W):
    rng = np.random.default_rng(1)
    x, W, b = (rng.standard_normal(s).astype(np.float32) for s in [(24, 14, 14, 5), W, (7,)])
    before, found = threads(), []
    try:
        for count in (1, 2, 3):
            set_threads(count)
            y, cache = conv2d_forward(x, W, b, padding="same")
            found.append((y, *conv2d_backward(np.sin(y), cache)))
    finally:
        set_threads(before)
    for other in found[1:]:
        for a, c in zip(found[0], other):
            np.testing.assert_array_equal(a, c)


def test_a_cache_returns_to_the_face_that_made_it(rng):
    x, W = rng.standard_normal((1, 5, 5, 2)), rng.standard_normal((3, 3, 2, 2))
    made = {}
    for name in ("numpy", "numba"):
        with emolab.use(name):
            made[name] = conv2d_forward(x, W, None, flip=True)
    gradients = [conv2d_backward(y, cache) for y, cache in made.values()]
    for a, c in zip(gradients[0][:2], gradients[1][:2]):
        np.testing.assert_allclose(a, c, rtol=1e-10, atol=1e-12)
    assert gradients[0][2] is None and gradients[1][2] is None
