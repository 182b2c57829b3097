"""Winograd's transforms of tiles and of weights, F(3, 3) and F(4, 3): matrices and loops over tiles.

A transformed tile has (m + 2)^2 points. All tiles of a block at one point make a matrix, its plane: a row
for each tile. Planes lie in flat arrays: tile t, channel c of point i stands at
at + i * plane + t * row + c. Rows and planes are spaced so that their entries do not compete for the same
places of the cache (`spacing`).
"""

import numpy as np

from emolab.kernels.jit import jit
from emolab.kernels.sandwich import sandwich

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
_input = sandwich(_BT)
_output = sandwich(_AT)
_spread = sandwich({m: AT.T for m, AT in _AT.items()})
_collect = sandwich({m: BT.T for m, BT in _BT.items()}, add=True)
_weight = sandwich(_G)
_weight_gradient = sandwich({m: G.T for m, G in _G.items()})


def spacing(rows, C):
    """Return the steps (row, plane) for planes of `rows` rows of C numbers."""
    row = -(-C // LINE) * LINE + LINE
    plane = rows * row
    return row, plane + LINE * (plane // LINE % 2 == 0)


@jit
def into_points(m, spread, x, c0, C, V, at, row, plane, first, count, tall, broad, top, left, window):
    """Transform tiles first .. first + count of x (N, H, W, all channels), channels c0 .. c0 + C, into V.

    spread    False: V = B^T d B of the windows (m + 2, m + 2) that begin at (p m - top, q m - left);
              True: D = A dy A^T of the tiles (m, m) themselves
    window    numbers for a tile that reaches over the edge: (m + 2)^2 C
    """
    N, H, W, all_channels = x.shape
    size = m if spread else m + 2
    line = (m + 2) * plane
    for t in range(count):
        place = (first + t) % (tall * broad)
        n = (first + t) // (tall * broad)
        h, w = place // broad * m - top, place % broad * m - left
        spot = at + t * row
        if h >= 0 and w >= 0 and h + size <= H and w + size <= W:
            start = ((n * H + h) * W + w) * all_channels + c0
            if spread:
                _spread(m, x, start, W * all_channels, all_channels, V, spot, line, plane, C)
            else:
                _input(m, x, start, W * all_channels, all_channels, V, spot, line, plane, C)
            continue
        for i in range(size):
            for j in range(size):
                target = window[(i * size + j) * C : (i * size + j + 1) * C]
                if 0 <= h + i < H and 0 <= w + j < W:
                    target[:] = x[n, h + i, w + j, c0 : c0 + C]
                else:
                    target[:] = 0
        if spread:
            _spread(m, window, 0, size * C, C, V, spot, line, plane, C)
        else:
            _input(m, window, 0, size * C, C, V, spot, line, plane, C)


@jit
def to_output(m, M, row, plane, y, c0, C, first, count, tall, broad, bias, window):
    """Transform tiles back, A^T M A, into channels c0 .. c0 + C of y (N, Ho, Wo, all channels); add bias."""
    N, H, W, all_channels = y.shape
    line = (m + 2) * plane
    for t in range(count):
        place = (first + t) % (tall * broad)
        n = (first + t) // (tall * broad)
        h, w = place // broad * m, place % broad * m
        _output(m, M, t * row, line, plane, window, 0, m * C, C, C)
        for i in range(min(m, H - h)):
            for j in range(min(m, W - w)):
                target, k = y[n, h + i, w + j], (i * m + j) * C
                for c in range(C):
                    target[c0 + c] = window[k + c] + bias[c0 + c]


@jit
def to_input(m, M, row, plane, dx, c0, C, first, count, tall, broad, top, left, window):
    """Add B M B^T to channels c0 .. c0 + C of dx (N, H, W, all channels), where the windows were."""
    N, H, W, all_channels = dx.shape
    size = m + 2
    line = size * plane
    for t in range(count):
        place = (first + t) % (tall * broad)
        n = (first + t) // (tall * broad)
        h, w = place // broad * m - top, place % broad * m - left
        if h >= 0 and w >= 0 and h + size <= H and w + size <= W:
            start = ((n * H + h) * W + w) * all_channels + c0
            _collect(m, M, t * row, line, plane, dx, start, W * all_channels, all_channels, C)
            continue
        window[: size * size * C] = 0
        _collect(m, M, t * row, line, plane, window, 0, size * C, C, C)
        for i in range(max(0, -h), min(size, H - h)):
            for j in range(max(0, -w), min(size, W - w)):
                target, k = dx[n, h + i, w + j], (i * size + j) * C
                for c in range(C):
                    target[c0 + c] += window[k + c]


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
def turn_taps(W, turned):
    """turned (3, 3, C, K) = the matrices of W (3, 3, K, C) turned, in squares that stay in the cache."""
    K, C = W.shape[2:]
    for i in range(3):
        for j in range(3):
            for a in range(0, K, LINE):
                for b in range(0, C, LINE):
                    for k in range(a, min(a + LINE, K)):
                        for c in range(b, min(b + LINE, C)):
                            turned[i, j, c, k] = W[i, j, k, c]
