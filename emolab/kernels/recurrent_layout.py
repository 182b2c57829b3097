"""What the recurrent kernels share: the batch's cut, and sequences turned so that a step is one product.

Inside a kernel the batch comes last: the state is (H, n) and a step is (gates, H) @ (H, n), which BLAS
does 1.5 times faster than (n, H) @ (H, gates), and each gate of a step is one contiguous run.
"""

import numpy as np

from emolab.core.threads import run_pieces
from emolab.kernels.jit import jit


def over_batch(piece, N):
    """Run piece(start, stop) over two, four or eight equal parts of the batch (one where N is small)."""
    if N == 0:
        return [piece(0, 0)]
    count = 1 if N < 12 else 2 if N < 64 else 4 if N < 128 else 8
    return run_pieces(piece, N, least=1, most=count)


def contiguous(dtype, *arrays):
    """Every array of one dtype and in C order, None kept; nothing is copied that fits already."""
    return [None if a is None else np.ascontiguousarray(a, dtype) for a in arrays]


@jit
def to_steps(x, lengths, start, bias_row, out):
    """out (T, D or D + 1, n) <- x (N, T, D) from row `start`; zero past each length, a last row of ones."""
    n = out.shape[2]
    D = x.shape[2]
    for t in range(out.shape[0]):
        for d in range(D):
            for i in range(n):
                out[t, d, i] = x[start + i, t, d] if t < lengths[start + i] else 0
        if bias_row:
            for i in range(n):
                out[t, D, i] = 1


@jit
def from_steps(states, lengths, start, out):
    """out (N, T, H) from row `start` <- states (T, H, n); zero past each length."""
    H = out.shape[2]
    for i in range(states.shape[2]):
        for t in range(out.shape[1]):
            if t < lengths[start + i]:
                for j in range(H):
                    out[start + i, t, j] = states[t, j, i]
            else:
                for j in range(H):
                    out[start + i, t, j] = 0


@jit
def pack(rows, t, out):
    """out[:, t] (R, n) <- rows (R, n): the steps side by side, so that one product sums over them all."""
    for j in range(rows.shape[0]):
        for i in range(rows.shape[1]):
            out[j, t, i] = rows[j, i]


@jit
def unpack_rows(flat, lengths, start, out):
    """out (N, T, D) from row `start` <- flat (T, n, D); zero past each length."""
    for i in range(flat.shape[1]):
        for t in range(out.shape[1]):
            if t < lengths[start + i]:
                for d in range(out.shape[2]):
                    out[start + i, t, d] = flat[t, i, d]
            else:
                for d in range(out.shape[2]):
                    out[start + i, t, d] = 0


@jit
def pack_rows(x, lengths, start, out):
    """out (T, n, D) <- x (N, T, D) from row `start`; zero past each length."""
    for t in range(out.shape[0]):
        for i in range(out.shape[1]):
            inside = t < lengths[start + i]
            for d in range(out.shape[2]):
                out[t, i, d] = x[start + i, t, d] if inside else 0


def with_bias(W, b):
    """Wx (D, G) and b (G,) or None as one array (G, D + 1), to meet the row of ones."""
    column = np.zeros((W.shape[1], 1), W.dtype) if b is None else b[:, None]
    return np.concatenate([W.T, column], axis=1)


def input_gradients(x, lengths, start, sums, Wx, dx):
    """Fill dx (N, T, D) for a piece; return the gradient of Wx as (G, D).

    sums      (G, T, n), the gradients of the products x_t Wx; Wx (G, D)
    """
    G, T, n = sums.shape
    D = x.shape[2]
    rows = sums.reshape(G, T * n)
    inputs = np.empty((T, n, D), x.dtype)
    pack_rows(x, lengths, start, inputs)
    unpack_rows((rows.T @ Wx).reshape(T, n, D), lengths, start, dx)
    return rows @ inputs.reshape(T * n, D)


def in_order(parts):
    """Add up the pieces' sums, tuple by tuple, always in the same order."""
    total = list(parts[0])
    for part in parts[1:]:
        for k, value in enumerate(part):
            total[k] = total[k] + value
    return total
