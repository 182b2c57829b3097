"""CREMA-D: 91 actors speak twelve sentences in six emotions."""

import re

from emolab.core.errors import DataError
from emolab.datasets.folder import MODALITIES
from emolab.datasets.named_files import SOUND_OR_VIDEO, NamedFiles, Says

EMOTIONS = {
    "ANG": "anger", "DIS": "disgust", "FEA": "fear", "HAP": "happiness", "NEU": "neutral", "SAD": "sadness",
}  # fmt: skip
LEVELS = {"LO": "low", "MD": "medium", "HI": "high", "XX": "not stated", "X": "not stated"}  # X: one file
BAD = "known bad: the published recording is damaged or without speech"
_NAME = re.compile(r"(1\d{3})_([A-Z]{3})_(ANG|DIS|FEA|HAP|NEU|SAD)_(LO|MD|HI|XX?)")


class CremaD(NamedFiles):
    """The CREMA-D clips below a folder, named such as 1001_DFA_ANG_XX.wav (or .flv, .mp4).

    modality    "audio" takes AudioWAV, "video" VideoFlash, "both" recordings of which a video is there
    fps         the frame rate to read pictures at; None keeps the file's own
    Subjects are the actors "1001" to "1091"; `extra` holds sentence and level. The four published files that
    are known to be bad are left out.
    Errors    FileError where there is no such folder; DataError where no clip is found
    """

    TITLE, LABELS, OFFERS, ENDINGS = "CREMA-D", "cremad6", MODALITIES, SOUND_OR_VIDEO
    GRAMMAR = "AAAA_SSS_EEE_LL.wav or .flv (actor, sentence, emotion, level), such as 1001_DFA_ANG_XX.wav"
    KNOWN_BAD = dict.fromkeys(
        ("1076_MTI_SAD_XX", "1076_MTI_NEU_XX", "1064_TIE_SAD_XX", "1064_IEO_DIS_MD"), BAD
    )

    @classmethod
    def parse(cls, path):
        """Read a file name."""
        actor, sentence, emotion, level = cls.match(_NAME, path.stem).groups()
        if not 1001 <= int(actor) <= 1091:
            raise DataError(f"unknown name: its actor is {actor}; it must be 1001 to 1091")
        extra = {"sentence": sentence, "level": LEVELS[level]}
        return Says((actor, sentence, emotion, level), EMOTIONS[emotion], actor, extra)
