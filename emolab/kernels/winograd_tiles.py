"""Winograd's transforms of tiles and of weights, F(3, 3) and F(4, 3): matrices and loops over tiles.

A transformed tile has (m + 2)^2 points. All tiles of a block at one point make a matrix, its plane: a row
for each tile. Planes lie in flat arrays: tile t, channel c of point i stands at
at + i * plane + t * row + c. Rows and planes are spaced so that their entries do not compete for the same
places of the cache (`spacing`).
"""

import numpy as np

from emolab.kernels.jit import jit
from emolab.kernels.sandwich import sandwich, sandwich_of_image, sandwich_to_image
from emolab.kernels.turn_square import turn_square

POINTS = {3: (0, 1, -1, 2), 4: (0, 1, -1, 2, -2)}  # by the side m of a tile; infinity is the last point
LINE = 16  # numbers that keep neighbours apart in the cache


def matrices(m):
    """Return A^T (m, m + 2), G (m + 2, 3) and B^T (m + 2, m + 2) of F(m, 3).

    Formula   row p of G: (1, p, p^2) / product over q of (p - q);  column p of A^T: powers of p;
              row p of B^T: the coefficients of the product over q of (x - q), q the other points
    """
    points = np.array(POINTS[m], np.float64)
    n = m + 2
    AT, G, BT = np.zeros((m, n)), np.zeros((n, 3)), np.zeros((n, n))
    for j, p in enumerate(points):
        others = np.delete(points, j)
        AT[:, j] = p ** np.arange(m)
        G[j] = p ** np.arange(3) / np.prod(p - others)
        BT[j, : n - 1] = np.poly(others)[::-1]
    AT[m - 1, n - 1] = G[n - 1, 2] = 1
    BT[n - 1] = np.poly(points)[::-1]
    return AT, G, BT


_AT, _G, _BT = ({m: matrices(m)[k] for m in POINTS} for k in range(3))
_input = sandwich_of_image(_BT)
_spread = sandwich_of_image({m: AT.T for m, AT in _AT.items()})
_output = sandwich_to_image(_AT, add=False)
_collect = sandwich_to_image({m: BT.T for m, BT in _BT.items()}, add=True)
_weight = sandwich(_G)
_weight_gradient = sandwich({m: G.T for m, G in _G.items()})


def spacing(rows, C):
    """Return the steps (row, plane) for planes of `rows` rows of C numbers."""
    row = -(-C // LINE) * LINE + LINE
    plane = rows * row
    return row, plane + LINE * (plane // LINE % 2 == 0)


@jit
def into_points(m, spread, x, c0, C, V, at, row, plane, first, count, tall, broad, top, left, spare):
    """Transform tiles first .. first + count of x (N, H, W, all channels), channels c0 .. c0 + C, into V.

    spread    False: V = B^T d B of the windows (m + 2, m + 2) that begin at (p m - top, q m - left);
              True: D = A dy A^T of the tiles (m, m) themselves
    spare     C numbers, which are set to 0
    """
    N, H, W, channels = x.shape
    spare[:C] = 0
    line, step = (m + 2) * plane, W * channels
    for t in range(count):
        place = (first + t) % (tall * broad)
        n = (first + t) // (tall * broad)
        h, w = place // broad * m - top, place % broad * m - left
        start, spot = ((n * H + h) * W + w) * channels + c0, at + t * row
        if spread:
            _spread(m, x, start, step, channels, V, spot, line, plane, C, -h, H - h, -w, W - w, spare)
        else:
            _input(m, x, start, step, channels, V, spot, line, plane, C, -h, H - h, -w, W - w, spare)


@jit
def to_output(m, M, row, plane, y, c0, C, first, count, tall, broad, bias, floor, spare):
    """Transform tiles back, A^T M A, into channels c0 .. c0 + C of y (N, Ho, Wo, all channels).

    bias      is added;  floor  is what y is at least: 0 for a ReLU
    """
    N, H, W, channels = y.shape
    line, step, part = (m + 2) * plane, W * channels, bias[c0 : c0 + C]
    for t in range(count):
        place = (first + t) % (tall * broad)
        n = (first + t) // (tall * broad)
        h, w = place // broad * m, place % broad * m
        start = ((n * H + h) * W + w) * channels + c0
        _output(
            m, M, t * row, line, plane, y, start, step, channels, C, -h, H - h, -w, W - w, spare, part, floor
        )


@jit
def to_input(m, M, row, plane, dx, c0, C, first, count, tall, broad, top, left, spare):
    """Add B M B^T to channels c0 .. c0 + C of dx (N, H, W, all channels), where the windows were."""
    N, H, W, channels = dx.shape
    line, step = (m + 2) * plane, W * channels
    for t in range(count):
        place = (first + t) % (tall * broad)
        n = (first + t) // (tall * broad)
        h, w = place // broad * m - top, place % broad * m - left
        start = ((n * H + h) * W + w) * channels + c0
        _collect(
            m,
            M,
            t * row,
            line,
            plane,
            dx,
            start,
            step,
            channels,
            C,
            -h,
            H - h,
            -w,
            W - w,
            spare,
            spare,
            spare[0],
        )


@jit
def weights_into_points(m, W, c0, C, U, at, width, plane):
    """Transform columns c0 .. c0 + C of W (3, 3, K, all columns) into a panel of each point, (K, width)."""
    K, columns = W.shape[2:]
    for k in range(K):
        _weight(
            m, W, k * columns + c0, 3 * K * columns, K * columns,
            U, at + k * width, (m + 2) * plane, plane, C,
        )  # fmt: skip


@jit
def weights_from_points(m, dU, row, plane, dW):
    """Transform the gradient of the points back: dW (3, 3, K, C) = G^T dU G."""
    K, C = dW.shape[2:]
    for k in range(K):
        _weight_gradient(m, dU, k * row, (m + 2) * plane, plane, dW, k * C, 3 * K * C, K * C, C)


@jit
def turn_taps(W, W_at, W_row, W_plane, turned, at, row, plane, K, C):
    """Turn nine matrices: turned[tap, c, k] = W[tap, k, c]; tap, row, column stand at + tap * plane + ..."""
    side = 64 // W.itemsize
    whole_K, whole_C = K - K % side, C - C % side
    source, target = W.reshape(-1), turned.reshape(-1)
    for tap in range(9):
        for k in range(0, whole_K, side):
            for c in range(0, whole_C, side):
                turn_square(
                    W, W_at + tap * W_plane + k * W_row + c, W_row,
                    turned, at + tap * plane + c * row + k, row,
                )  # fmt: skip
        for k in range(K):
            for c in range(whole_C if k < whole_K else 0, C):
                target[at + tap * plane + c * row + k] = source[W_at + tap * W_plane + k * W_row + c]
