"""The mel scale, and triangular filters spaced evenly on it."""

import warnings

import numpy as np

from emolab.audio.options import one_of, positive, whole
from emolab.core import formula
from emolab.core.errors import ArgumentError

SCALES = ("htk", "slaney", "ln")
NORMS_OF_FILTERS = (None, "slaney", "printed")
KNEE_HZ, KNEE_MEL, STEP = 1000.0, 15.0, np.log(6.4) / 27  # Slaney: linear below the knee, then by e^STEP


@formula("song2021 2.26", "liu2026 mel scale")
def hz_to_mel(f, scale="htk"):
    """Frequency to mel.

    scale     "htk", "slaney" (Auditory Toolbox) or "ln" (Kaldi, openSMILE)
    Formula   htk: 2595 log10(1 + f / 700);  ln: 1127 ln(1 + f / 700)
              slaney: 3 f / 200 below 1000 Hz, 15 + 27 ln(f / 1000) / ln 6.4 from there
    Units     f Hz -> mel
    Note      htk and ln differ by 0.001 %; Slaney's mel is another unit altogether.
    """
    f = np.asarray(f, dtype=np.float64)
    one_of("hz_to_mel: scale", scale, SCALES)
    if scale == "htk":
        return 2595 * np.log10(1 + f / 700)
    if scale == "ln":
        return 1127 * np.log(1 + f / 700)
    return np.where(f < KNEE_HZ, 3 * f / 200, KNEE_MEL + np.log(np.maximum(f, KNEE_HZ) / KNEE_HZ) / STEP)


@formula("song2021 2.26", "liu2026 mel scale")
def mel_to_hz(mel, scale="htk"):
    """Mel to frequency, the inverse of `hz_to_mel`.

    Formula   htk: 700 (10^(mel / 2595) - 1);  ln: 700 (e^(mel / 1127) - 1)
              slaney: 200 mel / 3 below 15, 1000 e^((mel - 15) ln 6.4 / 27) from there
    Units     mel -> f Hz
    """
    mel = np.asarray(mel, dtype=np.float64)
    one_of("mel_to_hz: scale", scale, SCALES)
    if scale == "htk":
        return 700 * (10 ** (mel / 2595) - 1)
    if scale == "ln":
        return 700 * (np.exp(mel / 1127) - 1)
    bent = KNEE_HZ * np.exp(STEP * (np.maximum(mel, KNEE_MEL) - KNEE_MEL))
    return np.where(mel < KNEE_MEL, 200 * mel / 3, bent)


@formula("song2021 2.5.5", "liu2026 2")
def mel_filterbank(
    sample_rate, n_fft, bands=26, fmin=0.0, fmax=None, scale="htk", norm=None, corners="exact", slopes="hz"
):
    """Triangular filters, one a row, each from its left neighbour's peak to its right neighbour's.

    fmin      and fmax bound the filters; fmax None: half the sample rate
    scale     as `hz_to_mel`'s
    norm      None: peaks of 1;  "slaney": areas of 1 (over Hz), which is what liu2026 2 intends;
              "printed": liu2026 2 to the letter, which is no triangle, for comparison
    corners   "exact", or "floor": moved down to the spectrum's bin floor((n_fft + 1) f / sample_rate)
    slopes    straight over "hz" (librosa), or straight over "mel" (HTK, Kaldi, openSMILE)
    Formula   c_j = mel_to_hz(evenly from mel(fmin) to mel(fmax)),  j = 0..bands + 1
              B_j(f) = max(0, min((f - c_{j-1}) / (c_j - c_{j-1}), (c_{j+1} - f) / (c_{j+1} - c_j)))
    Shapes    -> bank (bands, n_fft//2+1)
    Units     sample_rate, fmin and fmax Hz
    Note      With areas of 1 the slopes are 2 (f - c_{j-1}) / ((c_{j+1} - c_{j-1}) (c_j - c_{j-1})) and
              2 (c_{j+1} - f) / ((c_{j+1} - c_{j-1}) (c_{j+1} - c_j)): twice the height of B_j over its base.
    Errors    ArgumentError where fmin and fmax are no range up to half the sample rate
    """
    rate = positive("mel_filterbank: sample_rate", sample_rate)
    n_fft, bands = whole("mel_filterbank: n_fft", n_fft, least=2), whole("mel_filterbank: bands", bands)
    one_of("mel_filterbank: norm", norm, NORMS_OF_FILTERS)
    one_of("mel_filterbank: corners", corners, ("exact", "floor"))
    one_of("mel_filterbank: slopes", slopes, ("hz", "mel"))
    fmax = rate / 2 if fmax is None else fmax
    if not 0 <= fmin < fmax <= rate / 2:
        raise ArgumentError(
            f"mel_filterbank: fmin {fmin:g} and fmax {fmax:g} Hz must be a range within 0..{rate / 2:g}, "
            f"half the sample rate of {rate:g}"
        )
    mels = np.linspace(hz_to_mel(fmin, scale), hz_to_mel(fmax, scale), bands + 2)
    c = mel_to_hz(mels, scale)  # (bands + 2,)
    f = np.arange(n_fft // 2 + 1) * rate / n_fft  # (F,), the bins' frequencies
    if norm == "printed":
        return _printed(f, c)
    if corners == "floor":
        bank = _triangles(np.arange(len(f), dtype=float), np.floor((n_fft + 1) * c / rate))
    elif slopes == "mel":
        bank = _triangles(hz_to_mel(f, scale), mels)
    else:
        bank = _triangles(f, c)
    if norm == "slaney":
        bank *= (2 / (c[2:] - c[:-2]))[:, None]
    empty = np.flatnonzero(~bank.any(axis=1))
    if len(empty):
        warnings.warn(
            f"mel_filterbank: no bin of the spectrum falls into band {empty[0]} ({len(empty)} of {bands} are "
            "empty); use fewer bands or a larger n_fft",
            stacklevel=3,
        )
    return bank


def _triangles(x, corners):
    left, peak, right = corners[:-2, None], corners[1:-1, None], corners[2:, None]  # (bands, 1)
    rising = (x >= left) & (x < peak)  # (bands, F)
    falling = (x >= peak) & (x < right)
    up, down = (x - left) / np.maximum(peak - left, 1e-300), (right - x) / np.maximum(right - peak, 1e-300)
    return np.where(rising, up, 0) + np.where(falling, down, 0)


def _printed(f, corners):
    """Equation 2 of liu2026 to the letter: the first slope lacks a factor, the second falls below zero.

    The rise divides by c_{j+1} - c_j - c_{j-1}, which may vanish or be negative; the fall counts from the
    peak down, c_j - f, and divides by the left side's width.
    """
    left, peak, right = corners[:-2, None], corners[1:-1, None], corners[2:, None]  # (bands, 1)
    rising = (f > left) & (f < peak)  # (bands, F); at the peak both branches hold, and the second gives 0
    falling = (f >= peak) & (f < right)
    width = right - peak - left
    width = np.where(width == 0, np.finfo(float).tiny, width)
    up = 2 * (f - left) / width
    down = 2 * (peak - f) / ((right - left) * (peak - left))
    return np.where(rising, up, 0) + np.where(falling, down, 0)
