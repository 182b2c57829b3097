"""Convolution 3 x 3 with stride 1 after Winograd: fewer multiplications by transforms of small tiles.

Formula   Y = A^T ((G g G^T) * (B^T d B)) A for each tile of m x m outputs, m + 2 inputs on a side: where the
          plain sum takes 9 m^2 products a pair of channels, this takes (m + 2)^2, 4 times fewer for m = 4.
          The sum over input channels goes inside, so that * becomes (m + 2)^2 matrix products V U.
Gradient  The same algorithm transposed: with D = A dy A^T, dx = B (D U^T) B^T added up where windows overlap,
          and dW = G^T (V^T D) G. D serves both. V is made again from x rather than kept: it is
          (m + 2)^2 / m^2 times as large as x, and reading that from memory takes as long.
Two ways  by tiles, where there are more tiles than weights: blocks of tiles, which stay in the cache, go
          through all stages, and pieces of the batch over threads; U is small and made once.
          by columns, where weights outnumber tiles: the tiles of the batch are transformed first, then each
          piece makes the U of some channels, uses it at once and forgets it: U never goes to memory.
Note      Float32 errors are about 1e-5 of the largest value. One NaN in x reaches all outputs of its tile.
Source    Lavin and Gray 2016; the matrices after Cook and Toom
"""

import numpy as np

from emolab.core.threads import run_pieces
from emolab.kernels.jit import jit
from emolab.kernels.panel_product import multiply_panel, panels
from emolab.kernels.winograd_tiles import (
    LINE,
    POINTS,
    into_points,
    spacing,
    to_input,
    to_output,
    turn_taps,
    weights_from_points,
    weights_into_points,
)
from emolab.kernels.workspace import workspace

BLOCK = 1 << 17  # numbers of a block of tiles at all points
GROUP = 1 << 22  # numbers of D at most that go by columns at once
WEIGHTS = 1 << 16  # from so many pairs of channels on the gradient goes by columns: dU would leave the cache
SHARE = 128  # tiles of a piece at least: it has a dU of its own, which is added at the end


