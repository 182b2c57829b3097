"""The fast Fourier transform: radix 2, and Bluestein's trick for every other length."""

import numpy as np

from emolab.audio.options import whole
from emolab.core import formula


@formula("song2021 2.5.4", "liu2026 1", kernel="fft")
def fft(x, n=None):
    """Fourier transform of the last axis, which is cut or filled with zeros to n samples first.

    Formula   X_k = sum over m of x_m exp(-2 pi i k m / n),  k = 0..n-1
    Shapes    x (..., N) -> X (..., n), complex
    """
    x, n = _cut_or_fill(x, n)
    x = x.astype(np.result_type(x, np.complex64))
    if n & (n - 1) == 0:
        return _radix2(x)
    return _bluestein(x)


@formula(kernel="fft")
def ifft(X, n=None):
    """Inverse of `fft`.

    Formula   x_m = 1/n sum over k of X_k exp(2 pi i k m / n)
    Shapes    X (..., N) -> x (..., n), complex
    """
    X, n = _cut_or_fill(X, n)
    return np.conj(fft(np.conj(X))) / n


@formula("song2021 2.5.4", "liu2026 1", kernel="fft")
def rfft(x, n=None):
    """Fourier transform of real samples: the first half, because X_{n-k} is the conjugate of X_k.

    Formula   X_k = sum over m of x_m exp(-2 pi i k m / n),  k = 0..n//2
    Shapes    x (..., N) -> X (..., n//2+1), complex
    """
    x, n = _cut_or_fill(x, n)
    return fft(x)[..., : n // 2 + 1]


@formula(kernel="fft")
def irfft(X, n=None):
    """Inverse of `rfft`: n real samples, n = 2 (K - 1) unless it is given.

    Formula   X_{n-k} = conj(X_k), then the inverse transform
    Shapes    X (..., K) -> x (..., n)
    """
    n = whole("irfft: n", 2 * (X.shape[-1] - 1) if n is None else n)
    X, half = _cut_or_fill(X, n // 2 + 1)
    mirror = np.conj(X[..., (n + 1) // 2 - 1 : 0 : -1])  # (..., (n-1)//2)
    return ifft(np.concatenate([X, mirror], axis=-1)).real


def _cut_or_fill(x, n):
    n = whole("fft: n", x.shape[-1] if n is None else n)
    if x.shape[-1] >= n:
        return x[..., :n], n
    filled = np.zeros_like(x, shape=(*x.shape[:-1], n))
    filled[..., : x.shape[-1]] = x
    return filled, n


def _radix2(x):
    """Cooley and Tukey: X_k = E_k + w^k O_k and X_{k+n/2} = E_k - w^k O_k, from single samples upwards."""
    X = x[..., None, :]  # (..., 1, N): N transforms of length 1, every one of them a sample
    while X.shape[-1] > 1:
        size, count = X.shape[-2], X.shape[-1] // 2
        even, odd = X[..., :count], X[..., count:]  # (..., size, count)
        w = np.exp(-1j * np.pi * np.arange(size, like=x) / size).astype(x.dtype)[:, None]  # (size, 1)
        odd = w * odd
        X = np.concatenate([even + odd, even - odd], axis=-2)  # (..., 2 size, count)
    return X[..., 0]


def _bluestein(x):
    """With k m = (k^2 + m^2 - (k - m)^2) / 2 the transform is a convolution, of any power-of-two length."""
    n = x.shape[-1]
    m = np.arange(n, like=x)
    chirp = np.exp(-1j * np.pi * (m * m % (2 * n)) / n)  # (n,); the square's remainder keeps its digits
    size = 1 << (2 * n - 2).bit_length()  # the smallest power of two from 2 n - 1
    around = np.zeros_like(chirp, shape=size)
    around[:n] = np.conj(chirp)
    around[size - n + 1 :] = np.conj(chirp[:0:-1])  # negative k - m wrap to the end
    a = np.zeros_like(x, shape=(*x.shape[:-1], size))
    a[..., :n] = x * chirp.astype(x.dtype)
    product = _radix2(a) * _radix2(around).astype(x.dtype)
    convolved = np.conj(_radix2(np.conj(product)))[..., :n] / size
    return convolved * chirp.astype(x.dtype)
