import numpy as np


def output_side(side, k, s=1, p=0):
    """How many windows of k fit along an axis, in steps of s, with p zeros at both ends. -> int"""
    # BEGIN SOLUTION
    return (side + 2 * p - k) // s + 1
    # END SOLUTION


def conv2d(x, W, b, s=1, p=0):
    """x (N, Hin, Win, Cin), W (kh, kw, Cin, Cout), b (Cout,) -> y (N, Hout, Wout, Cout)."""
    # BEGIN SOLUTION
    kh, kw, _, Cout = W.shape
    H, V = output_side(x.shape[1], kh, s, p), output_side(x.shape[2], kw, s, p)
    padded = np.pad(x, ((0, 0), (p, p), (p, p), (0, 0)))
    y = np.zeros((len(x), H, V, Cout)) + b
    for i, j in np.ndindex(kh, kw):
        seen = padded[:, i : i + (H - 1) * s + 1 : s, j : j + (V - 1) * s + 1 : s]  # (N, H, V, Cin)
        y += seen @ W[i, j]  # (N, H, V, Cout)
    return y
    # END SOLUTION
