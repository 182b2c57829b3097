"""How periodic a frame is at each period: by its autocorrelation, or by its cepstrum."""

import numpy as np

from emolab.audio.autocorrelation import autocorrelation
from emolab.audio.fft import irfft, rfft
from emolab.audio.framing import frame
from emolab.audio.windows import hann
from emolab.core import formula

METHODS = {"autocorrelation": 0.45, "cepstrum": 0.13}  # and the height from which a frame counts as voiced
PERIODS = 4  # of the lowest pitch in a frame
LAGS = 32000  # a second, at least
HIGHEST = 4000.0  # Hz of the spectrum that the cepstrum listens to
DEPTH = 1e-4  # of the highest power: what lies deeper is noise to the cepstrum


@formula()
def normalised_autocorrelation(frames, window, lags, fine=1):
    """Autocorrelation of windowed frames over that of their window: 1 at lag 0 and at every period.

    Formula   r(k) = (r_xw(k) / r_xw(0)) / (r_w(k) / r_w(0)),  x without its mean under w
    Shapes    frames (T, K), window (K,) -> r (T, lags*fine)
    Source    Boersma 1993, eq. 9
    Note      Silence gives zeros.
    """
    centred = frames - (frames @ (window / window.sum()))[:, None]  # (T, K)
    r = autocorrelation(centred * window, lags, fine)  # (T, lags fine)
    own = autocorrelation(window, lags, fine)  # (lags fine,)
    power = r[:, :1]
    live = power > np.finfo(r.dtype).tiny
    return np.where(live, r / np.where(live, power, 1), 0) / (own / own[0])


@formula()
def cepstral_height(frames, window, sample_rate, shortest, fine=1):
    """Likeness of the log spectrum to a cosine of each period: its cepstrum over its ripple.

    shortest  period in samples from where on ripple counts: what is slower is the vocal tract
    Formula   l = ln(|FFT(x w)|^2 + 1e-4 max), below 4 kHz, falling to 0 there as a cosine;
              c(q) = IFFT(l);  h(q) = c(q) / root of the sum of c^2 from `shortest` to K / 2
    Shapes    frames (T, K), window (K,) -> h (T, K//2*fine)
    Source    Noll 1967
    Note      A frame without ripple gives zeros.
    """
    K = frames.shape[1]
    n_fft = 2 << (K - 1).bit_length()
    centred = frames - (frames @ (window / window.sum()))[:, None]  # (T, K)
    X = rfft(centred * window, n_fft)  # (T, F)
    power = X.real**2 + X.imag**2
    top = min(power.shape[1], int(HIGHEST / sample_rate * n_fft) + 1)  # F'
    power = power[:, :top]
    highest = power.max(axis=1, keepdims=True)  # (T, 1)
    live = highest > np.finfo(power.dtype).tiny
    l = np.log(np.where(live, power / np.where(live, highest, 1), 0) + DEPTH)  # (T, F')
    taper = (0.5 + 0.5 * np.cos(np.pi * np.arange(top) / top)).astype(l.dtype)  # falls from 1 to 0
    l = (l - (l * taper).sum(axis=1, keepdims=True) / taper.sum()) * taper
    c = irfft(l, n_fft * fine)[:, : K // 2 * fine]  # (T, Q)
    ripple = np.sqrt((c[:, int(shortest * fine) :] ** 2).sum(axis=1, keepdims=True))  # (T, 1)
    flat = ripple <= np.finfo(c.dtype).tiny
    return np.where(flat, 0, c / np.where(flat, 1, ripple))


def periodicity(signal, rate, method, fmin, fmax, step, block):
    """Yield (heights (T, L), lags in seconds (L,), peaks (T,)) of centred frames, `block` frames at a time.

    The lags reach one place beyond 1 / fmax and 1 / fmin.
    """
    K = max(8, int(PERIODS / fmin * rate) // 2 * 2 + 1)
    window = hann(K + 2)[1:-1].astype(signal.dtype)  # (K,) without the zeros at its ends
    fine = max(1, int(np.ceil(LAGS / rate)))
    first, last = max(1, int(rate / fmax * fine) - 1), int(rate / fmin * fine) + 2
    lags = np.arange(first, last + 1) / (rate * fine)
    frames = frame(signal, K, step, "centre")  # (T, K)
    for start in range(0, len(frames), block):
        part = frames[start : start + block]
        if method == "cepstrum":
            heights = cepstral_height(part, window, rate, 0.7 * rate / fmax, fine)
        else:
            heights = normalised_autocorrelation(part, window, last // fine + 2, fine)
        peaks = np.abs(part).max(axis=1).astype(np.float64)
        yield heights[:, first : last + 1].astype(np.float64), lags, peaks
