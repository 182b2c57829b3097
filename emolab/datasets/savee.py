"""SAVEE: four English men, 480 utterances in seven emotions."""

import re

from emolab.core.errors import DataError
from emolab.datasets.folder import MODALITIES
from emolab.datasets.named_files import SOUND_OR_VIDEO, NamedFiles, Says, of_range

EMOTIONS = {  # the two letters first, or sa01 were an s
    "sa": "sadness", "su": "surprise", "a": "anger", "d": "disgust", "f": "fear", "h": "happiness",
    "n": "neutral",
}  # fmt: skip
SPEAKERS = ("DC", "JE", "JK", "KL")
_NAME = re.compile(rf"(?:({'|'.join(SPEAKERS)})_)?({'|'.join(EMOTIONS)})(\d\d)")


class Savee(NamedFiles):
    """The SAVEE utterances below a folder, named DC_a01.wav, or DC/a01.wav (or .avi).

    modality    "audio" takes sound, "video" pictures, "both" recordings of which a video is there
    fps         the frame rate to read pictures at; None keeps the file's own
    Subjects are DC, JE, JK and KL; `extra` holds the sentence's number.
    Errors    FileError where there is no such folder; DataError where no clip is found
    """

    TITLE, LABELS, OFFERS, ENDINGS = "SAVEE", "basic7", MODALITIES, SOUND_OR_VIDEO
    GRAMMAR = "DC_a01.wav, or a01.wav in a folder DC (a d f h n sa su; DC JE JK KL)"

    @classmethod
    def parse(cls, path):
        """Read a file name, and where it names no speaker the folder's."""
        speaker, emotion, number = cls.match(_NAME, path.stem).groups()
        speaker = speaker or next((part for part in reversed(path.parts[:-1]) if part in SPEAKERS), None)
        if speaker is None:
            raise DataError(f"unknown name: neither it nor a folder names one of {', '.join(SPEAKERS)}")
        number = of_range(int(number), 30 if emotion == "n" else 15, "sentence")
        return Says((speaker, emotion, number), EMOTIONS[emotion], speaker, {"sentence": number})
