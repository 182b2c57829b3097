"""What liu2021 hears: MFCC of the sound at 16 kHz, kept on disk."""

import numpy as np

from emolab.core.errors import DataError
from emolab.papers.kept_features import kept_features

RATE = 16000  # Hz, so that the frames of all recordings mean the same


def voices(clips, settings, show=True):
    """Return the MFCC of each clip, a list of (T, coefficients x (1 + differences)), float32.

    Errors    DataError, naming the clip
    """
    asked = {
        "convention": settings.convention, "n": settings.coefficients, "differences": settings.differences,
        "trim": settings.trim,
    }  # fmt: skip

    def compute(clip):
        return voice(clip, **asked)

    return kept_features("liu2021-mfcc", clips, {**asked, "rate": RATE}, compute, "MFCC", show=show)


def voice(clip, trim=0.0, **settings):
    """Return the MFCC of one clip, (T, D), float32."""
    from emolab.audio import mfcc, resample, trim_silence

    sound, rate = np.asarray(clip.sound, np.float32), clip.sample_rate
    try:
        sound = resample(sound, rate, RATE)
        found = mfcc(trim_silence(sound, RATE, trim) if trim else sound, RATE, **settings)
    except DataError as error:
        raise DataError(f"{clip.path or clip.name}: {error}") from error
    return found.astype(np.float32, copy=False)
