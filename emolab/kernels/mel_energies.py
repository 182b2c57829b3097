"""Bands of frames by blocks that stay in the second-level cache, each block one FFT and one product."""

import numpy as np
import scipy.fft

from emolab.core.threads import run_pieces

POINTS = 2**17  # samples in a block
LEAST = 256  # fewer frames are not worth a thread


def mel_energies(frames, window, bank, n_fft, power=2):
    energies = np.empty((len(frames), len(bank)), np.result_type(frames, window, bank))
    rows = max(1, POINTS // n_fft)
    columns = np.ascontiguousarray(bank.T)  # (F, M)

    def piece(start, stop):
        for i in range(start, stop, rows):
            j = min(i + rows, stop)
            X = scipy.fft.rfft(frames[i:j] * window, n_fft, workers=1)  # (rows, F)
            spectrum = X.real**2
            spectrum += X.imag**2
            if power == 1:
                np.sqrt(spectrum, out=spectrum)
            np.matmul(spectrum, columns, out=energies[i:j])

    run_pieces(piece, len(frames), LEAST)
    return energies
