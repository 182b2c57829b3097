"""Sequences of unequal length in one padded array: masks, last steps and reversal within each length."""

import numpy as np

from emolab.core.checks import checked_lengths

STEPS = ((0, 1), (0, 1))  # axes of np.tensordot: the sum over the batch and the steps of both arrays


def step_mask(lengths, N, T):
    """Which steps belong to their sequence, (N, T, 1) of bool; None where no lengths are given."""
    ends = checked_lengths(lengths, N, T)  # (N,)
    return None if lengths is None else (np.arange(T) < ends[:, None])[..., None]  # (N, T, 1)


def masked(x, mask):
    """x with zeros past the ends, whatever stood there; x itself where mask is None."""
    return x if mask is None else np.where(np.asarray(mask, like=x), x, x.dtype.type(0))


def last_step(h, lengths=None):
    """The value at each sequence's own last step, (N, T, H) -> (N, H)."""
    N, T = h.shape[:2]
    return h[np.arange(N), checked_lengths(lengths, N, T) - 1]


def last_step_backward(dlast, lengths, T):
    """The gradient of last_step, (N, H) -> (N, T, H)."""
    N, H = dlast.shape
    dh = np.zeros_like(dlast, shape=(N, T, H))
    dh[np.arange(N), checked_lengths(lengths, N, T) - 1] = dlast
    return dh


def reverse(x, lengths=None):
    """Each sequence backwards within its own length; padding stays where it is. Its own inverse."""
    if lengths is None:
        return x[:, ::-1]
    N, T = x.shape[:2]
    ends = checked_lengths(lengths, N, T)[:, None]  # (N, 1)
    steps = np.arange(T)  # (T,)
    order = np.where(steps < ends, ends - 1 - steps, steps)  # (N, T)
    return x[np.arange(N)[:, None], order]
