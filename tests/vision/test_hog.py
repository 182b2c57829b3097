"""Gradient histograms against gradients whose direction is known."""

import numpy as np
import pytest

import emolab
from emolab.core import ArgumentError, DataError, ShapeError
from emolab.vision import (
    dalal_triggs,
    dalal_triggs_blocks,
    hog,
    hog_cells,
    image_gradient,
    normalise_blocks,
    orientation_votes,
)
from emolab.vision.dalal_triggs import dalal_triggs_weights
from emolab.vision.hog import cell_weights

RNG = np.random.default_rng(21)
IMAGE = RNG.integers(0, 256, (64, 80)).astype(np.uint8)


def ramp(degrees, size=32):
    i, j = np.mgrid[:size, :size].astype(float)
    return 100 + 2 * (np.cos(np.radians(degrees)) * j + np.sin(np.radians(degrees)) * i)


@pytest.mark.parametrize("degrees", [2, 10, 45, 90, 105, 135, 171])
def test_a_ramp_votes_for_its_direction(degrees, each_backend):
    inner = hog_cells(ramp(degrees), 8)[1:-1, 1:-1]
    assert (inner.argmax(axis=-1) == degrees * 9 // 180).all()
    np.testing.assert_allclose(inner.max(axis=-1), 4)
    np.testing.assert_allclose(hog_cells(ramp(degrees + 180), 8)[1:-1, 1:-1], inner, atol=1e-9)


def test_linear_votes_are_shared_by_distance(each_backend):
    inner = hog_cells(ramp(25), 8, votes="linear")[1, 1]  # bins are centred at 10, 30, ... degrees
    np.testing.assert_allclose(inner[:3], [1, 3, 0], atol=1e-6)
    around = hog_cells(ramp(5), 8, votes="linear")[1, 1]
    np.testing.assert_allclose(around[[0, 8]], [3, 1], atol=1e-6)


def test_every_gradient_of_eight_bits_falls_into_its_bin():
    gx, gy = np.meshgrid(np.arange(-255, 256), np.arange(-255, 256))
    wide = np.zeros((3 * 511, 3 * 511), np.float32)
    wide[1::3, 2::3] = gx  # each pixel in the middle of 3 x 3 sees gx to its right and gy below it
    wide[2::3, 1::3] = gy
    for K in (9, 8, 12):
        with emolab.use("numpy"):
            wanted = hog_cells(wide, 3, K)
        with emolab.use("numba"):
            got = hog_cells(wide, 3, K)
        np.testing.assert_allclose(got, wanted, atol=1e-3)
        assert wanted.any()


def test_ties_between_bins_are_exact(each_backend):
    gy, gx = np.array([[[0.0]], [[1]], [[1]], [[1]]]), np.array([[[1.0]], [[1]], [[0]], [[-1]]])
    V = orientation_votes(gy, gx, 4)
    assert V.reshape(4, 4).argmax(axis=1).tolist() == [0, 1, 2, 3]
    for degrees, k in [(0, 0), (45, 1), (90, 2), (135, 3)]:
        i, j = np.mgrid[:24, :24]
        image = {0: j, 45: i + j, 90: i, 135: i - j + 30}[degrees].astype(np.uint8)
        assert (hog_cells(image, 8, 4)[1, 1].argmax()) == k


def test_the_border_has_no_gradient_across_it():
    gy, gx = image_gradient(IMAGE[..., None].astype(float))
    assert not gy[[0, -1]].any() and not gx[:, [0, -1]].any()
    assert gy[1:-1].any() and gx[0].any()


def test_weights_of_cells():
    for n, cell in [(16, 8), (21, 5), (4, 1)]:
        box, soft = cell_weights(n, cell), cell_weights(n, cell, "bilinear")
        assert box.shape == soft.shape == (n // cell, n)
        np.testing.assert_allclose(box.sum(axis=1), 1)
        np.testing.assert_allclose(soft[1:-1].sum(axis=1), 1)
    W = dalal_triggs_weights(24, 8, 2, 1e9)  # without the Gaussian: bilinear, and nothing beyond the block
    assert W.shape == (4, 24)
    np.testing.assert_allclose(W[:, :16].sum(axis=0)[4:8] - W[2:, 4:8].sum(axis=0), 1)


def test_windows_are_slices_of_one_grid(each_backend):
    """What a sliding window needs: inside the image, cells do not depend on where it was cut."""
    whole = normalise_blocks(hog_cells(IMAGE, 8), 2)
    assert whole.shape == (7, 9, 2, 2, 9) and whole.dtype == np.float32
    cut = normalise_blocks(hog_cells(IMAGE[8:56, 16:72], 8), 2)
    np.testing.assert_allclose(whole[2:5, 3:7], cut[1:4, 1:5], atol=1e-6)


def test_brightness_and_contrast_do_not_matter(each_backend):
    plain = hog(IMAGE.astype(float))
    np.testing.assert_allclose(hog(3.0 * IMAGE + 40), plain, atol=1e-5)
    np.testing.assert_allclose(hog(IMAGE.astype(np.uint16) * 257, dtype=float), plain, atol=1e-5)


@pytest.mark.parametrize("norm", ["L1", "L1-sqrt", "L2", "L2-Hys"])
def test_norms(norm, each_backend):
    v = normalise_blocks(hog_cells(IMAGE.astype(float), 8), 3, norm).reshape(-1, 81)
    length = {"L1": v.sum(axis=1), "L1-sqrt": (v**2).sum(axis=1)}.get(norm, np.linalg.norm(v, axis=1))
    np.testing.assert_allclose(length, 1, rtol=1e-5)


def test_constant_images_and_one_pixel(each_backend):
    for value in (0, 9, 65535):
        image = np.full((32, 32), value, np.uint16)
        assert not hog(image).any() and not hog(image, "dalal-triggs").any()
    assert hog_cells(np.array([[7]]), 1).tolist() == [[[0.0] * 9]]
    with pytest.raises(ShapeError, match="8 x 8 pixels does not fit into 1 x 1"):
        hog(np.array([[7]]))
    with pytest.raises(ShapeError, match="3 x 3 cells does not fit into 2 x 2"):
        hog(np.zeros((16, 16)))


def test_the_window_has_3780_values(each_backend):
    window = RNG.integers(0, 256, (128, 64)).astype(np.uint8)
    x = dalal_triggs(window)
    assert x.shape == (3780,) and x.dtype == np.float32
    blocks = dalal_triggs_blocks(window)
    assert blocks.shape == (15, 7, 2, 2, 9)
    assert np.array_equal(np.sort(x), np.sort(blocks.ravel()))
    assert np.array_equal(hog(window, "dalal-triggs"), blocks.ravel())
    assert dalal_triggs(window.astype(float)).dtype == np.float64
    with pytest.raises(ShapeError, match="128 rows, 64 columns"):
        dalal_triggs(window.T)


def test_colour_votes_by_its_strongest_channel(each_backend):
    colour = np.stack([IMAGE // 4, IMAGE, IMAGE // 3], axis=-1)
    np.testing.assert_allclose(hog(colour), hog(IMAGE), atol=1e-6)
    np.testing.assert_allclose(hog(IMAGE[..., None]), hog(IMAGE))


def test_root_is_a_root(each_backend):
    np.testing.assert_allclose(hog(IMAGE, root=True), hog(np.sqrt(IMAGE, dtype=np.float32)), atol=1e-6)
    assert np.abs(hog(IMAGE, root=True) - hog(IMAGE)).max() > 0.01


def test_what_hog_refuses():
    with pytest.raises(ShapeError, match="alpha"):
        hog(np.zeros((32, 32, 4)))
    for shape in [(32,), (0, 32), (2, 32, 32, 3), (32, 32, 2)]:
        with pytest.raises(ShapeError, match="image has shape"):
            hog(np.zeros(shape))
    image = np.zeros((32, 32))
    image[3, 4] = np.nan
    for convention in ("skimage", "dalal-triggs"):
        with pytest.raises(DataError, match="1 pixels of NaN"):
            hog(image, convention)
    with pytest.raises(DataError, match="1e\\+15"):
        hog(np.full((32, 32), 1e200))
    with pytest.raises(DataError, match="negative"):
        hog(IMAGE - 300.0, root=True)
    for setting, said in [
        ({"convention": "opencv"}, "'skimage', 'dalal-triggs'"),
        ({"orientations": 0}, "orientations"),
        ({"cell": 0}, "cell"),
        ({"block": (2, 2, 2)}, "block"),
        ({"norm": "L3"}, "norm"),
    ]:
        with pytest.raises(ArgumentError, match=said):
            hog(IMAGE, **setting)
    with pytest.raises(ArgumentError, match="sigma"):
        dalal_triggs_blocks(IMAGE, sigma=0)
    with pytest.raises(ArgumentError, match="epsilon"):
        normalise_blocks(hog_cells(IMAGE), epsilon=0)
    with pytest.raises(ArgumentError, match="votes"):
        hog_cells(IMAGE, votes="soft")
