"""Max pooling over threads, images split; the inner loop runs over channels."""

from typing import NamedTuple

import numpy as np

from emolab.core.threads import run_pieces
from emolab.core.windows import Grid, pooling_grid
from emolab.kernels.jit import jit


class MaxPoolCache(NamedTuple):
    """As the formula's."""

    winner: np.ndarray  # (N, Hout, Wout, C)
    shape: tuple
    grid: Grid


@jit
def _forward(x, y, winner, kh, kw, sh, sw, top, left):
    N, Ho, Wo, C = y.shape
    for n in range(N):
        for u in range(Ho):
            for v in range(Wo):
                best, won = y[n, u, v], winner[n, u, v]
                best[:] = -np.inf
                won[:] = 0
                for i in range(max(0, top - u * sh), min(kh, x.shape[1] + top - u * sh)):
                    for j in range(max(0, left - v * sw), min(kw, x.shape[2] + left - v * sw)):
                        source = x[n, u * sh + i - top, v * sw + j - left]
                        tap = i * kw + j
                        for c in range(C):
                            # the first of equals wins, and the first NaN over all
                            if source[c] > best[c] or (source[c] != source[c] and best[c] == best[c]):
                                best[c] = source[c]
                                won[c] = tap


@jit
def _backward(dy, winner, dx, kh, kw, sh, sw, top, left):
    """Every tap of a window takes dy where it won, else 0: without a jump, all channels at once."""
    N, Ho, Wo, C = dy.shape
    for n in range(N):
        for u in range(Ho):
            for v in range(Wo):
                d, won = dy[n, u, v], winner[n, u, v]
                for i in range(max(0, top - u * sh), min(kh, dx.shape[1] + top - u * sh)):
                    for j in range(max(0, left - v * sw), min(kw, dx.shape[2] + left - v * sw)):
                        target = dx[n, u * sh + i - top, v * sw + j - left]
                        tap = i * kw + j
                        for c in range(C):
                            target[c] += d[c] if won[c] == tap else 0


def max_pool_forward(x, size, stride=None, padding="valid"):
    grid = pooling_grid("max_pool_forward", x.shape[1:3], size, stride, padding)
    x = np.ascontiguousarray(x)
    y = np.empty((len(x), *grid.out, x.shape[3]), x.dtype)
    winner = np.empty(y.shape, np.uint8 if grid.kernel[0] * grid.kernel[1] <= 256 else np.int32)
    places = (*grid.kernel, *grid.stride, *grid.before)
    run_pieces(lambda a, b: _forward(x[a:b], y[a:b], winner[a:b], *places), len(x), 1)
    return y, MaxPoolCache(winner, x.shape, grid)


def max_pool_backward(dy, cache):
    winner, shape, grid = cache
    dy = np.ascontiguousarray(dy)
    dx = np.zeros(shape, dy.dtype)
    places = (*grid.kernel, *grid.stride, *grid.before)
    run_pieces(lambda a, b: _backward(dy[a:b], winner[a:b], dx[a:b], *places), len(dy), 1)
    return dx
