"""Our own matrix product against the formula a @ b, over shapes, strides, tiles, threads and processes."""

import os
import subprocess
import sys

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import emolab
from emolab.core.errors import ArgumentError, ShapeError
from emolab.core.threads import pieces
from emolab.kernels import gemm as products
from emolab.kernels.gemm import gemm, matmul
from emolab.kernels.jit import jit
from emolab.kernels.micro_kernel import ROWS, VECTORS, tile_for
from emolab.kernels.packed_product import multiply_packed, pack_columns, pack_columns_into

DTYPES = [np.float32, np.float64]
compiled = pytest.mark.skipif(numba.config.DISABLE_JIT, reason="needs compiled kernels")
SIZES = st.integers(0, 20) | st.sampled_from([47, 48, 49, 64, 96, 97, 130])
LAYOUTS = ("rows", "columns", "steps", "backwards", "window", "one value")


def laid_out(rng, shape, dtype, layout):
    """Return a matrix of that shape whose values lie in memory as the layout says."""
    m, n = shape
    if layout == "rows":
        return rng.standard_normal((m, n)).astype(dtype)
    if layout == "columns":
        return rng.standard_normal((n, m)).astype(dtype).T
    if layout == "steps":
        return rng.standard_normal((2 * m, 3 * n)).astype(dtype)[::2, ::3]
    if layout == "backwards":
        return rng.standard_normal((m, n)).astype(dtype)[::-1, ::-1]
    if layout == "window":
        return rng.standard_normal((m + 3, n + 5)).astype(dtype)[2 : m + 2, 1 : n + 1]
    return np.broadcast_to(rng.standard_normal((m, 1)).astype(dtype), (m, n))


def close(got, a, b, start=0.0):
    """Return whether a product is the formula's in float64, each element within the size of its own terms."""
    a, b = a.astype(np.float64), b.astype(np.float64)
    size = abs(a) @ abs(b) + abs(start)
    error = abs(got - (start + a @ b))
    return (error <= (a.shape[1] + 2) * np.finfo(got.dtype).eps * size).all()


@pytest.mark.parametrize("dtype", DTYPES)
@settings(max_examples=60, deadline=None)
@given(
    M=SIZES,
    K=SIZES | st.sampled_from([255, 256, 257, 513]),
    N=SIZES,
    a=st.sampled_from(LAYOUTS),
    b=st.sampled_from(LAYOUTS),
    out=st.sampled_from(LAYOUTS[:5]),
    add=st.booleans(),
    seed=st.integers(0, 99),
)
def test_any_shape_and_stride(dtype, M, K, N, a, b, out, add, seed):
    rng = np.random.default_rng(seed)
    a, b = laid_out(rng, (M, K), dtype, a), laid_out(rng, (K, N), dtype, b)
    out = laid_out(rng, (M, N), dtype, out)
    start = out.copy() if add else 0.0
    out[...] = out if add else np.nan
    assert gemm(a, b, out, add) is out
    assert close(out, a, b, start)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(0, 5, 7), (5, 0, 7), (5, 7, 0), (0, 0, 0), (1, 700, 3), (1, 1, 1)])
def test_empty_and_one_row(dtype, shape):
    M, K, N = shape
    rng = np.random.default_rng(0)
    a, b = rng.standard_normal((M, K)).astype(dtype), rng.standard_normal((K, N)).astype(dtype)
    got = gemm(a, b)
    assert got.shape == (M, N) and got.dtype == dtype
    assert close(got, a, b)
    before = rng.standard_normal((M, N)).astype(dtype)
    assert close(gemm(a, b, before.copy(), add=True), a, b, before)


@compiled
@pytest.mark.parametrize("dtype", DTYPES)
def test_every_height_and_width_of_a_tile(dtype):
    rng = np.random.default_rng(1)
    lanes = products.VECTOR_BYTES // np.dtype(dtype).itemsize
    for M in range(1, 2 * ROWS + 2):
        for N in range(1, (VECTORS + 2) * lanes + 1, 5):
            a, b = rng.standard_normal((M, 9)).astype(dtype), rng.standard_normal((9, N)).astype(dtype)
            room = np.full((M + 2, N + 2), 7, dtype)
            multiply_packed(a, pack_columns(b), N, room[1:-1, 1:-1], False)
            assert close(room[1:-1, 1:-1], a, b)
            room[1:-1, 1:-1] = 7
            assert (room == 7).all()  # nothing beside out is written


