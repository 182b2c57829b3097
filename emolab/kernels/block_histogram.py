"""Counting labels block by block in one pass over the pixels."""

import numpy as np

from emolab.core.errors import DataError
from emolab.core.threads import run_pieces
from emolab.kernels.jit import jit

PIXELS = 65536  # fewer than this are not worth a thread


def block_counts(codes, labels, blocks):
    N, H, W = codes.shape
    R, S = blocks
    if codes.size and not (codes.min() >= 0 and codes.max() < labels):
        raise DataError(f"codes hold {codes.min()} to {codes.max()}; labels must lie in 0 to {labels - 1}")
    codes = np.ascontiguousarray(codes)
    counts = np.zeros((N, R, S, labels), np.int64)
    least = max(1, PIXELS * R // max(1, H * W))
    run_pieces(lambda start, stop: _count(codes, start, stop, counts), N * R, least)
    return counts


@jit
def _count(codes, start, stop, counts):
    H, W = codes.shape[1:]
    R, S = counts.shape[1:3]
    for part in range(start, stop):
        n, r = part // R, part % R
        for i in range(r * H // R, (r + 1) * H // R):
            line = codes[n, i]
            for s in range(S):
                count = counts[n, r, s]
                for j in range(s * W // S, (s + 1) * W // S):
                    count[line[j]] += 1
