"""The trained recogniser of voices: frames of bands and contours, the speech network and its weights."""

from pathlib import Path

import numpy as np

from emolab.core.errors import DataError
from emolab.datasets.labels import LABEL_SETS
from emolab.models.shipped import WEIGHTS, network_of
from emolab.models.speech_network import SpeechNetwork
from emolab.nn import inference, softmax

SHIPPED = WEIGHTS / "voice_attention.npz"
RATE = 16000  # Hz
BANDS = 64
CONTOURS = 32  # of IS09
D = 2 * BANDS + CONTOURS
FUNCTIONALS = 12 * D
FRAMES = {"bands": BANDS, "n_fft": 512, "length": 400, "hop": 160}  # 25 ms every 10 ms
FLOOR = 60.0  # dB
# dB: of unseen actors of RAVDESS, IS09 and a linear SVC judge 47 % rightly with its pauses, 54 % without
TRIM = 30.0
WINDOW, STEP = 100, 25  # frames
LEVEL = 0.05  # root mean square


class VoiceRecogniser:
    """A SpeechNetwork and what it needs around it: sound to the seven basic emotions.

    Example   VoiceRecogniser.load().probabilities(sound, sample_rate)
    """

    classes = LABEL_SETS["basic7"]

    def __init__(self, network):
        self.network = network.eval()

    @classmethod
    def load(cls, path=None):
        """Read a recogniser's weights; None gives those that come with the library.

        Errors    FileError for a missing file; FormatError for weights of another network
        """
        path = SHIPPED if path is None else Path(path)
        wanted = {"F": FUNCTIONALS, "classes": len(cls.classes)}
        return cls(network_of(path, SpeechNetwork, "voice recogniser", wanted=wanted))

    def probabilities(self, sound, sample_rate):
        """Return the probability of each class, (7,).

        Errors    DataError for sound too short, or silent throughout
        """
        windows, whole = voice_functionals(voice_frames(sound, sample_rate))
        with inference():
            return softmax(self.network(windows[None], np.array([len(windows)]), whole[None]))[0]


def voice_frames(sound, sample_rate):
    """Sound of any rate to what is known of every 10 ms of it: (T, 160), float32.

    Shapes    64 log-mel bands, their first differences, and the 32 contours of IS09
    Errors    DataError for sound shorter than a window, or silent throughout
    Note      Pauses at both ends are cut off (`trim_silence`), and all sound is brought to one root mean
              square: how far away a microphone stood is no emotion. No band is let below FLOOR under the
              loudest, so that digital silence and a noisy room look alike.
    """
    from emolab.audio import fbank, is09_contours, resample, trim_silence

    sound = np.asarray(sound, np.float32)
    if not np.any(sound):
        raise DataError("the sound is silent throughout: there is no voice to judge")
    if sample_rate != RATE:
        sound = resample(sound, sample_rate, RATE)
    if len(sound) < FRAMES["length"]:
        raise DataError(
            f"the sound has {len(sound)} samples at {RATE} Hz: no window of {FRAMES['length']} fits"
        )
    sound = trim_silence(sound, RATE, TRIM).astype(np.float64)
    sound = (sound * (LEVEL / np.sqrt(np.mean(sound**2)))).clip(-1, 1)
    bands = fbank(sound.astype(np.float32), RATE, "librosa", top_db=FLOOR, differences=1, **FRAMES)
    contours = is09_contours(sound, RATE)
    T = min(len(bands), len(contours))
    return np.hstack([bands[:T], contours[:T]]).astype(np.float32)


def voice_functionals(frames):
    """Sum up each second of a clip, and the whole of it, by the twelve functionals of IS09.

    Shapes    frames (T, 160) -> windows (K, 1920), whole (1920,), float32
    Note      one window every 250 ms, the last at the end; a clip shorter than a window is one
    """
    from emolab.audio import is09_functionals

    last = max(0, len(frames) - WINDOW)
    starts = [*range(0, last, STEP), last]
    windows = [is09_functionals(frames[i : i + WINDOW]).reshape(-1) for i in starts]
    return np.array(windows, np.float32), is09_functionals(frames).reshape(-1).astype(np.float32)
