"""Bands of frames by blocks that stay in the second-level cache, each block one FFT and one product."""

import numpy as np
import scipy.fft

from emolab.core.threads import run_pieces
from emolab.kernels.jit import jit

POINTS = 2**15  # samples in a block
LEAST = 256  # fewer frames are not worth a thread


@jit
def _prepare(frames, window, centre, a, out):
    """Centre, pre-emphasise and weigh frames in one pass; what `out` has behind the frames stays as it is."""
    K = frames.shape[1]
    for t in range(frames.shape[0]):
        mean = frames[t, 0] * 0
        if centre:
            for k in range(K):
                mean += frames[t, k]
            mean /= K
        rest = mean * (1 - a)
        out[t, 0] = (frames[t, 0] * (1 - a) - rest) * window[0]
        for k in range(1, K):
            out[t, k] = (frames[t, k] - a * frames[t, k - 1] - rest) * window[k]


def mel_energies(frames, window, bank, n_fft, power=2, centre=False, a=0.0):
    dtype = np.result_type(frames, window, bank)
    energies = np.empty((len(frames), len(bank)), dtype)
    rows = max(1, POINTS // n_fft)
    columns = np.ascontiguousarray(bank.T)  # (F, M)
    inside = bool(centre or a)
    width = max(n_fft, frames.shape[1])

    def piece(start, stop):
        ready = np.zeros((min(rows, stop - start), width), dtype) if inside else None
        for i in range(start, stop, rows):
            j = min(i + rows, stop)
            if inside:
                _prepare(frames[i:j], window, bool(centre), dtype.type(a), ready)
                weighed = ready[: j - i]
            else:
                weighed = frames[i:j] * window
            X = scipy.fft.rfft(weighed, n_fft, workers=1)  # (rows, F)
            spectrum = X.real**2
            spectrum += X.imag**2
            if power == 1:
                np.sqrt(spectrum, out=spectrum)
            np.matmul(spectrum, columns, out=energies[i:j])

    run_pieces(piece, len(frames), LEAST)
    return energies
