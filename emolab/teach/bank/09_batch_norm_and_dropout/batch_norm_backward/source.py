import numpy as np


def batch_norm_forward(x, gamma, beta, eps=1e-5):
    """Normalise channels over the batch: x (..., C), gamma and beta (C,) -> y (..., C), cache."""
    # BEGIN SOLUTION
    rows = x.reshape(-1, x.shape[-1])  # (m, C)
    deviation = np.sqrt(rows.var(axis=0) + eps)  # (C,)
    x_hat = (rows - rows.mean(axis=0)) / deviation  # (m, C)
    return (gamma * x_hat + beta).reshape(x.shape), (x_hat, gamma, deviation)
    # END SOLUTION


def batch_norm_backward(dy, cache):
    """Gradients: dy (..., C) -> dx (..., C), dgamma (C,), dbeta (C,)."""
    # BEGIN SOLUTION
    x_hat, gamma, deviation = cache
    g = dy.reshape(x_hat.shape)  # (m, C)
    dgamma, dbeta = (g * x_hat).sum(axis=0), g.sum(axis=0)  # (C,)
    by_mean, by_deviation = dbeta / len(g), x_hat * (dgamma / len(g))
    dx = gamma / deviation * (g - by_mean - by_deviation)  # (m, C)
    return dx.reshape(dy.shape), dgamma, dbeta
    # END SOLUTION
