import numpy as np


def dense_forward(x, W, b):
    """A dense layer: x (..., D), W (D, H), b (H,) -> y (..., H), and a cache for the backward."""
    # BEGIN SOLUTION
    return x @ W + b, (x, W)  # (..., H)
    # END SOLUTION


def dense_backward(dy, cache):
    """Gradients of the dense layer: dy (..., H) -> dx (..., D), dW (D, H), db (H,)."""
    # BEGIN SOLUTION
    x, W = cache
    rows, slopes = x.reshape(-1, W.shape[0]), dy.reshape(-1, W.shape[1])  # (M, D), (M, H)
    dW = rows.T @ slopes  # (D, H)
    db = np.sum(slopes, axis=0)  # (H,)
    dx = slopes @ W.T  # (M, D)
    return dx.reshape(x.shape), dW, db
    # END SOLUTION
