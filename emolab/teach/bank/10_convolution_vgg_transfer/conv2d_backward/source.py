import numpy as np


def places(i, j, shape, s):
    """What place (i, j) of the kernel sees in all windows, as a slice of the padded x; shape is y's."""
    _, H, V, _ = shape
    return slice(None), slice(i, i + (H - 1) * s + 1, s), slice(j, j + (V - 1) * s + 1, s)


def conv2d_forward(x, W, b, s=1, p=0):
    """x (N, Hin, Win, Cin), W (kh, kw, Cin, Cout), b (Cout,) -> y (N, Hout, Wout, Cout), cache."""
    padded = np.pad(x, ((0, 0), (p, p), (p, p), (0, 0)))
    H, V = ((n - k) // s + 1 for n, k in zip(padded.shape[1:3], W.shape[:2]))
    y = np.zeros((len(x), H, V, W.shape[3])) + b
    for i, j in np.ndindex(*W.shape[:2]):
        y += padded[places(i, j, y.shape, s)] @ W[i, j]
    return y, (x, W, s, p)


def conv2d_backward(dy, cache):
    """dy (N, Hout, Wout, Cout) -> dx (N, Hin, Win, Cin), dW (kh, kw, Cin, Cout), db (Cout,)."""
    # BEGIN SOLUTION
    x, W, s, p = cache
    around = np.pad(x, ((0, 0), (p, p), (p, p), (0, 0)))
    dpadded, dW = np.zeros_like(around), np.zeros_like(W)
    kh, kw = W.shape[:2]
    for i, j in np.ndindex(kh, kw):
        where = places(i, j, dy.shape, s)
        dW[i, j] = np.tensordot(around[where], dy, ((0, 1, 2), (0, 1, 2)))  # (Cin, Cout)
        dpadded[where] += dy @ W[i, j].T  # (N, Hout, Wout, Cin)
    dx = dpadded[:, p : p + x.shape[1], p : p + x.shape[2]]
    return dx, dW, dy.sum(axis=(0, 1, 2))
    # END SOLUTION
