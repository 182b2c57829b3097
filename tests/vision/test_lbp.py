"""Local binary patterns against hand-worked circles, their ties, and what they refuse."""

import numpy as np
import pytest

from emolab.core import ArgumentError, DataError, ShapeError
from emolab.vision import dense_ri, label_count, lbp, lbp_labels, lbp_neighbours, lbp_table, ri_count

RNG = np.random.default_rng(3)
MAPPINGS = ("default", "ri", "uniform", "riu2")


def test_bits_start_in_the_east_and_run_anticlockwise(each_backend):
    ways = [(1, 2), (0, 2), (0, 1), (0, 0), (1, 0), (2, 0), (2, 1), (2, 2)]  # E NE N NW W SW S SE
    for p, (i, j) in enumerate(ways):
        image = np.zeros((3, 3), np.uint8)
        image[1, 1] = 100
        image[i, j] = 255
        code = lbp(image, 8, 2**0.5)[1, 1] if (i + j) % 2 == 0 else lbp(image, 8, 1)[1, 1]
        assert code == 1 << p


def test_a_worked_example(each_backend):
    image = np.array([[6, 5, 2], [7, 6, 1], [9, 8, 7]], np.uint8)
    # on four points: E 1 < 6, N 5 < 6, W 7 >= 6, S 8 >= 6
    assert lbp(image, 4, 1)[1, 1] == 0b1100
    near, far = 1 - 0.70711, 0.70711
    diagonal = [(5, 1, 2), (5, 7, 6), (8, 7, 9), (8, 1, 7)]  # beside NE, NW, SW, SE: two sides, the corner
    mixed = [near * near * 6 + near * far * (a + b) + far * far * c for a, b, c in diagonal]
    np.testing.assert_allclose(mixed, [2.76, 6, 8.12, 5.88], atol=0.01)  # NW is a tie: set
    assert lbp(image, 8, 1)[1, 1] == 0b01111000


@pytest.mark.parametrize("mapping", MAPPINGS)
def test_flat_ground_never_flickers(mapping, each_backend):
    for level in (0.1, 1 / 3, 1e-12, 7e5, 254.9, 200):
        for points, radius in [(8, 1), (16, 2), (24, 3), (7, 1.7)]:
            codes = lbp(np.full((12, 12), level), points, radius, mapping, border="edge")
            full = lbp_labels(np.ones(points, bool), mapping)
            assert (codes == full).all()


def test_ties_on_a_slope_are_set(each_backend):
    i, j = np.mgrid[:9, :9]
    codes = lbp(0.1 * (i + j), 8, 1, border="crop")  # level towards NE and SW, brighter towards SE
    assert (codes == 0b11100011).all()


def test_neighbours_lie_on_the_circle():
    offsets, weights = lbp_neighbours(16, 2.0)
    place = (offsets * weights[..., None]).sum(axis=1)  # bilinear weights hold the place itself
    angle = 2 * np.pi * np.arange(16) / 16
    np.testing.assert_allclose(place, np.stack([-2 * np.sin(angle), 2 * np.cos(angle)], -1), atol=1e-5)
    np.testing.assert_allclose(weights.sum(axis=1), 1)
    assert weights.min() >= 0
    assert np.array_equal(weights[::4], np.tile([1.0, 0, 0, 0], (4, 1)))  # E, N, W, S are pixels


def test_mappings_count_their_labels():
    for P in range(1, 13):
        assert len(np.unique(lbp_table(P, "default"))) == 2**P == label_count(P)
        assert lbp_table(P, "uniform").max() < label_count(P, "uniform") == P * (P - 1) + 3
        assert lbp_table(P, "riu2").max() < label_count(P, "riu2") == P + 2
    assert len(np.unique(lbp_table(8, "uniform"))) == 59
    assert len(np.unique(lbp_table(8, "riu2"))) == 10
    assert ri_count(8) == 36 and ri_count(4) == 6 and ri_count(16) == 4116


def test_uniform_patterns_are_those_with_two_changes():
    for pattern in range(256):
        ring = [pattern >> p & 1 for p in range(8)]
        changes = sum(ring[p] != ring[p - 1] for p in range(8))
        assert (lbp_table(8, "uniform")[pattern] == 58) == (changes > 2)
        assert lbp_table(8, "riu2")[pattern] == (sum(ring) if changes <= 2 else 9)
        turned = [sum(ring[(p + k) % 8] << p for p in range(8)) for k in range(8)]
        assert lbp_table(8, "ri")[pattern] == min(turned)
    kept = [v for v in range(256) if lbp_table(8, "uniform")[v] != 58]
    assert len({int(lbp_table(8, "uniform")[v]) for v in kept}) == len(kept) == 58