@compiled
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(70, 3000, 300), (500, 1500, 90), (300, 300, 300)])
def test_same_bits_however_it_is_cut(dtype, shape, monkeypatch):
    M, K, N = shape
    rng = np.random.default_rng(2)
    a, b = rng.standard_normal((M, K)).astype(dtype), rng.standard_normal((K, N)).astype(dtype)
    whole = np.empty((M, N), dtype)
    multiply_packed(a, pack_columns(b), N, whole, False)
    monkeypatch.setattr(products, "PIECE", 1 << 16)
    before = emolab.threads()
    try:
        for count in (1, 2, 3):
            emolab.set_threads(count)
            assert (gemm(a, b) == whole).all()
    finally:
        emolab.set_threads(before)
    monkeypatch.setattr(products, "PANELS", 1)
    assert (gemm(a, b) == whole).all()
    for start, stop in pieces(M, least=7):
        assert (gemm(a[start:stop], b) == whole[start:stop]).all()
    for start, stop in pieces(N, least=11):
        assert (gemm(a, b[:, start:stop]) == whole[:, start:stop]).all()


@compiled
@pytest.mark.parametrize("dtype", DTYPES)
def test_same_bits_turned_or_not(dtype, monkeypatch):
    rng = np.random.default_rng(7)
    a, b = rng.standard_normal((30, 600)).astype(dtype), rng.standard_normal((600, 900)).astype(dtype)
    start = rng.standard_normal((30, 900)).astype(dtype)
    found = []
    for way in (True, False):
        monkeypatch.setattr(products, "_turned", lambda *_, way=way: way)
        for cut in (1 << 16, 1 << 30):
            monkeypatch.setattr(products, "PIECE", cut)
            found.append(
                (gemm(a, b), gemm(a, b, start.copy(), True), gemm(a, b, np.empty((900, 30), dtype).T))
            )
    for other in found[1:]:
        assert all((x == y).all() for x, y in zip(found[0], other))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("order", ["C", "F"])
def test_half_of_a_symmetric_product_is_the_whole(dtype, order):
    rng = np.random.default_rng(8)
    x = np.asarray(rng.standard_normal((600, 70)), dtype, order)
    got = gemm(x, x.T)
    assert close(got, x, x.T)
    if not numba.config.DISABLE_JIT:  # BLAS, which serves there, promises no equal bits
        assert (got == got.T).all() and (got == gemm(x, x.T.copy())).all()
    assert close(gemm(x, x.T, got.copy(), add=True), x, x.T, got)


@pytest.mark.parametrize("dtype", DTYPES)
def test_nan_and_infinity_go_where_the_formula_sends_them(dtype):
    rng = np.random.default_rng(3)
    a, b = rng.standard_normal((11, 30)).astype(dtype), rng.standard_normal((30, 53)).astype(dtype)
    a[2, 5], a[4, 6], b[7, 52], b[8, 50] = np.nan, np.inf, -np.inf, np.nan
    with np.errstate(invalid="ignore"):
        want = a @ b
    got = gemm(a, b)
    assert (np.isnan(got) == np.isnan(want)).all() and np.isnan(got).any()
    assert (np.isinf(got) == np.isinf(want)).all() and np.isinf(got).any()
    assert (np.sign(got[np.isinf(got)]) == np.sign(want[np.isinf(want)])).all()
    assert np.isnan(gemm(a, b, np.full((11, 53), np.nan, dtype), add=True)).all()


def test_weights_packed_once_inside_a_kernel():
    @jit
    def steps(x, W, out):
        panels = pack_columns(W)
        h = np.zeros_like(out[0])
        for t in range(len(x)):
            multiply_packed(x[t], panels, W.shape[1], out[t], False)
            multiply_packed(h, panels, W.shape[1], out[t], True)
            h[:] = np.tanh(out[t])

    rng = np.random.default_rng(4)
    x, W = rng.standard_normal((5, 13, 20)), rng.standard_normal((20, 20))
    out, h = np.empty_like(x), 0
    getattr(steps, "py_func", steps)(x, W, out) if numba.config.DISABLE_JIT else steps(x, W, out)
    for t in range(5):
        want = x[t] @ W + h @ W if t else x[t] @ W
        np.testing.assert_allclose(out[t], want, rtol=1e-11, atol=1e-11)
        h = np.tanh(want)


def test_a_workspace_is_filled_anew():
    rng = np.random.default_rng(5)
    a, b = rng.standard_normal((9, 6)), rng.standard_normal((6, 29))
    panels = pack_columns(np.full((6, 29), np.nan))
    pack_columns_into(b, panels)
    out = np.empty((9, 29))
    multiply_packed(a, panels, 29, out, False)
    assert close(out, a, b)


@settings(max_examples=30, deadline=None)
@given(
    M=st.integers(0, 140),
    K=st.integers(0, 140),
    N=st.integers(0, 140),
    add=st.booleans(),
    dtype=st.sampled_from(DTYPES),
)
def test_the_faster_of_the_two_is_the_same_product(M, K, N, add, dtype):
    rng = np.random.default_rng(M)
    a, b = rng.standard_normal((M, K)).astype(dtype), rng.standard_normal((K, N)).astype(dtype)
    out = rng.standard_normal((M, N)).astype(dtype)
    start = out.copy() if add else 0.0
    assert close(matmul(a, b, out, add), a, b, start)


