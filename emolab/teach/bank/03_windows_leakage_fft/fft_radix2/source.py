import numpy as np


def fft_radix2(x):
    """Fast Fourier transform of the last axis, whose length N is a power of two.

    x         (..., N), real or complex
    Returns   X (..., N), complex
    Errors    ValueError where N is no power of two
    """
    # BEGIN SOLUTION
    x = np.asarray(x).astype(complex)
    N = x.shape[-1]
    if N < 1 or N & (N - 1):
        raise ValueError(f"{N} is no power of two")
    if N == 1:
        return x
    even = fft_radix2(x[..., 0::2])  # (..., N / 2)
    odd = fft_radix2(x[..., 1::2])
    turned = np.exp(-2j * np.pi * np.arange(N // 2) / N) * odd
    return np.concatenate([even + turned, even - turned], axis=-1)
    # END SOLUTION