def test_dense_ri_closes_the_gaps():
    dense = dense_ri(lbp_table(8, "ri"), 8)
    assert np.array_equal(np.unique(dense), np.arange(36))
    with pytest.raises(DataError, match="1 codes are no labels of 'ri'"):
        dense_ri(np.array([0, 1, 2]), 8)


def test_every_dtype_gives_the_same_labels(each_backend):
    image = RNG.integers(0, 256, (20, 30))
    wanted = lbp(image.astype(np.uint8), 8, 1)
    for kind in (np.uint16, np.int32, np.int64, np.uint64, np.float32, np.float64, np.float16):
        assert np.array_equal(lbp(image.astype(kind), 8, 1), wanted)
    assert np.array_equal(lbp(image.astype(np.uint16) * 257, 8, 1), wanted)
    assert np.array_equal(lbp(image > 128, 8, 1), lbp((image > 128).astype(np.uint8), 8, 1))
    labels = {8: np.uint8, 16: np.uint16, 24: np.uint32, 40: np.uint64}
    assert all(lbp(image, P, 2).dtype == kind for P, kind in labels.items())


def test_stacks_and_views(each_backend):
    stack = RNG.integers(0, 256, (2, 3, 20, 31)).astype(np.uint8)
    codes = lbp(stack, 8, 2, "uniform")
    assert codes.shape == stack.shape
    assert np.array_equal(codes[1, 2], lbp(stack[1, 2], 8, 2, "uniform"))
    assert np.array_equal(lbp(stack[..., ::2, ::-1], 8, 2), lbp(stack[..., ::2, ::-1].copy(), 8, 2))
    assert lbp(stack[:0]).shape == (0, 3, 20, 31)


def test_borders(each_backend):
    image = RNG.integers(1, 256, (15, 18)).astype(np.uint8)
    zero, edge, crop = (lbp(image, 8, 2.5, border=b) for b in ("zero", "edge", "crop"))
    assert crop.shape == (9, 12)
    assert np.array_equal(zero[3:-3, 3:-3], crop) and np.array_equal(edge[3:-3, 3:-3], crop)
    assert np.array_equal(lbp(np.pad(image, 3), 8, 2.5, border="crop"), zero)
    assert np.array_equal(lbp(np.pad(image, 3, mode="edge"), 8, 2.5, border="crop"), edge)


def test_one_pixel_and_circles_beyond_the_image(each_backend):
    assert lbp(np.array([[9]])).tolist() == [[0]]
    assert lbp(np.array([[0]])).tolist() == [[255]]
    assert lbp(np.array([[9]]), border="edge").tolist() == [[255]]
    image = RNG.integers(0, 256, (4, 6)).astype(np.uint8)
    assert np.array_equal(lbp(image, 8, 50), np.where(image == 0, 255, 0))
    assert np.array_equal(lbp(image, 8, 50), lbp(image, 8, 1e9))
    with pytest.raises(ShapeError, match="radius 50 leaves no pixel of an image of 4 x 6"):
        lbp(image, 8, 50, border="crop")


def test_what_lbp_refuses():
    image = np.ones((5, 5))
    for shape, said in [((5,), "must be"), ((0, 5), "none 0"), ((5, 5, 3), "to_gray"), ((5, 5, 4), "backgr")]:
        with pytest.raises(ShapeError, match=said):
            lbp(np.ones(shape))
    for value in (np.nan, np.inf):
        with pytest.raises(DataError, match="1 pixels of NaN or infinity"):
            lbp(np.where(np.eye(5) * np.arange(5) == 2, value, image))
    with pytest.raises(DataError, match="too large"):
        lbp(np.array([[-1.7e308, 1.7e308]]))
    with pytest.raises(DataError, match="2\\^53"):
        lbp(np.array([[2**60, 1]]))
    for points in (0, 65, 8.0, True, "8"):
        with pytest.raises(ArgumentError, match="points"):
            lbp(image, points)
    for radius in (0, -1, np.nan, np.inf, "1", None):
        with pytest.raises(ArgumentError, match="radius"):
            lbp(image, 8, radius)
    with pytest.raises(ArgumentError, match="'default', 'ri', 'uniform', 'riu2'"):
        lbp(image, mapping="nri_uniform")
    with pytest.raises(ArgumentError, match="border"):
        lbp(image, border="reflect")
    with pytest.raises(ArgumentError, match="dtype"):
        lbp(image.astype(complex))
