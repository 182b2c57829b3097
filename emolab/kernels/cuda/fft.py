"""The fast Fourier transform on a card: cuFFT's."""

import numpy as np

from emolab.core.errors import ArgumentError


def fft(x, n=None):
    return np.fft.fft(x, _whole("fft", n))


def ifft(X, n=None):
    return np.fft.ifft(X, _whole("fft", n))


def rfft(x, n=None):
    return np.fft.rfft(x, _whole("fft", n))


def irfft(X, n=None):
    return np.fft.irfft(X, _whole("irfft", n))


def _whole(where, n):
    if n is not None and (n != int(n) or n < 1):
        raise ArgumentError(f"{where}: n must be a whole number from 1, not {n!r}")
    return n if n is None else int(n)
