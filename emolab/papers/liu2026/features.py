"""What liu2026 hears: MFCC, IS09 and SoundNet's features joined, kept on disk."""

import warnings

import numpy as np

from emolab.core.cache import key_of
from emolab.core.errors import ArgumentError, DataError
from emolab.fusion import align_to
from emolab.models import SoundNet, load_weights, read_weights, soundnet_features
from emolab.papers.kept_features import kept_features

RATE = 16000  # Hz, so that the bands of all recordings are the same
COEFFICIENTS, IS09 = 39, 384
SOUNDNET = 256  # features of its pool5 at full width


def voices(clips, rate, soundnet=None, show=True):
    """Return the audio features of each clip, a list of (T, width(soundnet)), float32.

    rate      time steps a second, or None for a single one: the mean over the clip
    soundnet  its features are joined to the others where it is given
    Errors    DataError, naming the clip
    """
    key = soundnet and key_of(*soundnet.state_dict().values())
    asked = {"rate": RATE, "steps a second": rate, "soundnet": key}
    title = "MFCC, IS09" if soundnet is None else "MFCC, IS09, SoundNet"

    def compute(clip):
        return voice(clip, rate, soundnet)

    return kept_features("liu2026-voice", clips, asked, compute, title, show=show)


def voice(clip, rate, soundnet=None):
    """Return the audio features of one clip, (T, width(soundnet)), float32.                (liu2026 5-7)"""
    from emolab.audio import is09, mfcc, resample

    sound, name = np.asarray(clip.sound, np.float32), clip.path or clip.name
    try:
        heard = resample(sound, clip.sample_rate, RATE)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is too short for it gives NaN, which is named below
            parts = [mfcc(heard, RATE, "liu2026"), is09(heard, RATE)[None]]
        if soundnet is not None:
            parts.append(soundnet_features(soundnet, sound, clip.sample_rate))
    except DataError as error:
        raise DataError(f"{name}: {error}") from error
    steps = 1 if rate is None else max(1, round(len(sound) / clip.sample_rate * rate))
    x = np.concatenate([aligned(part, steps) for part in parts], axis=1).astype(np.float32, copy=False)
    if not np.isfinite(x).all():
        seconds = len(sound) / clip.sample_rate
        raise DataError(f"{name}: {seconds:.3f} s of sound are too little for IS09: leave the clip out")
    return x


def aligned(x, steps):
    """One clip's features (T, D) on so many time steps, (steps, D)."""
    return x if len(x) == steps else align_to(x[None], np.array([len(x)]), steps)[0]


def width(soundnet_width):
    """How many audio features a step has; soundnet_width is None without SoundNet."""
    return COEFFICIENTS + IS09 + (0 if soundnet_width is None else max(1, round(SOUNDNET * soundnet_width)))


def fresh_soundnet(soundnet_width):
    """Return a SoundNet whose heads, which are not used, are as small as they can be."""
    return SoundNet(objects=1, scenes=1, width=soundnet_width, rng=0).eval()


def pretrained_soundnet(path):
    """Return a SoundNet with a file's weights up to its heads, and its width.

    Errors    as `load_weights`; ArgumentError for a file of emolab's own that does not say its width
    """
    file = read_weights(path)
    soundnet_width = 1.0
    if file.layout == "emolab":
        soundnet_width = (file.header.get("settings") or {}).get("width")
        if not is_width(soundnet_width) or soundnet_width is None:
            raise ArgumentError(f"{path} does not say how wide its SoundNet is; save it with save_weights")
    network = fresh_soundnet(soundnet_width)
    load_weights(network, path, only="blocks")
    return network, float(soundnet_width)


def is_width(value):
    """Whether a value can be what a system keeps of its SoundNet: None, or its width."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return value is None or (number and 0 < value <= 8)
