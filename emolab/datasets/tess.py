"""TESS: two women say 200 words in seven emotions."""

import re

from emolab.datasets.named_files import NamedFiles, Says

EMOTIONS = {
    "angry": "anger", "disgust": "disgust", "fear": "fear", "happy": "happiness", "neutral": "neutral",
    "ps": "pleasant surprise", "sad": "sadness",
}  # fmt: skip
_NAME = re.compile(rf"(OAF?|YAF)_([a-z]+)_({'|'.join(EMOTIONS)})", re.IGNORECASE)


class Tess(NamedFiles):
    """The TESS recordings below a folder, named such as OAF_back_angry.wav: speaker, word, emotion.

    Subjects are OAF (the older speaker, also of OA_bite_neutral.wav) and YAF; `extra` holds the word.
    Errors    FileError where there is no such folder; DataError where no clip is found
    Note      with two speakers, a speaker-independent figure is one of a single person: `note` says so
    """

    TITLE, LABELS = "TESS", "tess7"
    GRAMMAR = "OAF_word_emotion.wav or YAF_word_emotion.wav, such as OAF_back_angry.wav"
    NOTE = "TESS has two speakers: no figure from it holds for speakers in general"

    def __init__(self, folder):
        super().__init__(folder)

    @classmethod
    def parse(cls, path):
        """Read a file name."""
        speaker, word, emotion = cls.match(_NAME, path.stem).groups()
        subject, word, emotion = speaker[0].upper() + "AF", word.lower(), emotion.lower()
        return Says((subject, word, emotion), EMOTIONS[emotion], subject, {"word": word})
