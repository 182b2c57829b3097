"""Overlap-add in one pass over the frames."""

import numpy as np

from emolab.core.errors import ArgumentError
from emolab.kernels.jit import jit


@jit
def _add(frames, hop, x):
    for t in range(frames.shape[0]):
        for k in range(frames.shape[1]):
            x[t * hop + k] += frames[t, k]


def overlap_add(frames, hop):
    if isinstance(hop, bool) or hop != int(hop) or hop < 1:
        raise ArgumentError(f"overlap_add: hop: must be a whole number of at least 1, not {hop!r}")
    T, K = frames.shape
    x = np.zeros((max(T - 1, 0) * int(hop) + (K if T else 0),), frames.dtype)
    _add(frames, int(hop), x)
    return x
