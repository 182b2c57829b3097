"""How the recurrent twins lay sequences: time first, so that every step is one contiguous block."""

import numpy as np

from emolab.core.backend import like
from emolab.core.checks import checked_lengths
from emolab.kernels.cuda.raw import contiguous


def mask_of(x, lengths):
    """(lengths (N,) as NumPy's, mask (T, N, 1) on the card or None where no lengths are given)."""
    N, T = x.shape[:2]
    ends = checked_lengths(lengths, N, T)
    inside = None if lengths is None else like(x, (np.arange(T)[:, None] < ends)[..., None])
    return ends, inside


def by_time(x, mask, dtype):
    """x (N, T, D) -> (T, N, D), zero past the ends."""
    steps = contiguous(x.swapaxes(0, 1), dtype)
    return steps if mask is None else np.where(mask, steps, dtype.type(0))


def by_batch(steps, mask):
    """(T, N, D) -> (N, T, D), zero past the ends."""
    steps = steps if mask is None else np.where(mask, steps, steps.dtype.type(0))
    return steps.swapaxes(0, 1)


def opened(start, T):
    """Room for a state (N, H) and the T that follow, (T + 1, N, H)."""
    states = np.empty_like(start, shape=(T + 1, *start.shape))
    states[0] = start
    return states


def rows(steps):
    """(T, N, D) -> (T N, D)."""
    return steps.reshape(steps.shape[0] * steps.shape[1], steps.shape[2])
