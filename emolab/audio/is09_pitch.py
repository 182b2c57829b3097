"""Voicing and pitch of the INTERSPEECH 2009 emotion set, from autocorrelation and cepstrum."""

import numpy as np

from emolab.core import formula

VOICED = np.float32(0.55)  # frames below this probability have no pitch


@formula(kernel="is09")
def is09_voicing(autocorrelation, skip):
    """Probability of voicing: the largest rising value of the autocorrelation beside its value at lag 0.

    autocorrelation  magnitudes, as `is09_autocorrelation` gives them
    skip      lags that are too short for a voice, see `is09_plan`
    Formula   v = max(a_{K-1}, max of a_i over i >= max(skip, 1) with a_i > a_{i-1}) / a_0;  0 where a_0 = 0
    Shapes    autocorrelation (T, K) -> v (T,)
    """
    first = max(skip, 1)
    lags = autocorrelation[:, first:]  # (T, K - first)
    rising = lags > autocorrelation[:, first - 1 : -1]
    best = np.maximum(np.where(rising, lags, 0).max(axis=1), autocorrelation[:, -1])  # (T,)
    energy = autocorrelation[:, 0]
    return np.where(energy > 0, best / np.where(energy > 0, energy, 1), 0).astype(autocorrelation.dtype)


@formula(kernel="is09")
def is09_pitch(cepstrum, period, skip):
    """Pitch: the first high peak of the cepstrum, 0 where there is none.

    period    seconds a lag, and skip, lags too short for a voice: see `is09_plan`
    Formula   s = skip + 1;  h = 0.6 (max(c_s, ..., c_{K-1}) + 1/K sum over all i of |c_i|)
              F0 = 1 / (i period) at the first i > s with c_{i-1} < c_i > c_{i+1} and c_i > h
    Shapes    cepstrum (T, K) -> f0 (T,), float32
    Units     Hz
    Note      Lag and period are multiplied in float32, as openSMILE does it.
    """
    s = skip + 1
    height = 0.6 * (cepstrum[:, s:].max(axis=1) + np.abs(cepstrum).mean(axis=1))  # (T,)
    c = cepstrum[:, s + 1 : -1]  # (T, K - s - 2)
    peak = (c > cepstrum[:, s:-2]) & (c > cepstrum[:, s + 2 :]) & (c > height[:, None])
    lag = (peak.argmax(axis=1) + s + 1).astype(np.float32)  # (T,)
    return np.where(peak.any(axis=1), 1 / (lag * np.float32(period)), np.float32(0))


@formula(kernel="is09")
def is09_smooth_pitch(f0):
    """Smooth a pitch contour, one frame late: outliers give way to a running mean, neighbours are averaged.

    Formula   over the voiced frames (f0 > 0), with m the running mean, the first f0 at first:
              outlier where f0 <= 0.6 m or f0 >= 1.4 m;  s = m for an outlier, else f0, and 0 where unvoiced
              m <- (1 - a) m + a f0, with a = 0.3, a third of it for an outlier
              y_t = (s_{t-2} + s_{t-1}) / 2 where both are voiced
              y_t = s_{t-1} where t - 2 is unvoiced and t - 1 and t are voiced
              y_t = 0 elsewhere: where t - 1 is unvoiced, or voiced alone
    Shapes    f0 (T,) -> y (T,)
    Units     Hz
    Note      Rounded to f0's own type after every step. Lags of 3 to 5 and of 7 to 5 lie on the bounds, and
              float32 decides there, as in openSMILE.
    """
    kind = f0.dtype.type
    low, high, usual = kind(0.6), kind(1.4), kind(0.3)
    y = np.zeros_like(f0)
    mean, one_back, two_back = kind(0), kind(0), kind(0)
    for t, value in enumerate(f0):
        s = kind(0)
        if value > 0:
            mean = mean if mean > 0 else value
            outlier = value <= low * mean or value >= high * mean
            share = usual / kind(3) if outlier else usual
            s = mean if outlier else value
            mean = (kind(1) - share) * mean + share * value
        if one_back > 0 and two_back > 0:
            y[t] = (one_back + two_back) / kind(2)
        elif one_back > 0 and s > 0:
            y[t] = one_back
        one_back, two_back = s, one_back
    return y
