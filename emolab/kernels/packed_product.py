"""Products with a right operand that is packed once and used many times, for use inside other kernels.

    panels = pack_columns(b)                            # b (K, N), any strides; once per sequence or layer
    multiply_packed(a, panels, N, out, add)             # out (M, N) = a @ b, or += where add is true

Both are jitted and may be called from jitted code as well as from Python: nogil, one thread, and
`multiply_packed` allocates nothing. a and out are 2-D arrays of the panels' dtype (float32 or float64) with
any strides; a product is fastest where out's columns lie side by side. out must not overlap a. An element
of out is the same sum in the same order wherever the tiles' edges fall: cutting M into pieces, or N (by a
pack of each part), does not change a bit.

`pack_columns_into(b, panels)` packs into an array from `panels_size(K, N, itemsize)` values, for a
workspace that is kept; it must begin at a multiple of 64 bytes, as `aligned_empty` makes it.

With NUMBA_DISABLE_JIT=1 the same names are NumPy functions over the same panels.
There is no formula to it but `a @ b`; it is a building block of kernels that have one.
"""

import numba
import numpy as np

from emolab.kernels.jit import jit
from emolab.kernels.micro_kernel import ROWS, VECTOR_BYTES, VECTORS, multiply_tile

ALIGN = 64
DEPTH = 256  # terms of the sum between two visits to out: a panel of so many rows stays in the L1 cache


@jit
def panels_size(K, N, itemsize):
    """Return the number of values that the panels of a (K, N) matrix take."""
    lanes = VECTOR_BYTES // itemsize
    return K * lanes * ((N + lanes - 1) // lanes)


@jit
def aligned_empty(count, like):
    """Return count values of like's dtype, not set, that begin at a multiple of 64 bytes."""
    room = np.empty(count + ALIGN // like.itemsize, like.dtype)
    skip = (-room.ctypes.data % ALIGN) // like.itemsize
    return room[skip : skip + count]


@jit
def pack_columns_into(b, panels):
    """Pack b (K, N) into panels: for each run of up to VECTORS vectors of columns, row after row.

    The vectors of columns are shared out evenly (4 make 2 + 2, not 3 + 1); the last is filled with zeros.
    """
    K, N = b.shape
    lanes = VECTOR_BYTES // b.itemsize
    vectors = (N + lanes - 1) // lanes
    count = (vectors + VECTORS - 1) // VECTORS
    for p in range(count):
        first, last = p * vectors // count, (p + 1) * vectors // count
        width = (last - first) * lanes
        n = min(N - first * lanes, width)
        at = first * lanes * K
        for k in range(K):
            for j in range(n):
                panels[at + j] = b[k, first * lanes + j]
            for j in range(n, width):
                panels[at + j] = 0
            at += width


@jit
def pack_columns(b):
    """Return the panels of b (K, N)."""
    panels = aligned_empty(panels_size(b.shape[0], b.shape[1], b.itemsize), b)
    pack_columns_into(b, panels)
    return panels


@jit
def multiply_block(a, a_row, a_col, M, K, begin, end, panels, n, out, out_row, out_col, add):
    """out (M, n) = or += a[:, begin:end] @ b[begin:end], of panels of K rows, by addresses and bytes."""
    lanes = VECTOR_BYTES // panels.itemsize
    vectors = (n + lanes - 1) // lanes
    count = (vectors + VECTORS - 1) // VECTORS
    heights = (M + ROWS - 1) // ROWS
    for p in range(count):
        first, last = p * vectors // count, (p + 1) * vectors // count
        width = last - first
        start = first * lanes * K + begin * width * lanes
        columns = min(n - first * lanes, width * lanes)
        for h in range(heights):
            top, bottom = h * M // heights, (h + 1) * M // heights
            multiply_tile(
                a + top * a_row + begin * a_col, a_row, a_col, panels, start, end - begin,
                out + top * out_row + first * lanes * out_col, out_row, out_col,
                bottom - top, width, columns, add,
            )  # fmt: skip


@jit
def multiply_packed(a, panels, n, out, add):
    """out (M, n) = a (M, K) @ b, or out += a @ b where add is true, b given as its panels."""
    M, K = a.shape
    begin = 0
    while True:
        end = min(begin + DEPTH, K)
        multiply_block(
            a.ctypes.data, a.strides[0], a.strides[1], M, K, begin, end, panels, n,
            out.ctypes.data, out.strides[0], out.strides[1], add or begin > 0,
        )  # fmt: skip
        begin = end
        if begin >= K:
            break


if numba.config.DISABLE_JIT:  # the tile is an intrinsic, which Python cannot call

    def multiply_packed(a, panels, n, out, add):  # noqa: F811
        """As above, over the same panels, in NumPy."""
        K = a.shape[1]
        lanes = VECTOR_BYTES // panels.itemsize
        vectors = -(-n // lanes)
        count = -(-vectors // VECTORS)
        for p in range(count):
            first, last = p * vectors // count * lanes, (p + 1) * vectors // count * lanes
            panel = panels[first * K : last * K].reshape(K, last - first)[:, : n - first]
            part = out[:, first : min(last, n)]
            part[...] = part + a @ panel if add else a @ panel
