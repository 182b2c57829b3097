"""Separating a voice: the median filter and both parts beside SciPy and librosa, and whole clips."""

import warnings

import numpy as np

from benchmarks.sound import voice
from benchmarks.work import Sides, Work, relative

RATE = 16000


def works():
    """Return the rows."""
    cells = "938 x 513, 31 wide"
    return [
        Work("median", "median filter along time", cells, _median, "scipy.ndimage"),
        Work("hpss", "harmonic and percussive", cells, _hpss, "librosa"),
        Work("istft", "inverse STFT", "60 s at 16 kHz, 1,024 by 256", _istft, "librosa"),
        Work("separate-hand", "separate_voice, combined", "15 s", lambda _: _clip("combined"), None),
        Work("separate-unet", "separate_voice, unet", "15 s", lambda _: _clip("unet"), None),
    ]


def _spectrogram():
    from emolab.audio import spectrogram

    return spectrogram(voice(15), 1024, 256, power=1)  # (T, F)


def _median(ndimage):
    from emolab.audio import median_filter

    S = _spectrogram()
    peers, gap = {}, None
    if ndimage:
        peers["SciPy"] = lambda: ndimage.median_filter(S, (31, 1), mode="reflect")
        gap = relative(median_filter(S, 31, axis=0), peers["SciPy"]())
    return Sides(lambda: median_filter(S, 31, axis=0), peers, gap)


def _hpss(librosa):
    from emolab.audio import hpss

    S = _spectrogram()
    turned = np.ascontiguousarray(S.T)
    peers, gap = {}, None
    if librosa:
        peers["librosa"] = lambda: librosa.decompose.hpss(turned, mask=True)
        gap = relative(hpss(S)[0], peers["librosa"]()[0].T)
    return Sides(lambda: hpss(S), peers, gap)


def _istft(librosa):
    from emolab.audio import istft, stft

    x = voice(60)
    X = stft(x, 1024, 256)  # (T, F)
    turned = np.ascontiguousarray(X.T)
    peers, gap = {}, None
    if librosa:
        peers["librosa"] = lambda: librosa.istft(turned, n_fft=1024, hop_length=256, length=len(x))
        gap = relative(istft(X, 1024, 256, length=len(x)), peers["librosa"]())
    return Sides(lambda: istft(X, 1024, 256, length=len(x)), peers, gap)


def _clip(method):
    from emolab.audio import separate_voice
    from emolab.datasets.synthetic.music import make_music

    x = voice(15) + make_music(15, RATE, 0)

    def own():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a buzz is no voice, and is said to be none
            return separate_voice(x, RATE, method)

    return Sides(own, {})
