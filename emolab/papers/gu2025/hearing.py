"""What gu2025 hears: prosody and the log-mel spectrogram of every window of the sound, kept on disk."""

from typing import NamedTuple

import numpy as np

from emolab.core.errors import DataError
from emolab.papers.kept_features import kept_features

RATE = 16000  # Hz, so that windows of all recordings have the same frames
FRAMES = 100  # a second, in the spectrogram
PROSODY = 50


class Heard(NamedTuple):
    """One row a window."""

    start: np.ndarray  # (P,) s
    end: np.ndarray  # (P,) s
    prosody: np.ndarray  # (P, 50)
    spectrogram: np.ndarray  # (P, W, M)


def voices(clips, width, step, bands, show=True):
    """Return the windows of each clip, a list of (P, 2 + 50 + W M), float32, which `heard` takes apart.

    Errors    DataError, naming the clip
    """
    asked = {"width": width, "step": step, "bands": bands, "rate": RATE}

    def compute(clip):
        return voice(clip, width, step, bands)

    return kept_features("gu2025-voice", clips, asked, compute, "prosody, spectrogram", show=show)


def voice(clip, width, step, bands):
    """Return the windows of one clip, (P, 2 + 50 + W M), float32."""
    from emolab.audio import gu2025_features, resample

    sound, rate = np.asarray(clip.sound, np.float32), clip.sample_rate
    try:
        found = gu2025_features(resample(sound, rate, RATE), RATE, width, step, bands)
    except DataError as error:
        raise DataError(f"{clip.path or clip.name}: {error}") from error
    P = len(found.start)
    parts = found.start[:, None], found.end[:, None], found.prosody, found.spectrogram.reshape(P, -1)
    return np.concatenate(parts, axis=1).astype(np.float32)


def heard(rows, bands):
    """Take apart what `voices` gives.

    Shapes    rows (P, 2 + 50 + W M) -> Heard
    """
    pieces = rows[:, 2 + PROSODY :].reshape(len(rows), -1, bands)
    return Heard(rows[:, 0], rows[:, 1], rows[:, 2 : 2 + PROSODY], pieces)


def frames_of(width):
    """How many frames W a window of so many seconds has."""
    return int(width * FRAMES + 0.5)
