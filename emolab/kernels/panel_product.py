"""The micro-kernel's product with places in flat arrays: for kernels that lay out their own operands.

A panel is (K, width): row after row, width the columns rounded up to whole vectors, at most `panel_width`.
"""

import numpy as np
from numba import config

from emolab.kernels.jit import jit
from emolab.kernels.micro_kernel import VECTOR_BYTES, VECTORS
from emolab.kernels.packed_product import multiply_addresses


def lanes(dtype):
    """Return how many numbers a vector holds."""
    return VECTOR_BYTES // np.dtype(dtype).itemsize


def panels(C, dtype):
    """Return [(first column, columns, width)] of the panels that C columns make, evenly wide."""
    lane = lanes(dtype)
    vectors = -(-C // lane)
    count = -(-vectors // VECTORS)
    edges = [i * vectors // count * lane for i in range(count + 1)]
    return np.array([(a, min(b, C) - a, b - a) for a, b in zip(edges, edges[1:])], np.int64).reshape(-1, 3)


@jit
def multiply_panel(a, a_at, a_row, a_col, rows, K, panel, panel_at, width, n, out, out_at, out_row, add):
    """out (rows, n) = a (rows, K) @ panel (K, n), or += where add is true.

    Places and steps count numbers in contiguous arrays; a may be read turned, by its steps.
    """
    item = a.itemsize
    multiply_addresses(
        a.ctypes.data + a_at * item, a_row * item, a_col * item, rows, K,
        panel[panel_at : panel_at + K * width], n, out.ctypes.data + out_at * item, out_row * item, item, add,
    )  # fmt: skip


if config.DISABLE_JIT:  # the tile is an intrinsic, which Python cannot call

    def multiply_panel(  # noqa: F811
        a, a_at, a_row, a_col, rows, K, panel, panel_at, width, n, out, out_at, out_row, add
    ):
        """As above, in NumPy."""
        i, k, j = np.arange(rows)[:, None], np.arange(K), np.arange(n)
        left = a.reshape(-1)[a_at + i * a_row + k * a_col]
        right = panel.reshape(-1)[panel_at + k[:, None] * width + j]
        flat, places = out.reshape(-1), out_at + i * out_row + j
        flat[places] = flat[places] + left @ right if add else left @ right
