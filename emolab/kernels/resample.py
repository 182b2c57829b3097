"""SciPy's up-filter-down loop as the twin of the polyphase products."""

import numpy as np
from scipy.signal import upfirdn


def polyphase(signal, h, up, down):
    half = len(h) // 2
    before = -half % down  # zeros that put the filter's middle on a kept sample
    behind = max(0, up - 1 - half)  # a short filter must reach the last output
    taps = np.concatenate([np.zeros(before, h.dtype), h, np.zeros(behind, h.dtype)])
    count = -(-len(signal) * up // down)
    first = (half + before) // down
    return upfirdn(taps, signal, up, down)[first : first + count]
