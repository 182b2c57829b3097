"""Steps from a sound to its features, written out index by index: for the checks of the ledgers."""

from math import cos, log, pi, sqrt

import numpy as np


def power_spectrum(frames, n_fft):
    """|sum over n of x_n exp(-2 pi i k n / n_fft)|^2 of each frame, k = 0..n_fft / 2."""
    n, k = np.arange(frames.shape[1]), np.arange(n_fft // 2 + 1)
    waves = np.exp(-2j * pi * np.outer(n, k) / n_fft)  # (K, F)
    return np.abs(frames @ waves) ** 2


def hamming(N):
    """0.54 - 0.46 cos(2 pi n / (N - 1)), n = 0..N - 1."""
    return np.array([0.54 - 0.46 * cos(2 * pi * n / (N - 1)) for n in range(N)])


def triangles(rate, n_fft, bands):
    """Triangles of height 1 between corners that lie evenly on the mel scale from 0 to half the rate."""
    highest = 2595 * np.log10(1 + rate / 2 / 700)
    corner = [700 * (10 ** (highest * j / (bands + 1) / 2595) - 1) for j in range(bands + 2)]
    bank = np.zeros((bands, n_fft // 2 + 1))
    for j in range(bands):
        left, peak, right = corner[j : j + 3]
        for i in range(n_fft // 2 + 1):
            f = i * rate / n_fft
            bank[j, i] = max(0, min((f - left) / (peak - left), (right - f) / (right - peak)))
    return bank


def cosines(logs, count):
    """The first coefficients of the orthogonal cosine transform of each row."""
    M = logs.shape[1]
    found = np.zeros((len(logs), count))
    for t, row in enumerate(logs):
        for k in range(count):
            scale = sqrt(1 / M) if k == 0 else sqrt(2 / M)
            found[t, k] = scale * sum(row[m] * cos(pi * k * (m + 0.5) / M) for m in range(M))
    return found


def differences(c, reach):
    """sum over n of n (c_{t+n} - c_{t-n}) / (2 sum over n of n^2); the ends are repeated."""
    T = len(c)
    found = np.zeros_like(c)
    for t in range(T):
        for n in range(1, reach + 1):
            found[t] += n * (c[min(t + n, T - 1)] - c[max(t - n, 0)])
    return found / (2 * sum(n * n for n in range(1, reach + 1)))


def log_of(x, floor=1e-10):
    """The natural logarithm of each number, none below a floor."""
    return np.array([[log(max(value, floor)) for value in row] for row in x])
