"""Products with a right operand that is packed once and used many times, for use inside other kernels.

    panels = pack_columns(b)                            # b (K, N), any strides; once per sequence or layer
    multiply_packed(a, panels, N, out, add)             # out (M, N) = a @ b, or += where add is true

Both are jitted and may be called from jitted code as well as from Python: nogil, one thread, and
`multiply_packed` allocates nothing. a and out are 2-D arrays of the panels' dtype (float32 or float64) with
any strides; a product is fastest where the rows of a and of out lie in one piece each. out must not overlap
a. An element of out is the same sum in the same order wherever the tiles' edges fall: cutting M into pieces,
or N (by a pack of each part), does not change a bit.

`pack_columns_into(b, panels)` packs into an array of `panels_size(K, N, itemsize)` values, for a
workspace that is kept; it must begin at a multiple of 64 bytes, as `aligned_empty` makes it.

With NUMBA_DISABLE_JIT=1 the same names are NumPy functions over the same panels.
There is no formula to it but `a @ b`; it is a building block of kernels that have one.
"""

import numba
import numpy as np

from emolab.kernels.jit import jit
from emolab.kernels.micro_kernel import ROWS, VECTOR_BYTES, VECTORS, copy_vector, multiply_tile

ALIGN = 64
DEPTH = 256  # terms of the sum between two visits to out: so many rows of a panel stay in the nearest caches
TALL = 384  # rows of out for one panel, which stay there too while the sum goes on
LONG = 4 * DEPTH  # terms after which the next panel comes, so that TALL rows of a are not fetched from afar


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
def _copy_rows(part, panel, whole):
    """Copy the first `whole` vectors of each row of part, whose values lie side by side."""
    source, target = part.ctypes.data, panel.ctypes.data
    for _ in range(len(part)):
        for v in range(whole):
            copy_vector(target + v * VECTOR_BYTES, source + v * VECTOR_BYTES, panel)
        source += part.strides[0]
        target += panel.strides[0]


@jit
def _copy_values(part, panel):
    for k in range(len(panel)):
        for j in range(part.shape[1]):
            panel[k, j] = part[k, j]
        for j in range(part.shape[1], panel.shape[1]):
            panel[k, j] = 0


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
        first, last = p * vectors // count * lanes, (p + 1) * vectors // count * lanes
        panel = panels[first * K : last * K].reshape(K, last - first)
        part = b[:, first : min(last, N)]
        whole = part.shape[1] // lanes if b.strides[1] == b.itemsize else 0
        if whole:
            _copy_rows(part, panel, whole)
        if whole * lanes < last - first:
            _copy_values(part[:, whole * lanes :], panel[:, whole * lanes :])


@jit
def pack_columns(b):
    """Return the panels of b (K, N)."""
    panels = aligned_empty(panels_size(b.shape[0], b.shape[1], b.itemsize), b)
    pack_columns_into(b, panels)
    return panels


@jit
def multiply_addresses(a, a_row, a_col, M, K, panels, n, out, out_row, out_col, add):
    """out (M, n) = or += a (M, K) @ b, of b's panels; a and out by addresses, rows and columns in bytes."""
    lanes = VECTOR_BYTES // panels.itemsize
    vectors = (n + lanes - 1) // lanes
    count = (vectors + VECTORS - 1) // VECTORS
    for above in range(0, M, TALL):
        tall = min(TALL, M - above)
        heights = (tall + ROWS - 1) // ROWS
        for far in range(0, max(K, 1), LONG):  # once for an empty sum, which is zero
            for p in range(count):
                first, last = p * vectors // count * lanes, (p + 1) * vectors // count * lanes
                columns = min(n, last) - first
                for begin in range(far, max(min(far + LONG, K), 1), DEPTH):
                    depth = min(DEPTH, K - begin)
                    for h in range(heights):
                        top = above + h * tall // heights
                        rows = above + (h + 1) * tall // heights - top
                        multiply_tile(
                            a + top * a_row + begin * a_col, a_row, a_col,
                            panels, first * K + begin * (last - first), depth,
                            out + top * out_row + first * out_col, out_row, out_col,
                            rows, (last - first) // lanes, columns, add or begin > 0,
                        )  # fmt: skip


@jit
def multiply_packed(a, panels, n, out, add):
    """out (M, n) = a (M, K) @ b, or out += a @ b where add is true, b given as its panels."""
    multiply_addresses(
        a.ctypes.data, a.strides[0], a.strides[1], a.shape[0], a.shape[1], panels, n,
        out.ctypes.data, out.strides[0], out.strides[1], add,
    )  # fmt: skip


if numba.config.DISABLE_JIT:  # the tile and the vector are intrinsics, which Python cannot call

    def _copy_rows(part, panel, whole):  # noqa: F811
        columns = whole * VECTOR_BYTES // panel.itemsize
        panel[:, :columns] = part[:, :columns]

    def _copy_values(part, panel):  # noqa: F811
        panel[:, : part.shape[1]] = part
        panel[:, part.shape[1] :] = 0

    def multiply_packed(a, panels, n, out, add):  # noqa: F811
        K = a.shape[1]
        lanes = VECTOR_BYTES // panels.itemsize
        vectors = -(-n // lanes)
        count = -(-vectors // VECTORS)
        for p in range(count):
            first, last = p * vectors // count * lanes, (p + 1) * vectors // count * lanes
            panel = panels[first * K : last * K].reshape(K, last - first)[:, : n - first]
            part = out[:, first : min(last, n)]
            part[...] = part + a @ panel if add else a @ panel
