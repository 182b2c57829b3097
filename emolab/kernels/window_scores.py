"""All products of blocks and template cells as one matrix product, then sums along the diagonal."""

import numpy as np

from emolab.core.threads import run_pieces
from emolab.kernels.jit import jit

ROWS = 8  # fewer rows of windows than this are not worth a thread


def window_scores(blocks, weights, bias):
    R, S, F = blocks.shape
    M, h, w = weights.shape[:3]
    scores = np.empty((M, R - h + 1, S - w + 1), blocks.dtype)
    flat = weights.reshape(-1, F).T.astype(blocks.dtype)  # (F, M h w)
    bias = bias.astype(blocks.dtype)

    def piece(start, stop):
        part = blocks[start : stop + h - 1]
        products = part.reshape(-1, F) @ flat
        _sums(products.reshape(len(part), S, M, h, w), bias, scores[:, start:stop])

    run_pieces(piece, R - h + 1, ROWS)
    return scores


@jit
def _sums(products, bias, scores):
    M, rows, columns = scores.shape
    h, w = products.shape[3:]
    for m in range(M):
        for r in range(rows):
            for s in range(columns):
                total = bias[m]
                for i in range(h):
                    for j in range(w):
                        total += products[r + i, s + j, m, i, j]
                scores[m, r, s] = total
