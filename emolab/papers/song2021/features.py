"""What song2021 hears: MFCC of the sound, kept on disk."""

import numpy as np

from emolab.core.errors import DataError
from emolab.papers.kept_features import kept_features


def voices(clips, wanted=True):
    """Return the MFCC of each clip, a list of (T, 13), float32.

    Thirteen coefficients in windows of 4,096 samples at 48 kHz (85 ms), by the convention "song2021".
    Errors    DataError, naming the clip
    """
    asked = {"convention": "song2021"}
    return kept_features("song2021-mfcc", clips, asked, voice, "MFCC", show=wanted)


def voice(clip):
    """Return the MFCC of one clip, (T, 13), float32."""
    from emolab.audio import mfcc

    try:
        return mfcc(np.asarray(clip.sound, np.float32), clip.sample_rate, "song2021")
    except DataError as error:
        raise DataError(f"{clip.path or clip.name}: {error}") from error
