"""Normalising blocks one after the other, each in a buffer of its own."""

import numpy as np

from emolab.core.threads import run_pieces
from emolab.kernels.jit import jit

VALUES = 32768  # fewer than this are not worth a thread
NORM = {"L1": 0, "L1-sqrt": 1, "L2": 2, "L2-Hys": 3, "opencv": 4}


def normalise_histograms(blocks, norm="L2-Hys", epsilon=1e-5):
    R, S, B, C, K = blocks.shape
    y = np.empty(blocks.shape, blocks.dtype)
    flat = y.reshape(R, S, B * C * K)
    least = max(1, VALUES // max(1, S * B * C * K))
    e = blocks.dtype.type(epsilon)
    clip, tenth, thousandth = (blocks.dtype.type(x) for x in (0.2, 0.1 * B * C * K, 1e-3))
    kind = NORM[norm]
    run_pieces(lambda a, b: _blocks(blocks, a, b, kind, e, clip, tenth, thousandth, flat), R, least)
    return y


@jit
def _blocks(blocks, start, stop, kind, e, clip, tenth, thousandth, y):
    S, B, C, K = blocks.shape[1:]
    for r in range(start, stop):
        for s in range(S):
            v, place = y[r, s], 0
            for b in range(B):
                for c in range(C):
                    for k in range(K):
                        v[place] = blocks[r, s, b, c, k]
                        place += 1
            if kind < 2:
                _scale(v, 1 / (_sum(v) + e))
                if kind == 1:
                    for i in range(len(v)):
                        v[i] = np.sqrt(v[i])
                continue
            square = _squares(v)
            _scale(v, 1 / (np.sqrt(square) + tenth) if kind == 4 else 1 / np.sqrt(square + e * e))
            if kind > 2:
                for i in range(len(v)):
                    v[i] = min(v[i], clip)
                square = _squares(v)
                _scale(v, 1 / (np.sqrt(square) + thousandth) if kind == 4 else 1 / np.sqrt(square + e * e))


@jit
def _scale(v, factor):
    for i in range(len(v)):
        v[i] *= factor


@jit
def _sum(v):
    total = v[0] - v[0]
    for i in range(len(v)):
        total += abs(v[i])
    return total


@jit
def _squares(v):
    """Four sums side by side, each waiting for itself alone."""
    a = v[0] - v[0]
    b, c, d = a, a, a
    whole = len(v) // 4 * 4
    for i in range(0, whole, 4):
        a += v[i] * v[i]
        b += v[i + 1] * v[i + 1]
        c += v[i + 2] * v[i + 2]
        d += v[i + 3] * v[i + 3]
    for i in range(whole, len(v)):
        a += v[i] * v[i]
    return (a + b) + (c + d)
