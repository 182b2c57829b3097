import numpy as np


def max_pool_forward(x, size):
    """x (N, Hin, Win, C), size a number -> y (N, Hin // size, Win // size, C), cache."""
    # BEGIN SOLUTION
    N, H, V, C = x.shape[0], x.shape[1] // size, x.shape[2] // size, x.shape[3]
    parts = x[:, : H * size, : V * size].reshape(N, H, size, V, size, C)
    windows = parts.transpose(0, 1, 3, 5, 2, 4).reshape(N, H, V, C, size * size)
    return windows.max(axis=-1), (windows, x.shape, size)
    # END SOLUTION


def max_pool_backward(dy, cache):
    """dy (N, Hout, Wout, C) -> dx of x's shape."""
    # BEGIN SOLUTION
    windows, shape, size = cache
    N, H, V, C = dy.shape
    winner = windows.argmax(axis=-1)[..., None]  # (N, H, V, C, 1), the first of equals
    spread = np.where(np.arange(size * size) == winner, dy[..., None], 0)
    spread = spread.reshape(N, H, V, C, size, size).transpose(0, 1, 4, 2, 5, 3)
    dx = np.zeros(shape, dy.dtype)
    dx[:, : H * size, : V * size] = spread.reshape(N, H * size, V * size, C)
    return dx
    # END SOLUTION
