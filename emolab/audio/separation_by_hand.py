"""Three separations of the voice that nobody had to train: by direction, by repetition, and by both."""

import numpy as np

from emolab.audio.hpss import hpss
from emolab.audio.istft import istft
from emolab.audio.masks import noise_floor_mask
from emolab.audio.repet import beat_spectrum, repeating_mask, repeating_period
from emolab.audio.separation_grid import HOP_SECONDS, separation_grid, separation_stft
from emolab.audio.spectrum import stft
from emolab.core import DataError

OVERLAP = 4  # frames in a window
CHORDS = (0.256, 1.0, 35.0)  # window s, then widths of the median filters: s along time, Hz along frequency
DRUMS = (0.064, 0.1, 1500.0)
FLOOR = {"quantile": 0.5, "excess": 2.0, "least": 0.1}
LOWEST = 80.0  # Hz; no voice lies below
SHORTEST_PERIOD, LONGEST_PERIOD = 0.25, 8.0  # s
WEAK = 0.03  # a beat spectrum that rises by less does not repeat


def voice_by_direction(signal, sample_rate):
    """Cut away what lasts in long windows (chords), then what strikes in short ones (drums).

    Formula   voice = harmonic in windows of 64 ms of (percussive in windows of 256 ms of x)
    Shapes    signal (S,) -> voice (S,), remarks ()
    Source    FitzGerald and Gainza 2010; Tachibana et al. 2014
    Note      A voice glides: in windows of a quarter of a second its harmonics smear along frequency as a
              beat does, in short ones they are ridges along time.
    """
    moving = _filtered(signal, sample_rate, CHORDS, 1)
    return _filtered(moving, sample_rate, DRUMS, 0), ()


def _filtered(signal, sample_rate, settings, which):
    """Keep the harmonic (0) or percussive (1) part at one length of window."""
    window, span_time, span_frequency = settings
    n_fft = max(8, round(window * sample_rate))
    hop = n_fft // OVERLAP
    X = stft(signal, n_fft, hop)  # (T, F)
    widths = _odd(span_time * sample_rate / hop), _odd(span_frequency * n_fft / sample_rate)
    mask = hpss(np.abs(X), *widths)[which]  # (T, F)
    return istft(X * mask, n_fft, hop, length=len(signal))


def _odd(value):
    return 2 * int(value / 2) + 1


def repetition_mask(X, sample_rate):
    """Mask of what does not repeat; None, with a remark, where nothing does.

    Shapes    X (T, F) -> mask (T, F), remarks
    """
    magnitude = np.abs(X)  # (T, F)
    least, most = (round(seconds / HOP_SECONDS) for seconds in (SHORTEST_PERIOD, LONGEST_PERIOD))
    try:
        period, strength = repeating_period(beat_spectrum(magnitude**2), least, most)
    except DataError as error:
        return None, (str(error),)
    if strength < WEAK:
        return None, (f"no repetition was found (strength {strength:.3f}, {WEAK} is needed)",)
    mask = 1 - repeating_mask(magnitude, period)
    bins = np.arange(X.shape[1]) * sample_rate / (2 * (X.shape[1] - 1))  # Hz
    return mask * (bins >= LOWEST), ()


def voice_by_repetition(signal, sample_rate):
    """Cut away what comes back with the strongest period of the signal.

    Shapes    signal (S,) -> voice (S,), remarks
    Note      Where nothing repeats there is no accompaniment to find: voice is None, and a remark says so.
    """
    X = separation_stft(signal, sample_rate)  # (T, F)
    mask, remarks = repetition_mask(X, sample_rate)
    if mask is None:
        return None, remarks
    return istft(X * mask, *separation_grid(sample_rate), length=len(signal)), ()


def voice_by_both(signal, sample_rate):
    """Cut away what repeats, where something does, then chords and drums, then the steady floor.

    Shapes    signal (S,) -> voice (S,), remarks
    """
    voice, remarks = voice_by_repetition(signal, sample_rate)
    voice = signal if voice is None else voice
    voice = voice_by_direction(voice, sample_rate)[0]
    X = separation_stft(voice, sample_rate)  # (T, F)
    mask = noise_floor_mask(X.real**2 + X.imag**2, **FLOOR)
    return istft(X * mask, *separation_grid(sample_rate), length=len(signal)), remarks
