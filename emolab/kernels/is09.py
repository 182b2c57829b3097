"""Loops of the INTERSPEECH 2009 emotion set: one pass over each frame, one or two over each contour."""

import numba
import numpy as np

from emolab.kernels.jit import jit

# Where the last bit decides, each product is to be rounded before it is added: no fused multiply-adds
rounded_jit = numba.njit(nogil=True, cache=True, error_model="numpy")


@jit
def _zcr(frames, z):
    T, n = frames.shape
    for t in range(T):
        x = frames[t]
        count = 0
        for i in range(1, n - 1):
            count += (x[i - 1] * x[i] < 0) | ((x[i] == 0) & (x[i - 1] * x[i + 1] <= 0))
        z[t] = count / n


def is09_zcr(frames):
    z = np.empty(len(frames), frames.dtype)
    _zcr(np.ascontiguousarray(frames), z)
    return z


@jit
def _voicing(a, first, v):
    T, K = a.shape
    for t in range(T):
        best = a[t, K - 1]
        for i in range(first, K):
            if a[t, i] > best and a[t, i] > a[t, i - 1]:
                best = a[t, i]
        v[t] = best / a[t, 0] if a[t, 0] > 0 else 0


def is09_voicing(autocorrelation, skip):
    v = np.empty(len(autocorrelation), autocorrelation.dtype)
    _voicing(np.ascontiguousarray(autocorrelation), max(skip, 1), v)
    return v


@jit
def _pitch(c, period, s, f0):
    T, K = c.shape
    for t in range(T):
        total, highest = 0.0, c[t, K - 1]
        for i in range(K):
            total += abs(c[t, i])
        for i in range(s, K):
            highest = max(highest, c[t, i])
        height = 0.6 * (highest + total / K)
        f0[t] = 0
        for i in range(s + 1, K - 1):
            if c[t, i] > height and c[t, i] > c[t, i - 1] and c[t, i] > c[t, i + 1]:
                f0[t] = np.float32(1) / (np.float32(i) * period)
                break


def is09_pitch(cepstrum, period, skip):
    f0 = np.empty(len(cepstrum), np.float32)
    _pitch(np.ascontiguousarray(cepstrum), np.float32(period), skip + 1, f0)
    return f0


@rounded_jit
def _smooth_pitch(f0, y):
    kind = f0.dtype.type
    low, high, usual, three = kind(0.6), kind(1.4), kind(0.3), kind(3)
    mean, one_back, two_back = kind(0), kind(0), kind(0)
    for t in range(len(f0)):
        value, s = f0[t], kind(0)
        if value > 0:
            if mean == 0:
                mean = value
            s, share = value, usual
            if value <= low * mean or value >= high * mean:
                s, share = mean, usual / three
            mean = (kind(1) - share) * mean + share * value
        y[t] = 0
        if one_back > 0 and two_back > 0:
            y[t] = (one_back + two_back) / kind(2)
        elif one_back > 0 and s > 0:
            y[t] = one_back
        one_back, two_back = s, one_back


def is09_smooth_pitch(f0):
    f0 = np.ascontiguousarray(f0)
    y = np.empty_like(f0)
    _smooth_pitch(f0, y)
    return y


@jit
def _functionals(x, y):
    T, D = x.shape
    kind = x.dtype.type
    sums, weighted = np.zeros(D), np.zeros(D)
    y[:, 3:5] = 0
    for d in range(D):
        y[d, 0] = x[0, d]
        y[d, 1] = x[0, d]
    for t in range(T):
        for d in range(D):
            sums[d] += x[t, d]
            weighted[d] += t * np.float64(x[t, d])
            if x[t, d] > y[d, 0]:
                y[d, 0] = x[t, d]
                y[d, 3] = t
            if x[t, d] < y[d, 1]:
                y[d, 1] = x[t, d]
                y[d, 4] = t
    first = T * (T - 1) / 2
    spread = first * (2 * T - 1) / 3 - first * first / T
    for d in range(D):
        y[d, 2] = kind(y[d, 0]) - kind(y[d, 1])
        y[d, 5] = kind(sums[d] / T)
        y[d, 6] = (weighted[d] - y[d, 5] * first) / spread if T > 1 else 0
        y[d, 7] = y[d, 5] - y[d, 6] * (T - 1) / 2
    moments = np.zeros((4, D))
    for t in range(T):
        for d in range(D):
            c = x[t, d] - y[d, 5]
            error = x[t, d] - y[d, 6] * t - y[d, 7]
            moments[0, d] += error * error
            moments[1, d] += c * c
            moments[2, d] += c * c * c
            moments[3, d] += c * c * (c * c)
    for d in range(D):
        variance = moments[1, d] / T
        y[d, 8] = moments[0, d] / T
        y[d, 9] = np.sqrt(variance)
        some = variance > 0
        y[d, 10] = moments[2, d] / T / (variance * y[d, 9]) if some else 0
        y[d, 11] = moments[3, d] / T / (variance * variance) if some else 0


def is09_functionals(contours):
    y = np.full((contours.shape[1], 12), np.nan)
    if len(contours):
        _functionals(np.ascontiguousarray(contours), y)
    return y
