"""A linear template, laid over every place of a grid of features."""

import numpy as np

from emolab.core import formula


@formula("gu2025 face detection", kernel="window_scores")
def window_scores(blocks, weights, bias):
    """What M linear machines say of each window that starts on the grid.

    Formula   s_mrc = b_m + sum over i < h and j < w of blocks_(r+i)(c+j) . W_mij
    Shapes    blocks (R, S, F), weights (M, h, w, F), bias (M,) -> scores (M, R-h+1, S-w+1)
    """
    h, w = weights.shape[1:3]
    rows, columns = blocks.shape[0] - h + 1, blocks.shape[1] - w + 1
    scores = np.zeros_like(blocks, shape=(rows, columns, len(bias))) + bias.astype(blocks.dtype)
    for i in range(h):
        for j in range(w):
            scores += blocks[i : i + rows, j : j + columns] @ weights[:, i, j].T.astype(blocks.dtype)
    return scores.transpose(2, 0, 1)  # (M, R-h+1, S-w+1)
