"""SciPy's transforms as the twins of the hand-written ones."""

import scipy.fft

from emolab.core.errors import ArgumentError


def _length(name, n):
    if n is None or (n == int(n) and n >= 1):
        return n
    raise ArgumentError(f"{name}: n: must be a whole number of at least 1, not {n!r}")


def fft(x, n=None):
    return scipy.fft.fft(x, _length("fft", n))


def ifft(X, n=None):
    return scipy.fft.ifft(X, _length("fft", n))


def rfft(x, n=None):
    return scipy.fft.rfft(x, _length("fft", n))


def irfft(X, n=None):
    return scipy.fft.irfft(X, _length("irfft", n))
