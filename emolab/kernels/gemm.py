"""Matrix products: our own for all but the smallest and the thinnest, BLAS for those.

    matmul(a, b, out=None, add=False)      what kernels call: takes the faster of the two
    gemm(a, b, out=None, add=False)        always our own: float32 or float64, any shape and strides

The right operand is packed part by part into panels that stay in the caches, and multiplied tile by tile
(`packed_product`, `micro_kernel`). A layer's weights are many and the rows of its batch few; then packing the
weights would take as long as the product, so it is turned, out^T = b^T a^T, and the batch is packed. Large
products are cut over threads, by columns where there are as many as rows, else by rows. Each element is the
same sum in the same order whatever the way and the cut.
There is no formula to it but `a @ b`, so the registry does not know it; its rows are in benchmarks/products.
"""

import numba
import numpy as np

from emolab.core.errors import ArgumentError, ShapeError
from emolab.core.threads import one_pool, run_pieces
from emolab.kernels.jit import jit
from emolab.kernels.micro_kernel import VECTOR_BYTES, VECTORS
from emolab.kernels.packed_product import (
    DEPTH,
    LONG,
    TALL,
    aligned_empty,
    multiply_addresses,
    multiply_packed,
    pack_columns_into,
    panels_size,
)

WIDE = 8  # panels packed at a time, so that they stay in the second-level cache
PANELS = 1 << 20  # values packed at a time where all threads share the panels
PIECE = 4 << 20  # multiplications that are worth a thread
MIRROR = 512  # rows from which half of a @ a^T is worth the copy of the other


@jit
def _multiply(a, a_row, a_col, M, b, out, out_row, out_col, add, wide):
    """out (M, N) = or += a @ b (K, N), on one thread; a and out by addresses, rows and columns in bytes."""
    K, N = b.shape
    room = aligned_empty(panels_size(min(K, LONG), min(N, wide), b.itemsize), b)
    for left in range(0, N, wide):
        n = min(wide, N - left)
        for begin in range(0, max(K, 1), LONG):
            part = b[begin : begin + LONG, left : left + n]
            pack_columns_into(part, room)
            multiply_addresses(
                a + begin * a_col, a_row, a_col, M, len(part), room, n,
                out + left * out_col, out_row, out_col, add or begin > 0,
            )  # fmt: skip


@jit
def _multiply_apart(a, a_row, a_col, M, K, panels, out, add):
    """As multiply_addresses where out's columns lie apart: by a matrix of TALL rows, copied along out."""
    n, lanes = out.shape[1], VECTOR_BYTES // panels.itemsize
    width = (n + lanes - 1) // lanes * lanes
    room = aligned_empty(min(M, TALL) * width, panels).reshape(-1, width)
    for top in range(0, M, TALL):
        part = out[top : top + TALL]
        if add:
            for j in range(n):
                for i in range(len(part)):
                    room[i, j] = part[i, j]
            room[:, n:] = 0
        multiply_addresses(
            a + top * a_row, a_row, a_col, len(part), K, panels, width,
            room.ctypes.data, room.strides[0], room.strides[1], add,
        )  # fmt: skip
        for j in range(n):
            for i in range(len(part)):
                part[i, j] = room[i, j]


