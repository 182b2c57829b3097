import numpy as np


def whiten(X, mean, axes, variances):
    """Whitened components of samples.

    X         (N, D);  mean (D,), axes (n, D), variances (n,) of a PCA
    Returns   W (N, n)
    """
    # BEGIN SOLUTION
    return (X - mean) @ axes.T / np.sqrt(variances)
    # END SOLUTION


def reconstruct(W, mean, axes, variances):
    """The samples nearest to their originals that whitened components W (N, n) can give.

    Returns   (N, D)
    """
    # BEGIN SOLUTION
    return mean + (W * np.sqrt(variances)) @ axes
    # END SOLUTION