def test_other_dtypes_and_overlaps():
    rng = np.random.default_rng(6)
    a, b = rng.integers(-9, 9, (120, 120)), rng.integers(-9, 9, (120, 120))
    assert (matmul(a, b) == a @ b).all()
    single, double = a.astype(np.float32), b.astype(np.float64)
    assert matmul(single, double).dtype == np.float64
    for x in (single, double):
        want, start = x @ x, x.copy()
        assert matmul(x, x, x) is x
        np.testing.assert_allclose(x, want)
        np.testing.assert_allclose(
            matmul(start, start, start.T, add=True).T, (a if x is single else b) + want.T
        )
    raw = (
        np.zeros(120 * 120 * 4 + 1, np.uint8)[1:].view(np.float32).reshape(120, 120)
    )  # between two addresses
    raw[:] = a
    np.testing.assert_allclose(matmul(raw, raw), a @ a)
    swapped = a.astype(">f4")
    np.testing.assert_allclose(matmul(swapped, swapped), a @ a)


def test_wrong_arguments_are_named():
    a = np.ones((3, 4), np.float32)
    for product in (gemm, matmul):
        with pytest.raises(ShapeError, match=r"\(3, 4\)"):
            product(a, a)
        with pytest.raises(ShapeError, match=r"out is \(3, 4\)"):
            product(a, a.T, a.copy())
        with pytest.raises(ShapeError):
            product(a, a[0])
        with pytest.raises(ArgumentError, match="add"):
            product(a, a.T, add=True)
    with pytest.raises(ArgumentError, match="float64"):
        gemm(a, a.T.astype(np.float64))


def test_tiles_fit_the_registers():
    assert tile_for("x86_64", "+sse2,+avx2,+avx512f,+fma") == (8, 3, 64)
    assert tile_for("AMD64", "+sse2,+avx2,+fma,-avx512f") == (6, 2, 32)
    assert tile_for("x86_64", "") == (6, 2, 16)
    assert tile_for("arm64", "+neon") == (8, 3, 16)
    for machine, features, registers in (
        ("x86_64", "+avx512f", 32), ("x86_64", "+avx2", 16), ("x86_64", "", 16), ("aarch64", "", 32),
    ):  # fmt: skip
        rows, vectors, _ = tile_for(machine, features)
        assert rows * vectors + vectors + 1 <= registers


SCRIPT = """
import numpy as np
from emolab.kernels import gemm as products
from emolab.kernels.gemm import gemm, matmul
from emolab.kernels.micro_kernel import VECTOR_BYTES
rng = np.random.default_rng(0)
for dtype in (np.float32, np.float64):
    for M, K, N in (3, 5, 7), (17, 40, 50), (1, 3, 1):
        a, b = rng.standard_normal((M, K)).astype(dtype), rng.standard_normal((K, N)).astype(dtype)
        for product in gemm, matmul:
            got = product(a, b)
            assert abs(got - a @ b).max() < 1e-4, (M, K, N)
            assert abs(product(a, b, got.copy(), add=True) - 2 * (a @ b)).max() < 1e-4
stats = getattr(products._multiply, "stats", None)  # plain Python has none
print(VECTOR_BYTES, *(sum(x.values()) for x in (stats.cache_hits, stats.cache_misses)) if stats else ())
"""


def alone(**environment):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env={**os.environ, **environment}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [int(word) for word in done.stdout.split()]


def test_without_compiled_code():
    assert len(alone(NUMBA_DISABLE_JIT="1")) == 1


@compiled
def test_second_process_reads_the_first_ones_code_and_another_cpu_does_not(tmp_path):
    if tile_for("x86_64", "").vector_bytes == products.VECTOR_BYTES:
        pytest.skip("this CPU has the smallest tile itself")
    folder = {"NUMBA_CACHE_DIR": str(tmp_path), "NUMBA_DISABLE_JIT": "0"}
    width, hits, misses = alone(**folder)
    assert width == products.VECTOR_BYTES and hits == 0 and misses > 0
    assert alone(**folder) == [width, misses, 0]
    width, hits, again = alone(NUMBA_CPU_NAME="generic", NUMBA_CPU_FEATURES="", **folder)
    assert width == 16 and hits == 0 and again == misses


@compiled
@pytest.mark.skipif(products.VECTOR_BYTES < 64, reason="this CPU has no AVX-512")
def test_the_sum_stays_in_whole_registers():
    a = np.ones((8, 4), np.float32)
    product = numba.njit(multiply_packed.py_func)  # compiled here: what comes from disk has no listing
    product(a, pack_columns(a.T.copy()), 8, np.empty((8, 8), np.float32), False)
    code = next(iter(product.inspect_asm().values()))
    body = code[code.index(f"\nemolab_tile_{ROWS}_{VECTORS}_float") :]
    body = body[: body.index(".size")].splitlines()
    sums = [line for line in body if "vfmadd" in line]
    assert len(sums) == ROWS * VECTORS and all("zmm" in line for line in sums)
    assert not any("zmm" in line and "(%rsp)" in line for line in body)  # none is set aside in memory
