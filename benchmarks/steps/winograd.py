"""A 3 x 3 convolution from seven loops to Winograd's tiles in blocks: python -m benchmarks.steps.winograd"""

import numba
import numpy as np

from benchmarks.steps.ladder import Step, plain_threads, run
from emolab.core.windows import window_grid
from emolab.kernels import winograd
from emolab.kernels.gemm import matmul
from emolab.kernels.im2col import im2col_forward
from emolab.kernels.row_products import rows_forward
from emolab.kernels.winograd_tiles import matrices

IMAGES, SIDE, CHANNELS = 32, 48, 64
WORK = f"{IMAGES} images of {SIDE} x {SIDE} x {CHANNELS}, 3 x 3 to {CHANNELS} channels, same size, float32"
FEW = 6, 6, 4, 4  # height, width and channels of what the plain loop in Python does

fast = numba.njit(nogil=True, fastmath={"contract"}, error_model="numpy")


def in_python(x, W):
    """The formula, number by number; x is padded by one pixel all round."""
    N, H, B, K = x.shape
    y = np.zeros((N, H - 2, B - 2, W.shape[3]), x.dtype)
    for n, h, w, c in np.ndindex(*y.shape):
        for i in range(3):
            for j in range(3):
                for k in range(K):
                    y[n, h, w, c] += x[n, h + i, w + j, k] * W[i, j, k, c]
    return y


@fast
def sum_by_sum(x, W):
    """The same, compiled: each output's sum from its first to its last term."""
    N, H, B, K = x.shape
    y = np.empty((N, H - 2, B - 2, W.shape[3]), x.dtype)
    for n in range(N):
        for h in range(H - 2):
            for w in range(B - 2):
                for c in range(W.shape[3]):
                    total = x.dtype.type(0)
                    for i in range(3):
                        for j in range(3):
                            for k in range(K):
                                total += x[n, h + i, w + j, k] * W[i, j, k, c]
                    y[n, h, w, c] = total
    return y


@fast
def channels_inside(x, W):
    """Output channels in the innermost loop: W and y are read along their memory."""
    N, H, B, K = x.shape
    y = np.zeros((N, H - 2, B - 2, W.shape[3]), x.dtype)
    for n in range(N):
        for h in range(H - 2):
            for w in range(B - 2):
                aim = y[n, h, w]
                for i in range(3):
                    for j in range(3):
                        for k in range(K):
                            value, row = x[n, h + i, w + j, k], W[i, j, k]
                            for c in range(len(aim)):
                                aim[c] += value * row[c]
    return y


def shifted(x, W):
    """Nine products of shifted images with a tap's matrix."""
    N, H, B, K = x.shape
    y = np.zeros((N * (H - 2) * (B - 2), W.shape[3]), x.dtype)
    for i in range(3):
        for j in range(3):
            part = np.ascontiguousarray(x[:, i : i + H - 2, j : j + B - 2]).reshape(-1, K)
            matmul(part, W[i, j], y, add=True)
    return y.reshape(N, H - 2, B - 2, -1)


def by_expressions(x, W, m=4):
    """Winograd's formula for the whole batch at once, each transform an array expression."""
    AT, G, BT = (matrix.astype(x.dtype) for matrix in matrices(m))
    (N, H, B, K), C, s = x.shape, W.shape[3], m + 2
    tall, broad = (H - 2) // m, (B - 2) // m
    windows = np.lib.stride_tricks.sliding_window_view(x, (s, s), (1, 2))[:, ::m, ::m]  # (N, p, q, K, s, s)
    V = (BT @ windows @ BT.T).transpose(4, 5, 0, 1, 2, 3).reshape(s * s, -1, K)
    U = np.einsum("ai,bj,ijkc->abkc", G, G, W, optimize=True).reshape(s * s, K, C)
    M = np.stack([matmul(*pair) for pair in zip(np.ascontiguousarray(V), np.ascontiguousarray(U))])
    M = M.reshape(s, s, N, tall, broad, C).transpose(2, 3, 4, 5, 0, 1)
    y = AT @ M @ AT.T  # (N, p, q, C, m, m)
    return y.transpose(0, 1, 4, 2, 5, 3).reshape(N, H - 2, B - 2, C)


def with_block(size, m, x, W, grid):
    """The library's way over blocks of so many numbers, with tiles of side m."""
    kept, side = winograd.BLOCK, winograd.tile_side
    winograd.BLOCK, winograd.tile_side = size, lambda grid: m
    try:
        return winograd.winograd_forward(x, W, None, grid)
    finally:
        winograd.BLOCK, winograd.tile_side = kept, side


def steps():
    """Return the steps."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((IMAGES, SIDE, SIDE, CHANNELS)).astype(np.float32)
    W = rng.standard_normal((3, 3, CHANNELS, CHANNELS)).astype(np.float32)
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
    grid = window_grid("steps", (SIDE, SIDE), (3, 3), 1, "same")
    h, w, k, c = FEW
    few_x, few_W = padded[:1, : h + 2, : w + 2, :k].copy(), W[:, :, :k, :c].copy()
    few = channels_inside(few_x, few_W)
    part = padded[:1]
    wanted = channels_inside(padded.astype(np.float64), W.astype(np.float64)).astype(np.float32)
    scale = IMAGES * SIDE**2 * CHANNELS**2 / (h * w * k * c)
    everything, block = 1 << 62, winograd.BLOCK
    kernel = winograd.winograd_forward
    return [
        Step("plain loops in Python", lambda: in_python(few_x, few_W), few, scale),
        Step("compiled, sum by sum", lambda: sum_by_sum(part, W), wanted[:1], IMAGES),
        Step("output channels innermost", lambda: channels_inside(padded, W), wanted),
        Step("nine products of shifted images", lambda: shifted(padded, W), wanted),
        Step("windows of some rows side by side (im2col)", lambda: im2col_forward(x, W, None, grid), wanted),
        Step("whole rows, no window laid out", lambda: rows_forward(x, W, None, grid), wanted),
        Step("F(4, 3) as array expressions", lambda: by_expressions(padded, W), wanted),
        Step("transforms in vectors, F(3, 3)", lambda: with_block(everything, 3, x, W, grid), wanted),
        Step("the same, F(4, 3)", lambda: with_block(everything, 4, x, W, grid), wanted),
        Step("in blocks of tiles: the kernel", lambda: with_block(block, 4, x, W, grid), wanted),
        Step(f"the kernel on {plain_threads()}", lambda: kernel(x, W, None, grid), wanted, pool=True),
    ]


if __name__ == "__main__":
    run("winograd", WORK, steps)
