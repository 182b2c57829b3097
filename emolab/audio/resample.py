"""Resampling: the band-limited signal through the samples, taken at other times."""

from math import ceil, gcd, pi

import numpy as np

from emolab.audio.options import whole
from emolab.core import formula
from emolab.core.errors import ArgumentError, DataError, ShapeError


def resampling_filter(up, down, attenuation=100.0, transition=0.08):
    """Design the low-pass filter of a change of rate by up / down: a sinc under a Kaiser window.

    attenuation dB, what is left of frequencies above the lower of the two Nyquist frequencies
    transition  part of that Nyquist frequency, below it, in which the filter falls
    Formula   h(n) = up 2 f_c sinc(2 f_c n) kaiser(n),  n = -half..half, f_c in the middle of the transition
              kaiser(n) = I0(beta sqrt(1 - (n / half)^2)) / I0(beta),  beta = 0.1102 (attenuation - 8.7)
              2 half = (attenuation - 8) / (2.285 width),  width = pi transition / max(up, down)
    Shapes    -> h (2 half + 1,), at `up` times the old rate
    """
    if not 50 <= attenuation <= 200:
        raise ArgumentError(f"resample: attenuation is {attenuation!r} dB; it must be from 50 to 200")
    if not 0 < transition < 1:
        raise ArgumentError(f"resample: transition is {transition!r}; it must be a part between 0 and 1")
    width = pi * transition / max(up, down)  # radians a sample
    half = ceil((attenuation - 8) / (2.285 * width) / 2)
    cutoff = (1 - transition / 2) * 0.5 / max(up, down)  # cycles a sample
    n = np.arange(-half, half + 1)
    return up * 2 * cutoff * np.sinc(2 * cutoff * n) * np.kaiser(2 * half + 1, 0.1102 * (attenuation - 8.7))


@formula(kernel="resample")
def polyphase(signal, h, up, down):
    """Raise the rate by `up` with zeros, filter with h, keep every `down`-th sample; zeros are never touched.

    Formula   y_m = sum over k of x_k h(m down - k up),  m = 0..ceil(S up / down) - 1
    Shapes    signal (S,), h (2half+1,) -> y (ceil(S up / down),)
    Note      Outputs up samples apart use the same taps (a phase), so each phase is one matrix product.
    """
    half = len(h) // 2
    reach = half // up + 1  # input samples on either side
    count = -(-len(signal) * up // down)
    padded = np.zeros_like(signal, shape=len(signal) + 2 * reach)
    padded[reach:-reach] = signal
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)  # (S, 2 reach + 1)
    taps = np.zeros_like(h, shape=(2 * reach + 1) * up)
    start = reach * up - half
    taps[start : start + len(h)] = h  # h(n) stands at n + reach up
    y = np.empty_like(signal, shape=count)
    for r in range(min(up, count)):
        first, phase = divmod(r * down, up)
        y[r::up] = windows[first::down][: len(y[r::up])] @ taps[phase::up][::-1]
    return y


def resample(signal, rate_from, rate_to, attenuation=100.0, transition=0.08):
    """Change the sample rate of a signal.

    attenuation dB; nothing above the new Nyquist frequency is left stronger than this
    transition  the part of the lower Nyquist frequency that fades; below it, tones keep their level
    Formula   as `polyphase`, up / down = rate_to / rate_from in lowest terms
    Shapes    signal of S samples -> y of ceil(S rate_to / rate_from)
    Units     rates Hz, whole numbers
    Errors    ShapeError for several channels, DataError for NaN or infinity, ArgumentError for a rate below 1
    Note      There is silence before and after the signal. No delay: y_0 is at the time of x_0.
    """
    if signal.ndim != 1:
        raise ShapeError(f"resample: signal has shape {signal.shape}; give one channel, (S,), at a time")
    if signal.dtype.kind != "f":
        raise ArgumentError(f"resample: signal is {signal.dtype}; floats from -1 to 1 are needed")
    old, new = whole("resample: rate_from", rate_from), whole("resample: rate_to", rate_to)
    finite = np.isfinite(signal)
    if not finite.all():
        place = int(np.argmin(finite))
        raise DataError(f"resample: sample {place} of the signal is {signal[place]}; cut or repair it")
    up, down = new // gcd(old, new), old // gcd(old, new)
    if up == down or len(signal) == 0:
        return signal.copy()
    h = resampling_filter(up, down, attenuation, transition).astype(signal.dtype)
    return polyphase(signal, h, up, down)
