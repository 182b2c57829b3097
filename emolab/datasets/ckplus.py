"""CK+: sequences of a face from neutral to the height of an expression, 123 people."""

import re
from collections import defaultdict
from pathlib import Path

import numpy as np

from emolab.core.errors import ArgumentError, DataError, FormatError
from emolab.core.file_head import read_head
from emolab.datasets.clips import Clips
from emolab.datasets.file_defects import defect
from emolab.datasets.folder import PICTURES, Skipped, files_below, nothing_found, warn_of_defects
from emolab.datasets.labels import LABEL_SETS
from emolab.datasets.picture_clip import PictureClip

EMOTIONS = LABEL_SETS["ckplus8"]  # by the numbers 0 to 7 of the Emotion files
POINTS, FPS = 68, 30.0
GRAMMAR = "S005/001/S005_001_00000011.png with Emotion/S005/001/S005_001_00000011_emotion.txt"
NOT_LABELLED = "not labelled: there is no Emotion file of this sequence"
_NAME = re.compile(r"(S\d{3})_(\d{3})_(\d{8})(|_emotion|_landmarks)")


class CKPlus(Clips):
    """The labelled CK+ sequences below a folder, in the order of subject and sequence.

    frames      "apex": the last picture of each sequence, a clip of one frame; "sequence": all of them at 30
                frames a second, from neutral to the apex
    neutral     with "apex", take the first picture of each labelled sequence in as neutral

    A sequence's label is the number in its Emotion file; where there are no such files, the folder that its
    pictures lie in may name it (anger/S010_004_00000017.png). Sequences with neither are not labelled.
    Subjects are "S005" and so on; `extra` holds sequence, landmarks (the files of the pictures taken, see
    `ckplus_landmarks`).
    Errors      FileError where there is no such folder; DataError where no labelled sequence is found
    Note        a sequence whose apex is broken is left out; of "sequence", only the broken frames
    """

    TITLE, OFFERS = "CK+", ("video",)

    def __init__(self, folder, frames="apex", *, neutral=False):
        if frames not in ("apex", "sequence"):
            raise ArgumentError(f"frames: {frames!r} is none of apex, sequence")
        if neutral and frames != "apex":
            raise ArgumentError('neutral=True goes with frames="apex": a whole sequence begins neutral')
        sequences, skipped, self._defects = _sequences(folder)
        clips = []
        for (subject, number), files in sorted(sequences.items()):
            label, reason = self._label(files)
            pictures = [files[""][frame] for frame in sorted(files[""])]
            if reason:
                skipped.append(Skipped((pictures or [*files["_emotion"].values()])[0].parent, reason))
                continue
            chosen = [(label, "", pictures if frames == "sequence" else pictures[-1:])]
            if neutral and len(pictures) > 1 and label != "neutral":
                chosen.append(("neutral", "-first", pictures[:1]))
            for label, more, wanted in chosen:
                whole = self._whole(wanted)
                if whole:
                    marks = [files["_landmarks"].get(int(path.stem[-8:])) for path in whole]
                    clips.append(
                        PictureClip(
                            label, subject, whole, path=whole[-1], fps=FPS if frames == "sequence" else 1.0,
                            name=f"{subject}_{number}{more}", extra={"sequence": number, "landmarks": marks},
                        )
                    )  # fmt: skip
        skipped += self._defects
        if not clips:
            raise nothing_found(folder, self.TITLE, f"files named {GRAMMAR}", skipped)
        super().__init__(clips, "ckplus8", skipped, broken=self._defects)
        warn_of_defects(self._defects)

    @staticmethod
    def recognises(path):
        """Whether a picture is named as CK+ names its own."""
        return path.suffix.lower() in PICTURES and _NAME.fullmatch(path.stem) is not None

    def _label(self, files):
        """(label, None) or (None, reason); a broken Emotion file is noted as a defect, too."""
        if not files[""]:
            return None, "an Emotion file whose pictures are not here"
        for path in files["_emotion"].values():
            try:
                return EMOTIONS[_emotion(path)], None
            except FormatError as error:
                self._defects.append(Skipped(path, str(error)))
                return None, "its Emotion file is broken"
        named = next(iter(files[""].values())).parent.name.lower()
        named = {"sad": "sadness", "happiness": "happy", "angry": "anger"}.get(named, named)
        return (named, None) if named in EMOTIONS else (None, NOT_LABELLED)

    def _whole(self, pictures):
        found = []
        for path in pictures:
            reason = defect(path)
            if reason:
                self._defects.append(Skipped(path, reason))
            else:
                found.append(path)
        return found


def ckplus_landmarks(clip):
    """Return the landmarks of a CK+ clip's pictures, x and y in pixels, (F, 68, 2).

    Errors    DataError where a picture has none; FormatError where a file does not hold 68 points
    """
    found = []
    for path, picture in zip(clip.extra["landmarks"], clip.pictures):
        if path is None:
            raise DataError(f"{picture}: there is no landmark file of this picture")
        found.append(_numbers(path, 2 * POINTS).reshape(POINTS, 2))
    return np.stack(found)  # (F, 68, 2)


def _sequences(folder):
    """{(subject, sequence): {"", "_emotion", "_landmarks": {frame: path}}}, skipped, broken."""
    sequences, skipped = defaultdict(lambda: {"": {}, "_emotion": {}, "_landmarks": {}}), []
    for path in files_below(folder, "CK+ pictures and Emotion files"):
        match = _NAME.fullmatch(path.stem)
        wanted = (".txt",) if match and match.group(4) else PICTURES
        if not match or path.suffix.lower() not in wanted:
            skipped.append(Skipped(path, f"unknown name: not of the form {GRAMMAR}"))
            continue
        subject, number, frame, kind = match.groups()
        files = sequences[subject, number][kind]
        if int(frame) in files:
            skipped.append(Skipped(path, f"the same as {files[int(frame)]}"))
        files.setdefault(int(frame), path)
    return sequences, skipped, []


def _emotion(path):
    number = _numbers(path, 1)[0]
    if number not in range(len(EMOTIONS)):
        raise FormatError(f"{path}: it holds {number:g}, and emotions are 0 to {len(EMOTIONS) - 1}")
    return int(number)


def _numbers(path, count):
    """The numbers of a small text file, (count,)."""
    text = read_head(Path(path), 64 * count).decode("latin-1")
    try:
        numbers = np.array([float(word) for word in text.split()])
    except ValueError as error:
        raise FormatError(f"{path}: no list of numbers ({error})") from error
    if len(numbers) != count or not np.isfinite(numbers).all():
        raise FormatError(f"{path}: {len(numbers)} numbers; there must be {count}")
    return numbers
