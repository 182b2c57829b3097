"""What the INTERSPEECH 2009 emotion set fixes at one sample rate: frames, window, mel bands, lags."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from emolab.audio.options import positive
from emolab.audio.windows import hamming
from emolab.core.errors import ArgumentError

LOWEST_RATE = 2000.0  # Hz: below it a pitch of 500 Hz has less than four samples
HIGHEST_PITCH = 500.0  # Hz
HIGHEST_BAND = 8000.0  # Hz


class IS09Plan(NamedTuple):
    """All of the set that depends on nothing but the sample rate."""

    length: int  # n, samples of a frame: 25 ms
    hop: int  # 10 ms
    n_fft: int  # the next power of two
    window: np.ndarray  # (n,), float32
    bank: np.ndarray  # (26, n_fft // 2 + 1), times 32767
    period: np.float32  # seconds a lag, 25 ms / n rounded to float32
    skip: int  # lags that belong to pitches above 500 Hz


@lru_cache(maxsize=32)
def is09_plan(sample_rate, seconds=0.025, lowest=0.0):
    """Return the IS09Plan of a sample rate.

    seconds   of a frame, and lowest, the lower end of the mel bands in Hz: IS11 and IS13 have others
    Formula   n = floor(seconds rate + 1/2), hop = floor(0.010 rate + 1/2), n_fft = 2^ceil(log2 n)
              period = seconds / n;  skip = floor(1 / (500 period))
    Units     sample_rate Hz
    Errors    ArgumentError for a rate below 2000 Hz
    Note      A frame counts as its nominal length, not as n / rate. This moves every bin of the spectrum
              and every lag a little where n is rounded: at 11,025, 22,050 and 44,100 Hz. Rounding the period
              to float32 decides on a whole lag at 16,000 Hz: 31 are skipped and not 32.
    """
    rate = positive("is09: sample_rate", sample_rate)
    if rate < LOWEST_RATE:
        raise ArgumentError(
            f"is09: sample_rate is {rate:g} Hz; pitch is sought up to {HIGHEST_PITCH:g} Hz, which needs at "
            f"least {LOWEST_RATE:g}"
        )
    n = int(np.floor(seconds * rate + 0.5))
    n_fft = 1 << (n - 1).bit_length()
    window = hamming(n).astype(np.float32)
    bank = is09_mel_bank(n_fft, n / (seconds * n_fft), lowest) * 32767
    period = np.float32(np.float32(seconds * n_fft / n) / np.float32(n_fft))
    window.setflags(write=False)
    bank.setflags(write=False)
    skip = int(1 / (HIGHEST_PITCH * float(period)))
    return IS09Plan(n, int(np.floor(0.010 * rate + 0.5)), n_fft, window, bank, period, skip)


def is09_mel_bank(n_fft, bin_width, lowest=0.0, bands=26):
    """Triangles that are straight over mel, from the lowest frequency to 8,000 Hz or the last bin.

    bin_width Hz from one bin of the spectrum to the next
    Formula   mel(f) = 1127 ln(1 + f / 700), rounded to float32;  c_j evenly from mel(lowest) to mel(highest)
              B_j(k) = max(0, min((m_k - c_{j-1}) / (c_j - c_{j-1}), (c_{j+1} - m_k) / (c_{j+1} - c_j)))
              with m_k = mel(k bin_width), for the bins round(lowest / bin_width) < k
              < round(highest / bin_width), where highest = min(8000, n_fft / 2 bin_width)
    Shapes    -> B (bands, n_fft//2+1)
    Note      The last band loses a bin where 8,000 Hz lies in the lower half of the way to the next one, as
              at 24,000, 44,100, 48,000 and 96,000 Hz.
    """
    highest = min(HIGHEST_BAND, n_fft // 2 * bin_width)

    def mel(f):
        return np.float32(1127 * np.log(1 + f / 700))

    step = (mel(highest) - mel(lowest)) / np.float32(bands + 1)
    c = (mel(lowest) + np.arange(bands + 2, dtype=np.float32) * step).astype(np.float64)  # (bands + 2,)
    bins = np.arange(n_fft // 2 + 1)
    m = mel(bins * bin_width).astype(np.float64)  # (F,)
    rise, fall = c[1:-1] - c[:-2], c[2:] - c[1:-1]  # (bands,)
    bank = np.minimum((m - c[:-2, None]) / rise[:, None], (c[2:, None] - m) / fall[:, None])  # (bands, F)
    inside = (bins > round(lowest / bin_width)) & (bins < round(highest / bin_width))
    return np.maximum(bank, 0) * inside
