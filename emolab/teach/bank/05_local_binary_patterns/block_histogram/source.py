import numpy as np


def block_histogram(codes, labels, rows, columns, weights):
    """Histograms of all blocks of a label image, each to sum 1, times its weight, joined row by row.

    codes     labels from 0 to labels - 1, (H, W)
    labels    how many labels there are
    weights   one for each block, (rows, columns)
    Returns   x (rows * columns * labels,)
    """
    # BEGIN SOLUTION
    H, W = codes.shape
    parts = []
    for i in range(rows):
        for j in range(columns):
            top, bottom = i * H // rows, (i + 1) * H // rows
            left, right = j * W // columns, (j + 1) * W // columns
            counts = np.bincount(codes[top:bottom, left:right].ravel(), minlength=labels)
            parts.append(weights[i, j] * counts / counts.sum())
    return np.concatenate(parts)
    # END SOLUTION


def chi_square(a, b):
    """Distance of joined histograms: 2 sum of (a - b)^2 / (a + b), bins empty in both left out."""
    # BEGIN SOLUTION
    total = a + b
    some = total > 0
    return float(2 * np.sum((a - b)[some] ** 2 / total[some]))
    # END SOLUTION