def _by_columns(a, b, out, add, panel):
    M, K = a.shape

    def piece(start, stop):
        columns = slice(start * panel, stop * panel)
        part, aim = b[:, columns], out[:, columns]
        _multiply(a.ctypes.data, *a.strides, M, part, aim.ctypes.data, *aim.strides, add, WIDE * panel)

    run_pieces(piece, -(-b.shape[1] // panel), -(-PIECE // max(1, M * K * panel)))


def _by_rows(a, b, out, add):
    (M, K), N = a.shape, b.shape[1]
    depth = max(LONG, PANELS // N // DEPTH * DEPTH)
    room = aligned_empty(panels_size(min(K, depth), N, b.itemsize), b)
    for begin in range(0, max(K, 1), depth):
        part = b[begin : begin + depth]
        pack_columns_into(part, room)
        left = a[:, begin : begin + depth]

        def piece(start, stop, left=left, more=add or begin > 0):
            rows, aim = left[start:stop], out[start:stop]
            place = rows.ctypes.data, *rows.strides, *rows.shape, room
            if aim.strides[1] == aim.itemsize:
                multiply_addresses(*place, N, aim.ctypes.data, *aim.strides, more)
            else:
                _multiply_apart(*place, aim, more)

        run_pieces(piece, M, -(-PIECE // max(1, len(part) * N)))


def gemm(a, b, out=None, add=False):
    """out = a @ b, or out += a @ b where add is true; without out a new array.

    Shapes    a (M, K), b (K, N), out (M, N) -> out
    Note      one of float32 and float64 in all three; any strides, also negative ones and zero.
              out must not overlap a or b.
    """
    out = _ready(a, b, out, add)
    if not (a.dtype == b.dtype == out.dtype and a.dtype in (np.float32, np.float64)):
        raise ArgumentError(f"gemm: float32 or float64 alike, not {a.dtype}, {b.dtype} and {out.dtype}")
    if out.size and _mirrored(a, b) and not add:
        _half(a, b, out)
    elif out.size:
        _gemm(*((b.T, a.T, out.T) if _turned(a, b, out) else (a, b, out)), add)
    return out


def _mirrored(a, b):
    """Return whether b is a^T, so that half of the result is known by the other."""
    return (
        len(a) >= MIRROR
        and (a.shape, a.strides) == (b.shape[::-1], b.strides[::-1])
        and a.ctypes.data == b.ctypes.data
    )


def _half(a, b, out):
    """out = a @ a^T: the blocks on the diagonal and below, the same bits as the whole; then the mirror."""

    def piece(start, stop):
        left, right, aim = a[start:], b[:, start:stop], out[start:, start:stop]
        _gemm(left, right, aim, False)
        out[start:stop, stop:] = aim[stop - start :].T

    run_pieces(piece, len(out), MIRROR // 8, 16)


def _gemm(a, b, out, add):
    if numba.config.DISABLE_JIT:
        room = aligned_empty(panels_size(*b.shape, b.itemsize), b)
        pack_columns_into(b, room)
        with one_pool():
            multiply_packed(a, room, b.shape[1], out, add)
    elif out.shape[1] >= out.shape[0]:
        _by_columns(a, b, out, add, VECTORS * VECTOR_BYTES // b.itemsize)
    else:
        _by_rows(a, b, out, add)


def _turned(a, b, out):
    """Return whether out^T = b^T a^T takes less copying, in values copied with their neighbours.

    Measured: a value of an operand that has no neighbour takes 3, one of the result 5. Rows of a that do not
    fill half a vector waste what that gains.
    """
    (M, K), N, item = a.shape, b.shape[1], a.itemsize
    alone = b.strides[1] != item
    straight = (3 if alone else 1) * K * N + (1 if out.strides[1] == item else 5) * M * N
    turned = (1 if a.strides[0] == item else 3) * K * M + (1 if out.strides[0] == item else 5) * M * N
    return turned < straight and (alone or 2 * M * item > VECTOR_BYTES)


def _ready(a, b, out, add):
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[0]:
        raise ShapeError(f"product: a (M, K) and b (K, N) are wanted, not {a.shape} and {b.shape}")
    shape = a.shape[0], b.shape[1]
    if out is None:
        if add:
            raise ArgumentError("product: add=True wants the array to add to as out")
        return np.empty(shape, np.result_type(a, b))
    if out.shape != shape:
        raise ShapeError(f"product: out is {out.shape}, but a {a.shape} @ b {b.shape} is {shape}")
    return out


def matmul(a, b, out=None, add=False):
    """As gemm, by our own product or by BLAS, whichever is faster; also for other dtypes, and overlaps."""
    out = _ready(a, b, out, add)
    if _own(a, b, out):
        return gemm(a, b, out, add)
    (M, K), N = a.shape, b.shape[1]
    if M * K * N < 2 * PIECE or np.may_share_memory(a, out) or np.may_share_memory(b, out):
        _blas(a, b, out, add)  # small, or for NumPy to look closer, and to copy
    elif N >= M:
        least = max(16, -(-PIECE // (M * K)))
        run_pieces(lambda i, j: _blas(a, b[:, i:j], out[:, i:j], add), N, least)
    else:
        least = max(16, -(-PIECE // (K * N)))
        run_pieces(lambda i, j: _blas(a[i:j], b, out[i:j], add), M, least)
    return out


def _blas(a, b, out, add):
    with one_pool():
        if add:
            out += a @ b
        else:
            np.matmul(a, b, out=out)


# Measured beside OpenBLAS 0.3 on one core with AVX-512, float32 and float64 (benchmarks/products.py has the
# rows): from 2^19 multiplications on ours is 1.2 to 3 times as fast; below it the 5 us before the first of
# them count (64 x 64 x 64: 0.7 times). A single row is read faster than it is packed (0.2 times), and fewer
# than 4 columns leave the vectors empty. With vectors of 32 bytes the two are equal (0.8 to 1.2 times), with
# 16 BLAS, which does not depend on what the compiler may assume of the CPU, is 3 times as fast.
LEAST = 1 << 19


def _own(a, b, out):
    """Return whether our own product is the faster, and possible."""
    (M, K), N = a.shape, b.shape[1]
    return (
        VECTOR_BYTES == 64
        and not numba.config.DISABLE_JIT
        and M * K * N >= LEAST
        and M >= 2
        and N >= 4
        and a.dtype == b.dtype == out.dtype
        and a.dtype in (np.float32, np.float64)
        and a.flags.aligned
        and b.flags.aligned
        and out.flags.aligned
        and not np.may_share_memory(a, out)
        and not np.may_share_memory(b, out)
    )
