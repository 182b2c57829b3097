"""Resampling: each output is one row of taps on the samples around it, summed in lanes."""

import numpy as np

from emolab.core.threads import run_pieces
from emolab.kernels.jit import jit

LANES = 16  # sums side by side, which a processor's vectors hold without another order of additions
LEAST = 2048  # fewer outputs are not worth a thread


@jit
def _outputs(padded, bank, up, down, start, y):
    lanes = np.empty(LANES, y.dtype)
    for m in range(len(y)):
        first, phase = divmod((start + m) * down, up)
        taps = bank[phase]
        x = padded[first : first + len(taps)]
        lanes[:] = 0
        for j in range(0, len(taps), LANES):
            for lane in range(LANES):
                lanes[lane] += taps[j + lane] * x[j + lane]
        y[m] = lanes.sum()


def polyphase(signal, h, up, down):
    half = len(h) // 2
    reach = half // up + 1
    wide = -(-(2 * reach + 1) // LANES) * LANES
    padded = np.zeros(len(signal) + reach + wide, signal.dtype)
    padded[reach : reach + len(signal)] = signal
    taps = np.zeros((2 * reach + 1) * up, h.dtype)
    start = reach * up - half
    taps[start : start + len(h)] = h
    bank = np.zeros((up, wide), h.dtype)
    bank[:, : 2 * reach + 1] = taps.reshape(-1, up).T[:, ::-1]
    y = np.empty(-(-len(signal) * up // down), signal.dtype)
    run_pieces(lambda a, b: _outputs(padded, bank, up, down, a, y[a:b]), len(y), LEAST)
    return y
