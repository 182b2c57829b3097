"""What the collections share whose file names say everything: walking, choosing, skipping."""

from collections import defaultdict
from typing import NamedTuple

from emolab.core.errors import DataError
from emolab.datasets.clip import Clip
from emolab.datasets.clips import Clips
from emolab.datasets.file_defects import defect
from emolab.datasets.folder import (
    PICTURES,
    SOUNDS,
    VIDEOS,
    Skipped,
    check_options,
    files_below,
    nothing_found,
    warn_of_defects,
)
from emolab.datasets.picture_clip import PictureClip


class Says(NamedTuple):
    """What a file's name says of its recording."""

    key: tuple  # tells recordings apart, and puts them in order
    label: str
    subject: str
    extra: dict


class NamedFiles(Clips):
    """The clips below a folder whose names follow a grammar, in the order of the names.

    A subclass gives
    TITLE       the collection's name
    GRAMMAR     what its files are called, for messages
    LABELS      its label set
    OFFERS      the modalities that it has
    ENDINGS     those of its files
    KNOWN_BAD   {stem: reason} of published files that are no use
    parse(path) -> Says, or a DataError that says what is wrong with the name

    Each recording comes once; a WAV and a video of the same name are one recording.
    Errors      FileError where there is no such folder; DataError where no clip is found
    Note        files with unknown names, defects or a twin stand in `skipped` with the reason
    """

    TITLE = GRAMMAR = LABELS = NOTE = None
    OFFERS, ENDINGS, KNOWN_BAD = ("audio",), (".wav",), {}

    def __init__(self, folder, modality="audio", *, fps=None):
        check_options(modality, fps, self.TITLE, self.OFFERS)
        skipped, broken, recordings = [], [], defaultdict(dict)
        for path in files_below(folder, f"{self.TITLE} files"):
            says, reason = self._says(path)
            if reason is None:
                kind = "sound" if path.suffix.lower() in SOUNDS else "pictures"
                twin = recordings[says.key].get(kind)
                reason = twin and f"the same recording as {twin[0]}"
                if reason is None:
                    reason = defect(path)
                    if reason:
                        broken.append(Skipped(path, reason))
                    else:
                        recordings[says.key][kind] = (path, says)
            if reason:
                skipped.append(Skipped(path, reason))
        clips = []
        for key in sorted(recordings):
            clip, left = _clip(recordings[key], modality, fps)
            clips += clip
            skipped += left
        if not clips:
            looked_for = f"files named {self.GRAMMAR}, for modality {modality!r},"
            raise nothing_found(folder, self.TITLE, looked_for, skipped)
        super().__init__(clips, self.LABELS, skipped, broken=broken, note=self.NOTE)
        warn_of_defects(broken, stacklevel=4)

    @classmethod
    def recognises(cls, path):
        """Whether a file's name follows the grammar."""
        return cls._says(path)[0] is not None

    @classmethod
    def _says(cls, path):
        """(Says, None) or (None, reason); (Says, reason) of a known bad file."""
        if path.suffix.lower() not in cls.ENDINGS:
            return None, f"not one of {', '.join(cls.ENDINGS)}"
        try:
            return cls.parse(path), cls.KNOWN_BAD.get(path.stem)
        except DataError as error:
            return None, str(error)

    @classmethod
    def match(cls, pattern, text):
        """The match of a name with a pattern, or a DataError that names the grammar."""
        found = pattern.fullmatch(text)
        if not found:
            raise DataError(f"unknown name: not of the form {cls.GRAMMAR}")
        return found


def _clip(files, modality, fps):
    """Make a clip of a recording's files {"sound", "pictures": (path, Says)}.

    Returns   ([clip] or [], what is left out)
    """
    if not files:
        return [], []
    (sound, _), (pictures, _) = files.get("sound", (None, None)), files.get("pictures", (None, None))
    says = next(iter(files.values()))[1]
    if modality != "audio" and pictures is None:
        return [], [Skipped(sound, "sound only, and pictures were asked for")]
    if pictures is not None and pictures.suffix.lower() in PICTURES:
        return [PictureClip(says.label, says.subject, [pictures], path=pictures, extra=says.extra)], []
    heard = sound or pictures
    left = []
    if modality == "audio" and sound and pictures:
        left = [Skipped(pictures, f"{sound.name} has the same sound")]
    if modality == "video" and sound:
        left = [Skipped(sound, "sound only, and pictures were asked for")]
    clip = Clip(
        says.label, says.subject, path=heard if modality == "audio" else pictures, fps=fps, extra=says.extra,
        sound_path=None if modality == "video" else heard,
        frames_path=None if modality == "audio" else pictures,
    )  # fmt: skip
    return [clip], left


def of_range(number, most, what):
    """Refuse a number in a name that is not 1 to `most`."""
    if not 1 <= number <= most:
        raise DataError(f"unknown name: its {what} is {number}; it must be 1 to {most}")
    return number


SOUND_OR_VIDEO = SOUNDS + VIDEOS
