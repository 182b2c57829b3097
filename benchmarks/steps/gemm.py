"""A matrix product from the triple loop to the packed micro-kernel: python -m benchmarks.steps.gemm"""

import numba
import numpy as np

from benchmarks.steps.ladder import Step, plain_threads, run
from emolab.kernels.gemm import gemm
from emolab.kernels.micro_kernel import ROWS, VECTOR_BYTES, VECTORS, multiply_tile
from emolab.kernels.packed_product import aligned_empty, pack_columns_into, panels_size

SIDE, SMALL, STRIP = 1920, 60, 120
COLUMNS = VECTORS * VECTOR_BYTES // 4  # of a tile, in float32
WORK = f"Product of two matrices of {SIDE} x {SIDE}, float32"

fast = numba.njit(nogil=True, fastmath={"contract"}, error_model="numpy")


def in_python(a, b):
    """The formula, number by number."""
    out = np.zeros((len(a), b.shape[1]), a.dtype)
    for i in range(len(a)):
        for j in range(b.shape[1]):
            for k in range(len(b)):
                out[i, j] += a[i, k] * b[k, j]
    return out


@fast
def row_times_column(a, b):
    """The same loops, compiled: b is read down its columns."""
    out = np.zeros((len(a), b.shape[1]), a.dtype)
    for i in range(len(a)):
        for j in range(b.shape[1]):
            for k in range(len(b)):
                out[i, j] += a[i, k] * b[k, j]
    return out


@fast
def row_by_row(a, b):
    """The two inner loops exchanged: b and out are read along their rows."""
    out = np.zeros((len(a), b.shape[1]), a.dtype)
    for i in range(len(a)):
        for k in range(len(b)):
            for j in range(b.shape[1]):
                out[i, j] += a[i, k] * b[k, j]
    return out


@fast
def in_blocks(a, b):
    """The same over blocks of b that stay in the second-level cache."""
    out = np.zeros((len(a), b.shape[1]), a.dtype)
    for top in range(0, len(b), 240):
        for left in range(0, b.shape[1], 480):
            part = b[top : top + 240, left : left + 480].copy()
            for i in range(len(a)):
                here, aim = a[i][top : top + 240], out[i][left : left + 480]
                for k in range(len(part)):
                    for j in range(part.shape[1]):
                        aim[j] += here[k] * part[k, j]
    return out


@fast
def tiles_in_numba(a, b):
    """A tile of out in a small array that the compiler may keep in registers, if it finds out how."""
    M, K, N = len(a), len(b), b.shape[1]
    out = np.empty((M, N), a.dtype)
    tile = np.empty((ROWS, COLUMNS), a.dtype)
    for left in range(0, N, COLUMNS):
        part = b[:, left : left + COLUMNS].copy()
        for top in range(0, M, ROWS):
            here = a[top : top + ROWS]
            tile[:] = 0
            for k in range(K):
                for i in range(ROWS):
                    for j in range(COLUMNS):
                        tile[i, j] += here[i, k] * part[k, j]
            out[top : top + ROWS, left : left + COLUMNS] = tile
    return out


@fast
def tiles_in_registers(a, b):
    """The tile as written in LLVM's language over one packed panel at a time; no blocks of the sum."""
    M, K, N = len(a), len(b), b.shape[1]
    out = np.empty((M, N), a.dtype)
    panel = aligned_empty(panels_size(K, COLUMNS, a.itemsize), a)
    for left in range(0, N, COLUMNS):
        pack_columns_into(b[:, left : left + COLUMNS], panel)
        for top in range(0, M, ROWS):
            multiply_tile(
                a.ctypes.data + top * a.strides[0], a.strides[0], a.strides[1], panel, 0, K,
                out.ctypes.data + top * out.strides[0] + left * a.itemsize, out.strides[0], a.itemsize,
                ROWS, VECTORS, COLUMNS, False,
            )  # fmt: skip
    return out


def steps():
    """Return the steps."""
    rng = np.random.default_rng(0)
    a, b = (rng.standard_normal((SIDE, SIDE)).astype(np.float32) for _ in range(2))
    small_a, small_b = np.ascontiguousarray(a[:SMALL, :SMALL]), np.ascontiguousarray(b[:SMALL, :SMALL])
    strip = a[:STRIP]
    wanted = (a.astype(np.float64) @ b).astype(np.float32)
    small = small_a @ small_b
    out = np.empty_like(wanted)
    compiled = {
        "inner loops exchanged: along the rows": row_by_row,
        "blocks of b that stay in the cache": in_blocks,
        f"tile of {ROWS} x {COLUMNS} in an array, left to the compiler": tiles_in_numba,
        f"tile of {ROWS} x {COLUMNS} in registers, over a packed panel": tiles_in_registers,
    }
    return [
        Step("plain loop in Python", lambda: in_python(small_a, small_b), small, (SIDE / SMALL) ** 3),
        Step("compiled", lambda: row_times_column(strip, b), wanted[:STRIP], SIDE / STRIP),
        *(Step(title, lambda way=way: way(a, b), wanted) for title, way in compiled.items()),
        Step("the sum in blocks as well: `gemm`", lambda: gemm(a, b, out), wanted),
        Step(f"`gemm` on {plain_threads()}", lambda: gemm(a, b, out), wanted, pool=True),
        Step("for comparison: NumPy's BLAS, one thread", lambda: np.matmul(a, b, out=out), wanted),
    ]


if __name__ == "__main__":
    run("gemm", WORK, steps)
