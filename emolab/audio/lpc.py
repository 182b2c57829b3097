"""Linear prediction: each sample as a weighted sum of those before it."""

import numpy as np

from emolab.audio.autocorrelation import autocorrelation
from emolab.audio.options import one_of, whole
from emolab.core import formula
from emolab.core.errors import ArgumentError

SIGNS = ("minus", "plus")


@formula()
def levinson_durbin(r, order):
    """Predictor of an autocorrelation, order by order.

    Formula   k_i = (r(i) - sum over j < i of a_j r(i-j)) / e_{i-1};  a_i = k_i;
              a_j <- a_j - k_i a_{i-j};  e_i = (1 - k_i^2) e_{i-1},  e_0 = r(0)
    Shapes    r (..., K) -> a (..., order), e (...), k (..., order)
    Note      a_j as in A(z) = 1 - sum of a_j z^-j; k the reflection coefficients, |k_i| < 1; e the power that
              is left over. Where nothing is left (silence, a perfect prediction), the rest of a is 0.
    """
    order = whole("levinson_durbin: order", order)
    if r.shape[-1] <= order:
        raise ArgumentError(f"levinson_durbin: order {order} needs the lags 0..{order}; r has {r.shape[-1]}")
    a = np.zeros_like(r, shape=(*r.shape[:-1], order))
    k = np.zeros_like(a)
    e = r[..., 0].copy()  # (...)
    least = np.finfo(r.dtype).eps * np.abs(r[..., 0]) + np.finfo(r.dtype).tiny
    for i in range(order):
        past = a[..., :i]
        rest = r[..., i + 1] - (past * r[..., i:0:-1]).sum(axis=-1)  # (...)
        live = e > least
        k[..., i] = np.where(live, rest / np.where(live, e, 1), 0)
        ki = k[..., i, None]
        a[..., :i] = past - ki * past[..., ::-1]
        a[..., i] = k[..., i]
        e = e * (1 - k[..., i] ** 2)
    return a, np.maximum(e, 0), k


@formula()
def burg(frames, order):
    """Predictor that makes the forward and backward errors smallest together, straight from the samples.

    Formula   f_0 = b_0 = x;  k_i = 2 sum of f_{i-1,n} b_{i-1,n-1} / sum of (f_{i-1,n}^2 + b_{i-1,n-1}^2);
              f_i,n = f_{i-1,n} - k_i b_{i-1,n-1};  b_i,n = b_{i-1,n-1} - k_i f_{i-1,n};  a as in Levinson's
    Shapes    frames (..., K) -> a (..., order), e (...), k (..., order)
    Note      As `levinson_durbin`; e is the sum over the samples, so that both are of the frame's energy.
    """
    order, K = whole("burg: order", order), frames.shape[-1]
    if order >= K:
        raise ArgumentError(f"burg: order {order} needs more than {order} samples; the frames have {K}")
    a = np.zeros_like(frames, shape=(*frames.shape[:-1], order))
    k = np.zeros_like(a)
    f, b = frames[..., 1:], frames[..., :-1]  # (..., K - 1)
    e = (frames**2).sum(axis=-1)  # (...)
    least = np.finfo(frames.dtype).eps * e + np.finfo(frames.dtype).tiny
    for i in range(order):
        power = (f**2 + b**2).sum(axis=-1)  # (...)
        live = power > least
        k[..., i] = np.where(live, 2 * (f * b).sum(axis=-1) / np.where(live, power, 1), 0)
        ki = k[..., i, None]
        past = a[..., :i]
        a[..., :i] = past - ki * past[..., ::-1]
        a[..., i] = k[..., i]
        e = e * (1 - k[..., i] ** 2)
        f, b = (f - ki * b)[..., 1:], (b - ki * f)[..., :-1]
    return a, np.maximum(e, 0), k


@formula()
def lpc(frames, order=12, method="autocorrelation", sign="minus"):
    """Linear prediction coefficients of each frame.

    method    "autocorrelation": Levinson and Durbin's recursion on it (window the frames first);
              "burg": straight from the samples, without a window (librosa's)
    sign      "minus": A(z) = 1 - sum of a_j z^-j, so that x_n is about sum of a_j x_{n-j};
              "plus": A(z) = 1 + sum of a_j z^-j (librosa, MATLAB, scipy.signal), the other sign of every a_j
    Formula   a = argmin sum over n of (x_n - sum over j = 1..order of a_j x_{n-j})^2
    Shapes    frames (..., K) -> a (..., order), e (...)
    Note      e is the energy that the prediction leaves of the frame. Silence gives zeros.
    """
    one_of("lpc: method", method, ("autocorrelation", "burg"))
    one_of("lpc: sign", sign, SIGNS)
    order = whole("lpc: order", order)
    if order >= frames.shape[-1]:
        raise ArgumentError(f"lpc: order {order} needs longer frames than of samples {frames.shape[-1]}")
    if method == "burg":
        a, e, _ = burg(frames, order)
    else:
        a, e, _ = levinson_durbin(autocorrelation(frames, order + 1), order)
    return (a if sign == "minus" else -a), e
