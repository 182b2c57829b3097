import numpy as np

POINTS = np.array([0.0, 1.0, -1.0, 2.0, -2.0])  # and infinity


def matrices():
    """Return A^T (4, 6), G (6, 3) and B^T (6, 6) of F(4, 3)."""
    # BEGIN SOLUTION
    AT, G, BT = np.zeros((4, 6)), np.zeros((6, 3)), np.zeros((6, 6))
    for j, p in enumerate(POINTS):
        others = np.delete(POINTS, j)
        AT[:, j] = p ** np.arange(4)
        G[j] = p ** np.arange(3) / np.prod(p - others)
        BT[j, :5] = np.poly(others)[::-1]
    AT[3, 5] = G[5, 2] = 1
    BT[5] = np.poly(POINTS)[::-1]
    return AT, G, BT
    # END SOLUTION


def transform_taps(W):
    """The taps at the 36 points, G g G^T for each pair of channels. (3, 3, K, C) -> (6, 6, K, C)"""
    # BEGIN SOLUTION
    _, G, _ = matrices()
    return np.einsum("ai,bj,ijkc->abkc", G, G, W)
    # END SOLUTION


def convolve(x, W, b):
    """Convolution 3 x 3, stride 1, sizes kept. x (N, H, W, K), W (3, 3, K, C), b (C,) -> (N, H, W, C)"""
    # BEGIN SOLUTION
    AT, _, BT = matrices()
    N, height, width, _ = x.shape
    down, right = -height % 4, -width % 4
    padded = np.pad(x, ((0, 0), (1, 1 + down), (1, 1 + right), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (6, 6), (1, 2))[:, ::4, ::4]
    V = np.einsum("ai,bj,npqkij->abnpqk", BT, BT, windows, optimize=True)
    U = transform_taps(W)
    M = np.einsum("abnpqk,abkc->abnpqc", V, U)
    Y = np.einsum("ia,jb,abnpqc->npiqjc", AT, AT, M, optimize=True)
    y = Y.reshape(N, height + down, width + right, -1)
    return y[:, :height, :width] + b
    # END SOLUTION
