"""What zhu2022 hears: MFCC, Fbank and spectrogram of the sound at 16 kHz, kept on disk."""

import numpy as np

from emolab.core.errors import DataError
from emolab.papers.kept_features import kept_features

RATE = 16000  # Hz, so that spectrograms of all recordings have the same bins


def voices(clips, features="all", frames_a_step=1, show=True):
    """Return the voice features of each clip, a list of (T, D), float32; D as in settings.WIDTHS.

    Errors    DataError, naming the clip
    """
    asked = {"features": features, "frames_a_step": frames_a_step, "rate": RATE}
    title = "MFCC, Fbank, spectrogram" if features == "all" else features

    def compute(clip):
        return voice(clip, features, frames_a_step)

    return kept_features("zhu2022-voice", clips, asked, compute, title, show=show)


def voice(clip, features, frames_a_step):
    """Return the voice features of one clip, (T, D), float32."""
    from emolab.audio import resample, zhu2022_features

    sound, rate = np.asarray(clip.sound, np.float32), clip.sample_rate
    try:
        found = zhu2022_features(resample(sound, rate, RATE), RATE)
    except DataError as error:
        raise DataError(f"{clip.path or clip.name}: {error}") from error
    x = found.joined() if features == "all" else getattr(found, features)
    return mean_of_frames(x, frames_a_step).astype(np.float32, copy=False)


def mean_of_frames(x, count):
    """Return the means of every `count` frames, of fewer at the end.

    Shapes    x (T, D) -> y (T / count rounded up, D)
    """
    if count == 1:
        return x
    starts = np.arange(0, len(x), count)
    sizes = np.diff([*starts, len(x)])
    return np.add.reduceat(x, starts, axis=0) / sizes[:, None].astype(x.dtype)
