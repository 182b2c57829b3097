"""What must hold for every image: grey maps, rotations, label counts, cuts."""

import numpy as np
import pytest

pytest.importorskip("hypothesis", reason="hypothesis is not installed: pip install 'emolab[test]'")

from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

import emolab  # noqa: E402
from emolab.vision import block_histogram, hog_cells, label_count, lbp, lbp_labels  # noqa: E402

SEEDS = st.integers(0, 2**32 - 1)
BACKENDS = st.sampled_from(["numpy", "numba"])
MAPPINGS = st.sampled_from(["default", "ri", "uniform", "riu2"])
SIDES = st.integers(1, 24)
few = settings(max_examples=40, deadline=None)


def draw(seed, H, W, levels):
    return np.random.default_rng(seed).integers(0, levels, (H, W))


@few
@given(SEEDS, SIDES, SIDES, MAPPINGS, BACKENDS)
def test_growing_grey_maps_change_nothing_where_points_are_pixels(seed, H, W, mapping, backend):
    image = draw(seed, H, W, 40)
    grey = np.sort(np.random.default_rng(seed + 1).choice(10**6, 40, replace=False))  # any growing map
    with emolab.use(backend):
        for radius in (1, 2, 3):
            codes = lbp(image, 4, radius, mapping, "edge")
            assert np.array_equal(lbp(grey[image], 4, radius, mapping, "edge"), codes)
            assert np.array_equal(lbp(np.exp(image / 10.0), 4, radius, mapping, "edge"), codes)


@few
@given(SEEDS, SIDES, SIDES, st.integers(1, 24), st.floats(0.5, 5), st.floats(0.1, 9), BACKENDS)
def test_brightness_and_contrast_change_nothing(seed, H, W, points, radius, contrast, backend):
    image = draw(seed, H, W, 12).astype(float)
    with emolab.use(backend):
        codes = lbp(image, points, radius, border="edge")
        assert np.array_equal(lbp(image + 100, points, radius, border="edge"), codes)
        assert np.array_equal(lbp(2.0**7 * image, points, radius, border="edge"), codes)
        assert np.array_equal(lbp(contrast * image, points, radius, border="edge"), codes)


@few
@given(SEEDS, SIDES, SIDES, st.sampled_from([(4, 1), (8, 1), (16, 2), (12, 1.7)]), BACKENDS)
def test_quarter_turns(seed, H, W, circle, backend):
    """ri and riu2 turn with the image; default and uniform turn their circles by a quarter."""
    image = draw(seed, H, W, 6)
    points, radius = circle
    with emolab.use(backend):
        for mapping in ("ri", "riu2"):
            turned = lbp(np.rot90(image), points, radius, mapping)
            assert np.array_equal(turned, np.rot90(lbp(image, points, radius, mapping)))
        codes = np.rot90(lbp(image, points, radius)).astype(np.int64)
        bits = np.roll(codes[..., None] >> np.arange(points) & 1, points // 4, axis=-1)
        assert np.array_equal(lbp(np.rot90(image), points, radius), lbp_labels(bits))


@few
@given(st.integers(1, 40), st.integers(0, 2**40 - 1), st.integers(0, 39))
def test_labels_of_turned_circles(points, pattern, turns):
    bits = np.array([pattern >> p & 1 for p in range(points)])
    for mapping in ("ri", "riu2"):
        assert lbp_labels(np.roll(bits, turns), mapping) == lbp_labels(bits, mapping)
    for mapping in ("default", "ri", "uniform", "riu2"):
        assert 0 <= lbp_labels(bits, mapping) < label_count(points, mapping)


@few
@given(SEEDS, SIDES, SIDES, st.integers(1, 20), st.floats(0.3, 30), MAPPINGS)
def test_both_faces_agree_to_the_last_label(seed, H, W, points, radius, mapping):
    image = draw(seed, H, W, 4)
    found = []
    for backend in ("numpy", "numba"):
        with emolab.use(backend):
            found.append(lbp(image, points, radius, mapping))
    assert np.array_equal(*found) and found[0].dtype == found[1].dtype


@few
@given(SEEDS, st.integers(4, 40), st.integers(4, 40), st.integers(1, 4), st.integers(1, 4), BACKENDS)
def test_blocks_together_hold_every_pixel(seed, H, W, rows, columns, backend):
    codes = draw(seed, H, W, 9)
    with emolab.use(backend):
        x = block_histogram(codes, 9, (rows, columns), normalise=False).reshape(-1, 9)
        assert np.array_equal(x.sum(axis=0), np.bincount(codes.ravel(), minlength=9))
        assert np.array_equal(x.sum(axis=1) > 0, np.ones(rows * columns, bool))


@few
@given(SEEDS, st.integers(8, 40), st.integers(8, 40), st.floats(0.1, 10), BACKENDS)
def test_cells_of_hog_are_linear_in_contrast_and_turn_round(seed, H, W, contrast, backend):
    image = draw(seed, H, W, 256).astype(float)
    with emolab.use(backend):
        cells = hog_cells(image, 4)
        assert np.allclose(hog_cells(2.0 * image + 7, 4), 2 * cells)
        h, w = H // 4 * 4, W // 4 * 4
        whole, turned = hog_cells(image[:h, :w], 4), hog_cells(image[:h, :w][::-1, ::-1].copy(), 4)
        assert np.allclose(turned[::-1, ::-1], whole)
        assert np.allclose(hog_cells(contrast * image, 4).sum(axis=-1), contrast * cells.sum(axis=-1))
