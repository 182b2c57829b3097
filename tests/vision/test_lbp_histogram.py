"""Histograms of blocks and scales, the whole descriptor, LBPH, and integral images."""

import numpy as np
import pytest

from emolab.core import ArgumentError, DataError, ShapeError
from emolab.vision import (
    LbpSettings,
    block_histogram,
    box_sum,
    chi_square_distance,
    integral_image,
    label_count,
    lbp,
    lbp_histogram,
    lbph,
    multiscale_histogram,
    zhu2022_descriptor,
)
from emolab.vision.zhu2022_descriptor import FACE_WEIGHTS

RNG = np.random.default_rng(9)
FACE = RNG.integers(0, 256, (48, 48)).astype(np.uint8)
CODES = lbp(FACE, 8, 1, "uniform")


def test_a_block_counts_its_own_pixels(each_backend):
    codes = np.array([[0, 1, 2, 2], [1, 1, 0, 2]])
    x = block_histogram(codes, 3, (1, 2), normalise=False)
    assert x.tolist() == [1, 3, 0, 1, 0, 3]
    assert block_histogram(codes, 3, (1, 2)).tolist() == [0.25, 0.75, 0, 0.25, 0, 0.75]
    weighted = block_histogram(codes, 3, (1, 2), weights=[[2, 0]])
    assert weighted.tolist() == [0.5, 1.5, 0, 0, 0, 0]
    assert lbp_histogram(codes, 3).tolist() == [0.25, 0.375, 0.375]


def test_lengths_of_zhu2022():
    assert block_histogram(lbp(FACE), 256).shape == (16384,)
    assert block_histogram(CODES, 59).shape == (3776,)


def test_blocks_cover_every_pixel_once(each_backend):
    for H, W, blocks in [(48, 48, 8), (50, 61, (8, 8)), (9, 8, (7, 8)), (5, 5, 5)]:
        codes = RNG.integers(0, 10, (2, H, W))
        x = block_histogram(codes, 10, blocks, normalise=False).reshape(2, -1, 10)
        for n in range(2):
            assert np.array_equal(x[n].sum(axis=0), np.bincount(codes[n].ravel(), minlength=10))
        assert np.ptp(x.sum(axis=2)) <= H // 4 + W // 4 + 1
        shares = block_histogram(codes, 10, blocks).reshape(2, -1, 10).sum(axis=2)
        np.testing.assert_allclose(shares, 1)


def test_stacks_and_precision(each_backend):
    stack = RNG.integers(0, 59, (2, 3, 20, 24)).astype(np.uint8)
    x = block_histogram(stack, 59, 4, dtype=np.float32)
    assert x.shape == (2, 3, 16 * 59) and x.dtype == np.float32
    np.testing.assert_allclose(x[1, 2], block_histogram(stack[1, 2], 59, 4), rtol=1e-6)
    assert block_histogram(stack[:, :0], 59, 4).shape == (2, 0, 16 * 59)


def test_scales_grow_from_parts_to_the_whole(each_backend):
    x = multiscale_histogram(CODES, 59, (4, 2, 1))
    assert x.shape == (21 * 59,)
    np.testing.assert_allclose(x[-59:], lbp_histogram(CODES, 59))
    np.testing.assert_allclose(x[: 16 * 59].reshape(16, 59).mean(axis=0), x[-59:])  # 48 is divided by 4


def test_descriptor_of_zhu2022(each_backend):
    x = zhu2022_descriptor(FACE)
    assert x.shape == (85 * 59,)
    np.testing.assert_array_equal(x[:3776], block_histogram(CODES, 59, (8, 8), FACE_WEIGHTS))
    np.testing.assert_allclose(x[:3776].reshape(64, 59).sum(axis=1), FACE_WEIGHTS.ravel())
    np.testing.assert_array_equal(x[3776:], multiscale_histogram(CODES, 59, (4, 2, 1)))
    assert zhu2022_descriptor(FACE, LbpSettings(mapping="default", scales=())).shape == (16384,)
    assert zhu2022_descriptor(np.stack([FACE, FACE.T])).shape == (2, 85 * 59)


def test_the_circle_alone_is_not_invariant_to_rotation(each_backend):
    """The paper's claim: true of a mapping that turns patterns to one form, false of the circle alone."""
    turned = np.rot90(FACE)
    for mapping, holds in [("default", False), ("uniform", False), ("ri", True), ("riu2", True)]:
        one, other = (lbp_histogram(lbp(x, 8, 1, mapping), label_count(8, mapping)) for x in (FACE, turned))
        assert np.array_equal(one, other) == holds
    settings = LbpSettings(mapping="ri", scales=(1,))
    assert zhu2022_descriptor(FACE, settings).shape == (65 * 36,)
    one, other = (zhu2022_descriptor(x, settings)[-36:] for x in (FACE, turned))
    assert np.array_equal(one, other)


def test_weights_favour_eyes_and_mouth_alike_on_both_sides():
    assert FACE_WEIGHTS.shape == (8, 8) and np.array_equal(FACE_WEIGHTS, FACE_WEIGHTS[:, ::-1])


def test_what_histograms_refuse(each_backend):
    for call, said in [
        (lambda: block_histogram(CODES, 58), "0 to 58; labels must lie in 0 to 57"),
        (lambda: block_histogram(CODES.astype(int) - 1, 59), "-1 to 57"),
        (lambda: block_histogram(CODES, 59, 8, weights=-FACE_WEIGHTS), "not negative"),
    ]:
        with pytest.raises(DataError, match=said):
            call()
    for call, said in [
        (lambda: block_histogram(CODES[:7], 59), "8 x 8 blocks do not fit into 7 x 48"),
        (lambda: block_histogram(CODES, 59, 8, weights=np.ones(64)), r"weights has shape \(64,\)"),
        (lambda: block_histogram(CODES[0], 59), "must be"),
    ]:
        with pytest.raises(ShapeError, match=said):
            call()
    for call, said in [
        (lambda: block_histogram(CODES * 1.0, 59), "integers"),
        (lambda: block_histogram(CODES, 59, 0), "blocks"),
        (lambda: block_histogram(CODES, 0), "labels"),
        (lambda: block_histogram(CODES, 2**30), "uniform"),
        (lambda: multiscale_histogram(CODES, 59, ()), "scales"),
    ]:
        with pytest.raises(ArgumentError, match=said):
            call()


def test_lbph_crops_border_and_rest(each_backend):
    face = RNG.integers(0, 256, (40, 45)).astype(np.uint8)
    h = lbph(face)
    assert h.shape == (16384,)
    codes = lbp(face, border="crop")[:32, :40]  # 38 x 43 pixels have whole circles; 4 x 5 to a cell
    assert np.array_equal(h, block_histogram(codes, 256))
    assert chi_square_distance(h, h) == 0
    a, b = np.array([1.0, 0, 3]), np.array([3.0, 0, 1])
    assert chi_square_distance(a, b) == 2 * (4 / 4 + 4 / 4)


def test_integral_image_sums_boxes(each_backend):
    image = RNG.integers(0, 256, (30, 41)).astype(np.uint8)
    S = integral_image(image)
    assert S.shape == (31, 42) and S.dtype == np.int64
    assert box_sum(S, 3, 5, 10, 20) == image[3:13, 5:25].sum()
    tops, lefts = np.array([0, 7]), np.array([0, 40])
    assert box_sum(S, tops, lefts, 23, 1).tolist() == [image[:23, 0].sum(), image[7:30, 40].sum()]
    np.testing.assert_allclose(integral_image(image / 7)[-1, -1], image.sum() / 7)
