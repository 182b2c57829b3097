"""RAVDESS: acted speech and song of 24 people, the label spelled in the file name."""

import re
from collections import defaultdict
from typing import NamedTuple

from emolab.core.errors import DataError
from emolab.datasets.clip import Clip
from emolab.datasets.clips import Clips
from emolab.datasets.file_defects import defect
from emolab.datasets.folder import (
    MODALITIES,
    Skipped,
    check_options,
    files_below,
    nothing_found,
    warn_of_defects,
)

EMOTIONS = ("neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised")
STATEMENTS = ("Kids are talking by the door", "Dogs are sitting by the door")
GRAMMAR = "MM-CC-EE-II-SS-RR-AA.wav or .mp4, such as 03-01-05-02-01-01-12.wav"
FIELDS = (
    ("modality", 3), ("channel", 2), ("emotion", 8), ("intensity", 2),
    ("statement", 2), ("repetition", 2), ("actor", 24),
)  # fmt: skip
_NAME = re.compile(r"(\d\d)-(\d\d)-(\d\d)-(\d\d)-(\d\d)-(\d\d)-(\d\d)\.(wav|mp4)", re.IGNORECASE)


class RavdessName(NamedTuple):
    """What a RAVDESS file name says, as its numbers."""

    modality: int  # 1 sound and pictures, 2 pictures, 3 sound
    channel: int  # 1 speech, 2 song
    emotion: int  # 1 to 8, the place in EMOTIONS
    intensity: int  # 1 normal, 2 strong
    statement: int  # 1 or 2, the place in STATEMENTS
    repetition: int
    actor: int  # 1 to 24, odd numbers male


def parse_name(name):
    """Read a RAVDESS file name.

    Errors    DataError that says which field is outside its range
    """
    match = _NAME.fullmatch(name)
    if not match:
        raise DataError(f"unknown name: not of the form {GRAMMAR}")
    numbers = [int(text) for text in match.groups()[:7]]
    for (field, most), number in zip(FIELDS, numbers):
        if not 1 <= number <= most:
            raise DataError(f"unknown name: its {field} is {number:02d}; it must be 01 to {most:02d}")
    found = RavdessName(*numbers)
    if found.emotion == 1 and found.intensity == 2:
        raise DataError("unknown name: neutral has no strong intensity")
    ending = match.group(8).lower()
    if found.modality == (2 if ending == "wav" else 3):  # 01 as WAV is a soundtrack taken out of a video
        raise DataError(f"unknown name: modality {found.modality:02d} does not go with .{ending}")
    return found


class Ravdess(Clips):
    """The RAVDESS clips below a folder, in the order of their names.

    folder      any folder above the files: an actor's, a part's, or the one that holds all parts
    modality    "audio" takes sound, "video" pictures, "both" clips that have the two
    song        take the sung clips in as well
    fps         the frame rate to read pictures at (the files have 29.97); None keeps it

    Each recording comes once. An 01 file's soundtrack equals its 03 file and its pictures equal its 02
    file, so one of them serves: 03 for "audio", 01 for the others, and 02 with 03 where 01 is missing.
    Subjects are the actors "01" to "24"; `extra` holds sex, intensity, statement, repetition and song.

    Errors      FileError where there is no such folder; DataError where no clip is found
    Note        files with unknown names, defects or a twin stand in `skipped` with the reason
    """

    TITLE, OFFERS = "RAVDESS", MODALITIES

    @staticmethod
    def recognises(path):
        """Whether a file is named as RAVDESS names its recordings."""
        return _NAME.fullmatch(path.name) is not None

    def __init__(self, folder, modality="audio", *, song=False, fps=None):
        check_options(modality, fps)
        skipped, defects, recordings = [], [], defaultdict(dict)
        for path in files_below(folder, "RAVDESS recordings"):
            reason, name = None, None
            try:
                name = parse_name(path.name)
            except DataError as error:
                reason = str(error)
            if name and name.channel == 2 and not song:
                reason = "song, and only speech was asked for (song=True takes it in)"
            if reason is None:
                kind = 3 if path.suffix.lower() == ".wav" else name.modality
                twin = recordings[name[1:]].get(kind)
                if twin is not None:
                    reason = f"the same recording as {twin}"
                else:
                    reason = defect(path)
                    if reason:
                        defects.append(Skipped(path, reason))
                    else:
                        recordings[name[1:]][kind] = path
            if reason:
                skipped.append(Skipped(path, reason))
        clips = []
        for key in sorted(recordings):
            files = recordings[key]
            if files:
                chosen, left = _choose(files, modality)
                skipped += left
                if chosen:
                    clips.append(_clip(key, *chosen, fps))
        if not clips:
            looked_for = f"files named {GRAMMAR}, for modality {modality!r},"
            raise nothing_found(folder, self.TITLE, looked_for, skipped)
        super().__init__(clips, "ravdess8", skipped, broken=defects)
        warn_of_defects(defects)


def _choose(files, modality):
    """Choose the files of one recording.

    files     {1, 2, 3: path}
    Returns   ((sound path, pictures path) or None, what is left out)
    """
    both, pictures, sound = files.get(1), files.get(2), files.get(3)
    if modality == "audio":
        chosen = (sound or both, None)
        same = "has the same sound"
    elif modality == "video":
        chosen = (None, both or pictures)
        same = "has the same pictures"
    else:
        chosen = (both or sound, both or pictures)
        same = "has the same sound and pictures"
    if modality == "both" and None in chosen or chosen == (None, None):
        missing = "sound" if chosen[0] is None and modality != "video" else "pictures"
        left = [Skipped(path, f"its recording has no file with {missing}") for path in files.values()]
        return None, left
    used = {path for path in chosen if path}
    left = []
    for kind, path in sorted(files.items()):
        if path not in used:
            what = f"{min(used).name} {same}"
            if modality == "audio" and kind == 2:
                what = "pictures only, and sound was asked for"
            if modality == "video" and kind == 3:
                what = "sound only, and pictures were asked for"
            left.append(Skipped(path, what))
    return chosen, left


def _clip(key, sound, pictures, fps):
    name = RavdessName(0, *key)
    return Clip(
        EMOTIONS[name.emotion - 1], f"{name.actor:02d}",
        path=pictures or sound, sound_path=sound, frames_path=pictures, fps=fps,
        extra={
            "sex": "male" if name.actor % 2 else "female",
            "intensity": ("normal", "strong")[name.intensity - 1],
            "statement": STATEMENTS[name.statement - 1],
            "repetition": name.repetition,
            "song": name.channel == 2,
        },
    )  # fmt: skip
