"""The ways that a convolution may take: which, whether all agree, and on any number of threads."""

import numba
import numpy as np
import pytest

import emolab
from emolab.core.windows import window_grid
from emolab.kernels import winograd
from emolab.kernels.conv2d import CHANNELS, TILES, WIDE, by_rows, by_winograd, conv2d_backward, conv2d_forward
from emolab.kernels.im2col import im2col_forward, im2col_input_gradient, im2col_weight_gradient
from emolab.kernels.row_products import rows_forward, rows_input_gradient, rows_weight_gradient
from emolab.kernels.winograd import tile_side, winograd_backward, winograd_forward
from emolab.kernels.winograd_tiles import POINTS, matrices
from emolab.kernels.workspace import MOST, workspace


def grid_of(shape, kernel=(3, 3), stride=1, padding="same"):
    return window_grid("test", shape, kernel, stride, padding)


def case(N, H, W, Cin, Cout, kernel=(3, 3), padding="same", dtype=np.float64, seed=0):
    rng = np.random.default_rng(seed)
    grid = grid_of((H, W), kernel, 1, padding)
    shapes = (N, H, W, Cin), (*kernel, Cin, Cout), (Cout,), (N, *grid.out, Cout)
    return *(rng.standard_normal(shape).astype(dtype) for shape in shapes), grid


def test_the_rule_at_its_thresholds():
    def taps(Cin, Cout):
        return np.zeros((3, 3, Cin, Cout))

    C = CHANNELS
    assert by_winograd(1, taps(C, C), grid_of((24, 24)))
    assert not by_winograd(1, taps(C - 1, C), grid_of((24, 24)))
    assert not by_winograd(1, taps(C, C - 1), grid_of((24, 24)))
    assert not by_winograd(1, taps(C, C), grid_of((24, 24), stride=2))
    assert not by_winograd(1, np.zeros((1, 3, C, C)), grid_of((24, 24), (1, 3)))
    assert by_winograd(TILES, taps(C, C), grid_of((3, 3)))
    assert not by_winograd(TILES - 1, taps(C, C), grid_of((3, 3)))
    assert by_rows(1, grid_of((2, WIDE)))
    assert not by_rows(1, grid_of((9, WIDE - 1)))
    assert not by_rows(1, grid_of((9, 20), (1, 1)))
    assert by_rows(1, grid_of((9, 20), (1, 1), 2))
    assert not by_rows(0, grid_of((9, 20)))


@pytest.mark.parametrize("side, m", [(3, 3), (4, 4), (5, 3), (6, 3), (7, 4), (9, 3), (12, 4), (48, 4)])
def test_tiles_are_those_with_the_fewest_products(side, m):
    assert tile_side(grid_of((side, side))) == m


@pytest.mark.parametrize("m", POINTS)
def test_the_matrices_convolve(m):
    AT, G, BT = matrices(m)
    rng = np.random.default_rng(1)
    d, g = rng.standard_normal(m + 2), rng.standard_normal(3)
    np.testing.assert_allclose(AT @ ((G @ g) * (BT @ d)), np.correlate(d, g, "valid"), rtol=1e-12, atol=1e-12)


def test_the_matrices_are_those_of_lavin_and_gray():
    AT, G, BT = matrices(4)
    assert BT[0].tolist() == [4, 0, -5, 0, 1, 0] and BT[1].tolist() == [0, -4, -4, 1, 1, 0]
    np.testing.assert_allclose(24 * G[3], [1, 2, 4])
    assert AT[3].tolist() == [0, 1, -1, 8, -8, 1]


@pytest.mark.parametrize("columns", [True, False])
@pytest.mark.parametrize(
    "shape", [(3, 7, 9, 5, 3), (2, 5, 4, 70, 50), (1, 1, 1, 16, 17), (4, 13, 6, 20, 100)]
)
def test_winograd_both_ways_equals_im2col(shape, columns, monkeypatch):
    monkeypatch.setattr(winograd, "_by_columns", lambda *arguments: columns)
    monkeypatch.setattr(winograd, "GROUP", 1000)  # one image at a time
    x, W, b, dy, grid = case(*shape)
    got = winograd_forward(x, W, b, grid), *winograd_backward(dy, x, W, grid)
    wanted = (
        im2col_forward(x, W, b, grid), im2col_input_gradient(dy, x, W, grid),
        *im2col_weight_gradient(dy, x, W, grid),
    )  # fmt: skip
    for a, b in zip(got, wanted):
        np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-11 * np.abs(b).max())


@pytest.mark.parametrize("kernel, padding", [((1, 7), "same"), ((7, 1), "same"), ((2, 3), (1, 0, 0, 2))])
def test_rows_equal_im2col(kernel, padding):
    x, W, b, dy, grid = case(3, 9, 11, 6, 50, kernel, padding)
    got = (
        rows_forward(x, W, b, grid),
        rows_input_gradient(dy, x, W, grid),
        *rows_weight_gradient(dy, x, W, grid),
    )
    wanted = (
        im2col_forward(x, W, b, grid), im2col_input_gradient(dy, x, W, grid),
        *im2col_weight_gradient(dy, x, W, grid),
    )  # fmt: skip
    for a, b in zip(got, wanted):
        np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-11 * np.abs(b).max())


@pytest.mark.parametrize(
    "shape, kernel",
    [((9, 24, 24, 16, 48), (3, 3)), ((9, 6, 6, 130, 150), (3, 3)), ((8, 12, 12, 260, 256), (3, 3)),
     ((6, 20, 31, 5, 9), (5, 5)), ((40, 6, 6, 5, 9), (5, 5)), ((12, 9, 9, 30, 20), (1, 1))],
)  # fmt: skip
def test_the_number_of_threads_changes_no_bit(shape, kernel):
    x, W, b, dy, grid = case(*shape, kernel, dtype=np.float32)
    before = emolab.threads()
    results = []
    try:
        for n in (1, 2, 3):
            emolab.set_threads(n)
            y, cache = conv2d_forward(x, W, b, 1, "same")
            results.append((y, *conv2d_backward(dy, cache)))
    finally:
        emolab.set_threads(before)
    # without the compiler BLAS serves, which promises no equal bits
    near = 1e-5 if numba.config.DISABLE_JIT else 0
    for other in results[1:]:
        for a, b in zip(results[0], other):
            np.testing.assert_allclose(a, b, rtol=near, atol=near * np.abs(a).max())


def test_dx_is_left_out_where_it_is_not_wanted():
    for shape in ((4, 12, 12, 16, 16), (4, 6, 6, 200, 200), (2, 9, 9, 3, 4), (2, 5, 5, 3, 4)):
        x, W, b, dy, grid = case(*shape)
        y, cache = conv2d_forward(x, W, b, 1, "same")
        dx, dW, db = conv2d_backward(dy, cache)
        none, again, sums = conv2d_backward(dy, cache, False)
        assert none is None and np.array_equal(dW, again) and np.array_equal(db, sums)


def test_workspace_is_kept_aligned_and_bounded():
    first = workspace("test", (3, 5), np.float32)
    first[...] = 7
    again = workspace("test", (2, 2), np.float32)
    assert again.ctypes.data == first.ctypes.data and again.ctypes.data % 64 == 0
    other = workspace("test too", (3, 5), np.float32)
    assert not np.shares_memory(first, other)
    large = workspace("test large", (MOST + 64,), np.uint8)
    assert not np.shares_memory(large, workspace("test large", (MOST + 64,), np.uint8))
