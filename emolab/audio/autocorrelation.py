"""Autocorrelation: how much a frame resembles itself, some samples later."""

from emolab.audio.fft import irfft, rfft
from emolab.audio.options import whole
from emolab.core import formula
from emolab.core.errors import ArgumentError


@formula()
def autocorrelation(frames, lags=None, fine=1):
    """Autocorrelation of the last axis, from lag 0 on.

    lags      how many; all K unless given
    fine      values a sample: 4 gives the lags 0, 1/4, 1/2, ... by band-limited interpolation
    Formula   r(k) = sum over n = 0..K-1-k of x_n x_{n+k},  by Wiener and Khinchin: r = IFFT(|FFT(x)|^2)
    Shapes    frames (..., K) -> r (..., lags*fine)
    """
    K = frames.shape[-1]
    lags = whole("autocorrelation: lags", K if lags is None else lags)
    fine = whole("autocorrelation: fine", fine)
    if lags > K:
        raise ArgumentError(f"autocorrelation: lags is {lags}, but the frames have {K} samples")
    n_fft = 1 << max(1, (K + lags - 2).bit_length())  # from K + lags - 1 on nothing wraps around
    X = rfft(frames, n_fft)  # (..., F)
    power = X.real**2 + X.imag**2
    if fine > 1:
        power[..., -1] /= 2  # the bin at half the rate stands for two of the longer transform
    # n_fft * fine puts zeros above the highest frequency, which interpolates between the lags
    return irfft(power, n_fft * fine)[..., : lags * fine] * fine
