"""The discrete Fourier transform, as it is written down."""

import numpy as np

from emolab.core import formula


@formula("liu2026 1")
def dft(x):
    """Discrete Fourier transform along the last axis, one product with the matrix of all waves.

    Formula   X_k = sum over n of x_n exp(-2 pi i k n / N),  k = 0..N-1
    Shapes    x (..., N) -> X (..., N), complex
    Note      N^2 multiplications; `fft` gives the same numbers with about N log2 N.
    """
    N = x.shape[-1]
    k = np.arange(N)
    waves = np.exp(-2j * np.pi * (np.outer(k, k) % max(N, 1)) / max(N, 1))  # (N, N)
    return x @ waves.astype(np.result_type(x, np.complex64))  # (..., N)
