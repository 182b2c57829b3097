"""Average pooling over threads, images split; the inner loop runs over channels."""

from typing import NamedTuple

import numpy as np

from emolab.core.threads import run_pieces
from emolab.core.windows import Grid, pooling_grid
from emolab.kernels.jit import jit


class AvgPoolCache(NamedTuple):
    """As the formula's, without the counts: they follow from the grid."""

    shape: tuple
    grid: Grid
    count_padding: bool


@jit
def _range(place, stride, before, kernel, size):
    """First and last + 1 tap of a window that lies inside the axis."""
    start = place * stride - before
    return max(0, -start), min(kernel, size - start)


@jit
def _forward(x, y, kh, kw, sh, sw, top, left, fixed):
    N, Ho, Wo, C = y.shape
    for n in range(N):
        for u in range(Ho):
            i0, i1 = _range(u, sh, top, kh, x.shape[1])
            for v in range(Wo):
                j0, j1 = _range(v, sw, left, kw, x.shape[2])
                total = y[n, u, v]
                total[:] = 0
                for i in range(i0, i1):
                    for j in range(j0, j1):
                        source = x[n, u * sh + i - top, v * sw + j - left]
                        for c in range(C):
                            total[c] += source[c]
                count = fixed if fixed else (i1 - i0) * (j1 - j0)
                for c in range(C):
                    total[c] /= count


@jit
def _backward(dy, dx, kh, kw, sh, sw, top, left, fixed):
    N, Ho, Wo, C = dy.shape
    for n in range(N):
        for u in range(Ho):
            i0, i1 = _range(u, sh, top, kh, dx.shape[1])
            for v in range(Wo):
                j0, j1 = _range(v, sw, left, kw, dx.shape[2])
                count = fixed if fixed else (i1 - i0) * (j1 - j0)
                share = dy[n, u, v]
                for i in range(i0, i1):
                    for j in range(j0, j1):
                        target = dx[n, u * sh + i - top, v * sw + j - left]
                        for c in range(C):
                            target[c] += share[c] / count


def _places(grid, count_padding):
    kh, kw = grid.kernel
    return (kh, kw, *grid.stride, *grid.before, kh * kw if count_padding else 0)


def avg_pool_forward(x, size, stride=None, padding="valid", count_padding=False):
    grid = pooling_grid("avg_pool_forward", x.shape[1:3], size, stride, padding)
    x = np.ascontiguousarray(x)
    y = np.empty((len(x), *grid.out, x.shape[3]), x.dtype)
    places = _places(grid, count_padding)
    run_pieces(lambda a, b: _forward(x[a:b], y[a:b], *places), len(x), 1)
    return y, AvgPoolCache(x.shape, grid, count_padding)


def avg_pool_backward(dy, cache):
    dy = np.ascontiguousarray(dy)
    dx = np.zeros(cache.shape, dy.dtype)
    places = _places(cache.grid, cache.count_padding)
    run_pieces(lambda a, b: _backward(dy[a:b], dx[a:b], *places), len(dy), 1)
    return dx
