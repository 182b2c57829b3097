"""JAFFE: ten Japanese women show seven expressions, 213 pictures."""

import re

from emolab.core.errors import DataError
from emolab.datasets.folder import PICTURES
from emolab.datasets.named_files import NamedFiles, Says

EMOTIONS = {
    "AN": "anger", "DI": "disgust", "FE": "fear", "HA": "happiness", "NE": "neutral", "SA": "sadness",
    "SU": "surprise",
}  # fmt: skip
SUBJECTS = ("KA", "KL", "KM", "KR", "MK", "NA", "NM", "TM", "UY", "YM")
_NAME = re.compile(rf"([A-Z]{{2}})\.({'|'.join(EMOTIONS)})(\d)\.(\d+)")


class Jaffe(NamedFiles):
    """The JAFFE pictures below a folder, named such as KA.AN1.39.tiff; each is a clip of one frame.

    Subjects are KA KL KM KR MK NA NM TM UY YM; `extra` holds take and serial.
    Errors    FileError where there is no such folder; DataError where no clip is found
    """

    TITLE, LABELS, OFFERS, ENDINGS = "JAFFE", "basic7", ("video",), PICTURES
    GRAMMAR = "SS.EEt.n.tiff (subject, expression and take, serial), such as KA.AN1.39.tiff"

    def __init__(self, folder):
        super().__init__(folder, "video")

    @classmethod
    def parse(cls, path):
        """Read a file name."""
        subject, emotion, take, serial = cls.match(_NAME, path.stem).groups()
        if subject not in SUBJECTS:
            raise DataError(f"unknown name: subject {subject} is none of {', '.join(SUBJECTS)}")
        extra = {"take": int(take), "serial": int(serial)}
        return Says((subject, emotion, int(take), int(serial)), EMOTIONS[emotion], subject, extra)
