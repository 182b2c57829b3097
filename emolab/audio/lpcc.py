"""Cepstrum of a linear predictor: the shape of the vocal tract, as MFCC have it, without a filter bank."""

import numpy as np

from emolab.audio.lpc import SIGNS, lpc
from emolab.audio.options import one_of, whole
from emolab.audio.short_time import short_frames
from emolab.core import formula


@formula("gu2025 LPCC")
def lpcc(a, n=None, sign="minus"):
    """Cepstral coefficients 1..n of 1 / A(z), from the predictor's coefficients.

    n         how many; as many as a has, unless given
    sign      "minus": a as in A(z) = 1 - sum of a_j z^-j, what `lpc` gives;  "plus": as in
              A(z) = 1 + sum of a_j z^-j (librosa, MATLAB), where every a_j has the other sign
    Formula   c_1 = a_1;  c_m = a_m + sum over k = 1..m-1 of (k / m) c_k a_{m-k},  a_j = 0 for j > order
    Shapes    a (..., P) -> c (..., n)
    Note      gu2025 names LPCC without a formula. The wrong sign gives the cepstrum of another filter, not
              the negative one. Order 0 is ln of the gain and not among them.
    """
    one_of("lpcc: sign", sign, SIGNS)
    P = a.shape[-1]
    n = whole("lpcc: n", P if n is None else n)
    a = a if sign == "minus" else -a
    c = np.zeros_like(a, shape=(*a.shape[:-1], n))
    for m in range(1, n + 1):
        k = np.arange(max(1, m - P), m)  # those with an a_{m-k}
        c[..., m - 1] = (k.astype(a.dtype) / m * c[..., k - 1] * a[..., m - k - 1]).sum(axis=-1)
        if m <= P:
            c[..., m - 1] += a[..., m - 1]
    return c


def lpcc_of_signal(signal, sample_rate, n=12, order=None, length=0.025, hop=0.010, window="hamming", a=0.97):
    """Return the LPCC of each frame of a signal, (T, n).

    order     of the predictor; None: 2 and one for each 1000 Hz of the rate
    length    and hop: a float counts seconds, an int samples
    a         of the pre-emphasis of the whole signal
    """
    frames, rate = short_frames("lpcc_of_signal", signal, sample_rate, length, hop, window, a=a)
    order = 2 + int(rate / 1000 + 0.5) if order is None else order
    return lpcc(lpc(frames, order)[0], n)
