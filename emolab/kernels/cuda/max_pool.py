"""Max pooling on a card: a thread an entry, forward and back; back each pixel asks the windows over it."""

from typing import NamedTuple

import numpy as np

from emolab.core.windows import Grid, pooling_grid
from emolab.kernels.cuda.raw import TYPES, contiguous, launch, real

TEXT = """
extern "C" __global__
void max_pool(long long count, int Hin, int Win, int C, int Ho, int Wo, int kh, int kw, int sh, int sw,
              int top, int left, const real* x, real* y, tap* winner)
{
    PLACE(count)
    long long rest = at;
    const int c = rest % C;
    rest /= C;
    const int v = rest % Wo;
    rest /= Wo;
    const int u = rest % Ho;
    const long long n = rest / Ho;
    bool none = true;
    real best = 0;
    int won = 0;
    for (int i = 0; i < kh; ++i) {
        const int row = u * sh + i - top;
        if (row < 0 || row >= Hin) continue;
        for (int j = 0; j < kw; ++j) {
            const int column = v * sw + j - left;
            if (column < 0 || column >= Win) continue;
            const real value = x[((n * Hin + row) * Win + column) * C + c];
            // the first of equals wins, and the first NaN over all
            if (none || value > best || (value != value && best == best)) {
                best = value;
                won = i * kw + j;
                none = false;
            }
        }
    }
    y[at] = best;
    winner[at] = won;
}

extern "C" __global__
void max_pool_back(long long count, int Hin, int Win, int C, int Ho, int Wo, int kh, int kw, int sh, int sw,
                   int top, int left, const real* dy, const tap* winner, real* dx)
{
    PLACE(count)
    long long rest = at;
    const int c = rest % C;
    rest /= C;
    const int column = rest % Win + left;
    rest /= Win;
    const int row = rest % Hin + top;
    const long long n = rest / Hin;
    real sum = 0;
    for (int i = 0; i < kh; ++i) {
        const int u = (row - i) / sh;
        if (row < i || u * sh != row - i || u >= Ho) continue;
        for (int j = 0; j < kw; ++j) {
            const int v = (column - j) / sw;
            if (column < j || v * sw != column - j || v >= Wo) continue;
            const long long place = ((n * Ho + u) * Wo + v) * C + c;
            if (winner[place] == i * kw + j) sum += dy[place];
        }
    }
    dx[at] = sum;
}
"""


class MaxPoolCache(NamedTuple):
    """As the formula's."""

    winner: np.ndarray  # (N, Hout, Wout, C)
    shape: tuple
    grid: Grid


def max_pool_forward(x, size, stride=None, padding="valid"):
    grid = pooling_grid("max_pool_forward", x.shape[1:3], size, stride, padding)
    small = grid.kernel[0] * grid.kernel[1] <= 256
    x = contiguous(x)
    y = np.empty_like(x, shape=(len(x), *grid.out, x.shape[3]))
    winner = np.empty_like(y, dtype=np.uint8 if small else np.int32)
    _start("max_pool", x.shape, grid, y.size, (x, y, winner))
    return y, MaxPoolCache(winner, x.shape, grid)


def max_pool_backward(dy, cache):
    winner, shape, grid = cache
    dy = contiguous(dy)
    dx = np.empty_like(dy, shape=shape)
    _start("max_pool_back", shape, grid, dx.size, (dy, winner, dx))
    return dx


def _start(name, shape, grid, count, arrays):
    sizes = *shape[1:], *grid.out, *grid.kernel, *grid.stride, *grid.before
    winner = next(array for array in arrays if array.dtype.kind in "iu")
    kinds = {"real": real(arrays[0].dtype), "tap": TYPES[winner.dtype.name]}
    launch(TEXT, name, count, *sizes, *arrays, **kinds)
