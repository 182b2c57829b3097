"""EMO-DB: ten actors speak ten German sentences in seven emotions."""

import re

from emolab.core.errors import DataError
from emolab.datasets.named_files import NamedFiles, Says

EMOTIONS = {
    "W": "anger", "L": "boredom", "E": "disgust", "A": "fear", "F": "happiness", "T": "sadness",
    "N": "neutral",
}  # fmt: skip
MEN, WOMEN = ("03", "10", "11", "12", "15"), ("08", "09", "13", "14", "16")
_NAME = re.compile(r"(\d\d)([ab]\d\d)([WLEAFTN])([a-z])")


class EmoDB(NamedFiles):
    """The EMO-DB utterances below a folder, named such as 03a01Fa.wav: speaker, sentence, emotion, take.

    Subjects are the speakers "03" and "08" to "16"; `extra` holds sex, text and take.
    Errors    FileError where there is no such folder; DataError where no clip is found
    """

    TITLE, LABELS = "EMO-DB", "emodb7"
    GRAMMAR = "SSTTTEt.wav (speaker, text, emotion W L E A F T N, take), such as 03a01Fa.wav"

    def __init__(self, folder):
        super().__init__(folder)

    @classmethod
    def parse(cls, path):
        """Read a file name."""
        speaker, text, emotion, take = cls.match(_NAME, path.stem).groups()
        if speaker not in MEN + WOMEN:
            raise DataError(f"unknown name: speaker {speaker} is none of {', '.join(sorted(MEN + WOMEN))}")
        sex = "male" if speaker in MEN else "female"
        extra = {"sex": sex, "text": text, "take": take}
        return Says((speaker, text, emotion, take), EMOTIONS[emotion], speaker, extra)
