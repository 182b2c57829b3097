"""Pitch, chroma, linear prediction and zero crossings of one clip, beside librosa."""

import numpy as np

from benchmarks.sound import RATE, voice
from benchmarks.work import Sides, Work, relative

SECONDS = 10


def works():
    """Return the rows."""
    size = f"{SECONDS} s at 16 kHz"
    return [
        Work("pitch", "pitch by autocorrelation, with its path", size, _pitch("autocorrelation"), "librosa"),
        Work("pitch-cepstrum", "pitch by cepstrum, with its path", size, _pitch("cepstrum"), "librosa"),
        Work("chroma", "chroma as librosa's", size, _chroma, "librosa"),
        Work("lpc", "linear prediction (Burg), order 12", f"{SECONDS} s, frames of 25 ms", _lpc, "librosa"),
        Work("zero-crossings", "zero crossings", size, _zero_crossings, "librosa"),
    ]


def _pitch(method):
    def prepare(librosa):
        from emolab.audio import pitch

        x = voice(SECONDS)
        own = lambda: pitch(x, RATE, method)  # noqa: E731
        if librosa is None:
            return Sides(own, {})
        yin = lambda: librosa.yin(x, fmin=65, fmax=500, sr=RATE, hop_length=160)  # noqa: E731
        found = own().hz
        both = found > 0
        gap = float(np.median(np.abs(found / yin()[: len(found)] - 1)[both]))
        note = "librosa.yin follows no path and tells no voicing; the difference is the median of the pitch"
        return Sides(own, {"librosa.yin": yin}, gap, bound=0.02, note=note)

    return prepare


def _chroma(librosa):
    from emolab.audio import chroma

    x = voice(SECONDS)
    own = lambda: chroma(x, RATE)  # noqa: E731
    if librosa is None:
        return Sides(own, {})
    peer = lambda: librosa.feature.chroma_stft(y=x, sr=RATE, tuning=0.0).T  # noqa: E731
    return Sides(own, {"librosa": peer}, relative(own(), peer()))


def _lpc(librosa):
    from emolab.audio import frame, lpc

    frames = frame(voice(SECONDS), 400, 160)
    own = lambda: lpc(frames, 12, method="burg", sign="plus")[0]  # noqa: E731
    if librosa is None:
        return Sides(own, {})
    peer = lambda: librosa.lpc(frames, order=12)[:, 1:]  # noqa: E731
    return Sides(own, {"librosa": peer}, relative(own(), peer()), bound=1e-2)


def _zero_crossings(librosa):
    from emolab.audio import zero_crossing_rate

    x = voice(SECONDS)
    own = lambda: zero_crossing_rate(x, RATE, 400, 160)  # noqa: E731
    if librosa is None:
        return Sides(own, {})
    peer = lambda: librosa.feature.zero_crossing_rate(  # noqa: E731
        x, frame_length=400, hop_length=160, center=False
    )[0]
    return Sides(own, {"librosa": peer}, relative(own(), peer()))
