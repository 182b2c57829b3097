import numpy as np


def hz_to_mel(f):
    """Frequency in Hz to mel (song2021 2.26), for numbers and arrays."""
    # BEGIN SOLUTION
    return 2595 * np.log10(1 + np.asarray(f) / 700)
    # END SOLUTION


def mel_filterbank(rate, n_fft, bands):
    """Triangular filters whose corners lie evenly in mel, from 0 Hz to half the rate.

    rate      samples a second
    n_fft     points of the transform: bin k is at k rate / n_fft Hz
    Returns   bank (bands, n_fft // 2 + 1), peaks of height 1, sides straight over Hz
    """
    # BEGIN SOLUTION
    mels = np.linspace(0, hz_to_mel(rate / 2), bands + 2)
    corners = 700 * (10 ** (mels / 2595) - 1)  # Hz, (bands + 2,)
    f = np.arange(n_fft // 2 + 1) * rate / n_fft  # Hz, (F,)
    left, peak, right = corners[:-2, None], corners[1:-1, None], corners[2:, None]
    rise = (f - left) / (peak - left)  # (bands, F)
    fall = (right - f) / (right - peak)
    return np.maximum(0, np.minimum(rise, fall))
    # END SOLUTION
