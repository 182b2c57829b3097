import numpy as np


def covariance_pca(X, n):
    """Mean, principal axes and variances of samples, from the covariance of the features (zhu2022 step 6).

    X         (N, D), one sample a row
    n         how many axes, D at most
    Returns   mean (D,), axes (n, D), variances (n,), the largest first
    """
    # BEGIN SOLUTION
    mean = X.mean(axis=0)
    centred = X - mean
    values, vectors = np.linalg.eigh(centred.T @ centred / (len(X) - 1))  # ascending (D,), (D, D)
    axes = vectors[:, ::-1][:, :n].T
    largest = np.abs(axes).argmax(axis=1)  # (n,)
    signs = np.sign(axes[np.arange(n), largest])
    return mean, axes * signs[:, None], values[::-1][:n]
    # END SOLUTION
