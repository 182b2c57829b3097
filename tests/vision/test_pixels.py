"""Grey, resizing and crops against their definitions."""

import numpy as np
import pytest

from emolab.core import ArgumentError, DataError, ShapeError
from emolab.vision import centre_square, crop_box, resize, resize_weights, to_gray

RNG = np.random.default_rng(5)


def test_gray_weighs_as_bt601(each_backend):
    primaries = np.eye(3)
    np.testing.assert_allclose(to_gray(primaries), [0.299, 0.587, 0.114])
    whole = np.array([[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255], [1, 1, 2], [5, 0, 0]], np.uint8)
    assert to_gray(whole).tolist() == [76, 150, 29, 255, 1, 1]  # 1.495 down
    assert to_gray(np.array([[0, 0, 250]], np.uint8)).tolist() == [29]  # 28.5: halves go up
    assert to_gray(RNG.random((2, 3, 4, 3), dtype=np.float32)).dtype == np.float32
    with pytest.raises(ShapeError, match="axis 1 must be 3"):
        to_gray(np.zeros((4, 4)))


@pytest.mark.parametrize("method", ["bilinear", "area", "nearest"])
def test_weights_sum_to_one_and_keep_the_size(method):
    for n, m in [(7, 3), (3, 7), (1, 4), (5, 1), (48, 224), (100, 7)]:
        W = resize_weights(n, m, method)
        assert W.shape == (m, n) and W.min() >= 0
        np.testing.assert_allclose(W.sum(axis=1), 1)
    assert np.array_equal(resize_weights(6, 6, method), np.eye(6))


def test_pixel_centres_are_aligned(each_backend):
    ramp = np.arange(4.0)[None]
    doubled = resize(ramp, (1, 8))
    np.testing.assert_allclose(doubled[0], [0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3])
    np.testing.assert_allclose(resize(ramp, (1, 2), antialias=False)[0], [0.5, 2.5])
    np.testing.assert_allclose(resize(ramp, (1, 2), "area")[0], [0.5, 2.5])
    assert resize(ramp, (1, 2), "nearest")[0].tolist() == [1, 3]
    assert resize(ramp, (1, 8), "nearest")[0].tolist() == [0, 0, 1, 1, 2, 2, 3, 3]


def test_area_is_the_mean_of_what_is_covered(each_backend):
    image = RNG.random((6, 9, 2))
    blocks = image.reshape(3, 2, 3, 3, 2).mean(axis=(1, 3))
    np.testing.assert_allclose(resize(image, (3, 3), "area"), blocks)
    np.testing.assert_allclose(resize(image, (4, 5), "area").mean((0, 1)), image.mean((0, 1)))


def test_antialias_sees_every_pixel(each_backend):
    stripes = np.tile([0.0, 1.0], 32)[None]
    thin = resize(stripes, (1, 8))
    assert np.abs(thin[0, 1:-1] - 0.5).max() < 1e-12
    sparse = np.zeros((1, 64))
    sparse[0, 1] = 1  # between the pixels that plain sampling looks at
    assert resize(sparse, (1, 8)).max() > 0 and resize(sparse, (1, 8), antialias=False).max() == 0


def test_layouts_agree_and_dtypes_stay(each_backend):
    stack = RNG.integers(0, 256, (2, 10, 12, 3)).astype(np.uint8)
    whole = resize(stack, (5, 7))
    assert whole.shape == (2, 5, 7, 3) and whole.dtype == np.uint8
    for n in range(2):
        assert np.array_equal(resize(stack[n], (5, 7)), whole[n])
        assert np.array_equal(resize(stack[n, ..., 1], (5, 7)), whole[n, ..., 1])
    exact = resize(stack.astype(float), (5, 7))
    assert np.abs(whole - exact).max() <= 0.5 + 1e-6
    assert resize(stack.astype(np.float32), (5, 7)).dtype == np.float32
    constant = np.full((9, 9), 255, np.uint8)
    assert (resize(constant, (4, 31)) == 255).all()


def test_what_resize_refuses():
    image = np.zeros((4, 4))
    for shape in [(4,), (0, 4), (1, 2, 3, 4, 5)]:
        with pytest.raises(ShapeError, match="image has shape"):
            resize(np.zeros(shape), (2, 2))
    for size in [(2, 0), (2.5, 2), 4, (1, 2, 3), None]:
        with pytest.raises(ArgumentError, match="size"):
            resize(image, size)
    with pytest.raises(ArgumentError, match="bilinear, area, nearest"):
        resize(image, (2, 2), "cubic")
    with pytest.raises(DataError, match="1 values of NaN"):
        resize(np.array([[np.nan, 1]]), (2, 2))
    with pytest.raises(ArgumentError, match="dtype"):
        resize(np.zeros((2, 2), complex), (2, 2))


def test_crops():
    image = RNG.random((6, 10, 3))
    assert np.array_equal(crop_box(image, (1, 2, 3, 4)), image[1:4, 2:6])
    assert np.array_equal(centre_square(image), image[:, 2:8])
    assert np.array_equal(centre_square(image[..., 0], 0.5), image[1:4, 3:6, 0])
    for box in [(0, 0, 7, 1), (-1, 0, 2, 2), (0, 0, 0, 1), (0, 0, 1), (0.0, 0, 1, 1)]:
        with pytest.raises(ArgumentError, match="box"):
            crop_box(image, box)
    for share in (0, 1.1, float("nan"), 0.01):
        with pytest.raises(ArgumentError, match="share"):
            centre_square(image, share)
    with pytest.raises(ShapeError):
        centre_square(np.zeros(4))
