import numpy as np


def gram_trick(X, n):
    """Principal axes of few centred samples of many features, from the products of the samples.

    X         (N, D), each column of mean 0, N below D
    n         how many axes, N at most
    Returns   axes (n, D), variances (n,), the largest first
    """
    # BEGIN SOLUTION
    values, vectors = np.linalg.eigh(X @ X.T)  # ascending (N,), (N, N)
    squares = np.maximum(values[::-1][:n], 0)
    axes, _ = np.linalg.qr(X.T @ vectors[:, ::-1][:, :n])  # (D, n)
    axes = axes.T
    largest = np.abs(axes).argmax(axis=1)  # (n,)
    signs = np.sign(axes[np.arange(n), largest])
    return axes * signs[:, None], squares / (len(X) - 1)
    # END SOLUTION