def tile_side(grid):
    """Return the side m of the tiles that need the fewest products."""

    def products(m):
        return -(-grid.out[0] // m) * -(-grid.out[1] // m) * (m + 2) ** 2

    return min(sorted(POINTS, reverse=True), key=products)


def winograd_forward(x, W, b, grid, floor=-np.inf):
    """Return y (N, Ho, Wo, Cout), at least floor.

    Shapes    x (N, H, W, Cin) and W (3, 3, Cin, Cout), contiguous and of one dtype
    """
    m = tile_side(grid)
    y = np.empty((len(x), *grid.out, W.shape[3]), x.dtype)
    bias = np.zeros(W.shape[3], x.dtype) if b is None else np.ascontiguousarray(b, x.dtype)
    tiles = _tiles(m, grid)
    way = _forward_by_columns if _by_columns(len(x), tiles, W) else _forward_by_tiles
    way(m, x, W, bias, x.dtype.type(floor), y, tiles, grid.before)
    return y


def winograd_backward(dy, x, W, grid, input_gradient=True):
    """Return dx, dW, db; dx is None where it is not wanted."""
    m = tile_side(grid)
    tiles = _tiles(m, grid)
    dx = np.zeros(x.shape, x.dtype) if input_gradient else None
    if not _by_columns(len(x), tiles, W) and W.shape[2] * W.shape[3] < WEIGHTS:
        return dx, *_backward_by_tiles(m, dy, x, W, dx, tiles, grid.before)
    step = max(1, GROUP // ((m + 2) ** 2 * W.shape[3] * tiles[0] * tiles[1]))  # images
    dW = db = None
    for first in range(0, len(x), step):
        part = slice(first, first + step)
        dpart = None if dx is None else dx[part]
        found = _backward_by_columns(m, dy[part], x[part], W, dpart, tiles, grid.before)
        dW, db = found if dW is None else (dW + found[0], db + found[1])
    return dx, dW, db


def tile_count(grid):
    """Return how many tiles an image makes."""
    tall, broad = _tiles(tile_side(grid), grid)
    return tall * broad


def _tiles(m, grid):
    return -(-grid.out[0] // m), -(-grid.out[1] // m)


def _by_columns(N, tiles, W):
    return N * tiles[0] * tiles[1] <= max(W.shape[2:])


def _plane(size):
    """Return the step from plane to plane for planes of so many numbers."""
    return size + LINE * (1 + size // LINE % 2)


def _forward_by_tiles(m, x, W, bias, floor, y, tiles, before):
    points, (K, C), dtype = (m + 2) ** 2, W.shape[2:], x.dtype
    count = len(x) * tiles[0] * tiles[1]
    parts = panels(C, dtype)
    u_plane = _plane(K * int(parts[:, 2].sum()))
    U = workspace("U", (points * u_plane,), dtype)
    _all_weights(m, W, U, u_plane, parts)
    P = max(1, min(count, BLOCK // (points * max(K, C))))

    def piece(start, stop):
        v, o = spacing(P, K), spacing(P, C)
        V, M = workspace("V", (points * v[1],), dtype), workspace("M", (points * o[1],), dtype)
        spare = workspace("spare", (max(K, C),), dtype)
        _forward_blocks(
            m, x, U, u_plane, bias, floor, y, start, stop, P, *tiles, *before, parts, V, *v, M, *o, spare
        )

    run_pieces(piece, count, P)


def _all_weights(m, W, U, u_plane, parts):
    def piece(start, stop):
        for c0, n, width in parts[start:stop]:
            weights_into_points(m, W, c0, n, U, c0 * W.shape[2], width, u_plane)

    run_pieces(piece, len(parts), 1)


@jit
def _forward_blocks(
    m, x, U, u_plane, bias, floor, y, start, stop, P, tall, broad, top, left, parts,
    V, v_row, v_plane, M, row, plane, spare,
):  # fmt: skip
    K, C = x.shape[3], y.shape[3]
    for first in range(start, stop, P):
        count = min(P, stop - first)
        into_points(m, False, x, 0, K, V, 0, v_row, v_plane, first, count, tall, broad, top, left, spare)
        for i in range((m + 2) ** 2):
            for p in range(len(parts)):
                c0, n, width = parts[p]
                multiply_panel(
                    V, i * v_plane, v_row, 1, count, K, U, i * u_plane + c0 * K, width, n,
                    M, i * plane + c0, row, False,
                )  # fmt: skip
        to_output(m, M, row, plane, y, 0, C, first, count, tall, broad, bias, floor, spare)


def _forward_by_columns(m, x, W, bias, floor, y, tiles, before):
    points, (K, C), dtype = (m + 2) ** 2, W.shape[2:], x.dtype
    count = len(x) * tiles[0] * tiles[1]
    v = spacing(count, K)
    V = workspace("all tiles", (points * v[1],), dtype)
    _all_points(m, False, x, V, v, count, tiles, before)
    parts = panels(C, dtype)

    def piece(start, stop):
        for c0, n, width in parts[start:stop]:
            o, u_plane = spacing(count, width), _plane(K * width)
            U, M = workspace("U", (points * u_plane,), dtype), workspace("M", (points * o[1],), dtype)
            spare = workspace("spare", (width,), dtype)
            weights_into_points(m, W, c0, n, U, 0, width, u_plane)
            _products(points, V, v[1], v[0], 1, count, K, U, u_plane, width, n, M, *o)
            to_output(m, M, *o, y, c0, n, 0, count, *tiles, bias, floor, spare)

    run_pieces(piece, len(parts), 1)


def _all_points(m, spread, x, V, steps, count, tiles, before):
    C = x.shape[3]

    def piece(start, stop):
        spare = workspace("spare", (C,), x.dtype)
        into_points(
            m, spread, x, 0, C, V, start * steps[0], *steps, start, stop - start, *tiles, *before, spare
        )

    run_pieces(piece, count)


@jit
def _products(points, A, a_plane, a_row, a_col, rows, K, B, b_plane, width, n, out, row, plane):
    for i in range(points):
        multiply_panel(
            A, i * a_plane, a_row, a_col, rows, K, B, i * b_plane, width, n, out, i * plane, row, False
        )


def _backward_by_tiles(m, dy, x, W, dx, tiles, before):
    points, (K, C), dtype = (m + 2) ** 2, W.shape[2:], x.dtype
    per_image = tiles[0] * tiles[1]
    parts = panels(K, dtype)
    wide = int(parts[:, 2].sum())
    turned = workspace("taps", (3, 3, C, K), dtype)
    turn_taps(W, 0, C, K * C, turned, 0, K, K * C, K, C)
    u_plane, du = _plane(C * wide), spacing(C, K)
    U = workspace("U", (points * u_plane,), dtype)
    _all_weights(m, turned, U, u_plane, parts)
    P = max(1, min(len(x) * per_image, BLOCK // (points * max(K, C))))

    def piece(start, stop):
        """Whole images, because neighbouring tiles add to the same pixels."""
        d, o, v_plane = spacing(P, C), spacing(P, K), _plane(P * wide)
        V, D = workspace("V", (points * v_plane,), dtype), workspace("D", (points * d[1],), dtype)
        M = workspace("M", (points * o[1],), dtype)
        spare = workspace("spare", (max(K, C),), dtype)
        dU, db = np.zeros(points * du[1], dtype), np.zeros(C, dtype)
        _backward_blocks(
            m, dy, x, U, u_plane, x if dx is None else dx, dx is not None,
            start * per_image, stop * per_image, P, *tiles, *before, parts,
            V, v_plane, D, *d, M, *o, dU, *du, db, spare,
        )  # fmt: skip
        return dU, db

    sums = run_pieces(piece, len(x), -(-SHARE // per_image))
    dU, db = sums[0]
    for other, part in sums[1:]:
        dU += other
        db += part
    dW = np.empty(W.shape, dtype)
    weights_from_points(m, dU, *du, turned)
    turn_taps(turned, 0, K, K * C, dW, 0, C, K * C, C, K)
    return dW, db


@jit
def _backward_blocks(
    m, dy, x, U, u_plane, dx, wanted, start, stop, P, tall, broad, top, left, parts, V, v_plane,
    D, d_row, d_plane, M, row, plane, dU, du_row, du_plane, db, spare,
):  # fmt: skip
    K, C = x.shape[3], dy.shape[3]
    for first in range(start, stop, P):
        count = min(P, stop - first)
        into_points(m, True, dy, 0, C, D, 0, d_row, d_plane, first, count, tall, broad, 0, 0, spare)
        for p in range(len(parts)):
            c0, n, width = parts[p]
            into_points(
                m, False, x, c0, n, V, c0 * P, width, v_plane, first, count, tall, broad, top, left, spare
            )
        for i in range((m + 2) ** 2):
            for p in range(len(parts)):
                c0, n, width = parts[p]
                multiply_panel(
                    D, i * d_plane, 1, d_row, C, count, V, i * v_plane + c0 * P, width, n,
                    dU, i * du_plane + c0, du_row, True,
                )  # fmt: skip
                if wanted:
                    multiply_panel(
                        D, i * d_plane, d_row, 1, count, C, U, i * u_plane + c0 * C, width, n,
                        M, i * plane + c0, row, False,
                    )  # fmt: skip
        if wanted:
            to_input(m, M, row, plane, dx, 0, K, first, count, tall, broad, top, left, spare)
        _add_rows(D, (m + 3) * d_plane, d_row, count, db)


@jit
def _add_rows(D, at, row, count, db):
    """Add the rows of the plane of point (1, 1), where D holds the sum of each tile."""
    for t in range(count):
        for c in range(len(db)):
            db[c] += D[at + t * row + c]


def _backward_by_columns(m, dy, x, W, dx, tiles, before):
    points, (K, C), dtype = (m + 2) ** 2, W.shape[2:], x.dtype
    count = len(x) * tiles[0] * tiles[1]
    d = spacing(count, C)
    D = workspace("all tiles", (points * d[1],), dtype)
    _all_points(m, True, dy, D, d, count, tiles, (0, 0))
    dW, db = np.empty(W.shape, dtype), np.zeros(C, dtype)
    _add_rows(D, (m + 3) * d[1], d[0], count, db)
    parts = panels(K, dtype)

    def piece(start, stop):
        for c0, n, width in parts[start:stop]:
            spare = workspace("spare", (width,), dtype)
            turned = workspace("taps", (3, 3, C, n), dtype)
            v_plane, o = _plane(count * width), spacing(max(count, C), width)
            V, M = workspace("V", (points * v_plane,), dtype), workspace("M", (points * o[1],), dtype)
            into_points(m, False, x, c0, n, V, 0, width, v_plane, 0, count, *tiles, *before, spare)
            _products(points, D, d[1], 1, d[0], C, count, V, v_plane, width, n, M, *o)
            weights_from_points(m, M, *o, turned)
            turn_taps(turned, 0, n, C * n, dW, c0 * C, C, K * C, C, n)
            if dx is None:
                continue
            u_plane = _plane(C * width)
            U = workspace("U", (points * u_plane,), dtype)
            turn_taps(W, c0 * C, C, K * C, turned, 0, n, C * n, n, C)
            weights_into_points(m, turned, 0, n, U, 0, width, u_plane)
            _products(points, D, d[1], d[0], 1, count, C, U, u_plane, width, n, M, *o)
            to_input(m, M, *o, dx, c0, n, 0, count, *tiles, *before, spare)

    run_pieces(piece, len(parts), 1)
    return dW, db
