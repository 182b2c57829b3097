import numpy as np


def transform_input(d):
    """The four left factors of windows of four. (..., 4) -> (..., 4)"""
    # BEGIN SOLUTION
    left = [d[..., 0] - d[..., 2], d[..., 1] + d[..., 2], d[..., 2] - d[..., 1], d[..., 1] - d[..., 3]]
    return np.stack(left, axis=-1)
    # END SOLUTION


def transform_taps(g):
    """The four right factors of three taps. (3,) -> (4,)"""
    # BEGIN SOLUTION
    return np.array([g[0], (g[0] + g[1] + g[2]) / 2, (g[0] - g[1] + g[2]) / 2, g[2]])
    # END SOLUTION


def filter_f23(x, g):
    """Filter a signal by tiles of two outputs and four products. (T,), (3,) -> (T - 2,)"""
    # BEGIN SOLUTION
    padded = np.append(x, np.zeros(len(x) % 2))
    windows = np.lib.stride_tricks.sliding_window_view(padded, 4)[::2]  # (P, 4)
    m = transform_input(windows) * transform_taps(g)  # (P, 4)
    first = m[..., 0] + m[..., 1] + m[..., 2]
    second = m[..., 1] - m[..., 2] - m[..., 3]
    return np.stack([first, second], axis=1).ravel()[: len(x) - 2]
    # END SOLUTION
