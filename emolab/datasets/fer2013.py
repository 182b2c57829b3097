"""FER2013: 35,887 grey faces of 48 x 48 pixels, found on the web, in seven classes."""

import csv
import hashlib
from collections import defaultdict
from pathlib import Path

import numpy as np

from emolab.core.errors import DataError, FileError, FormatError
from emolab.core.file_head import read_head
from emolab.core.files import load_arrays
from emolab.datasets.clips import Clips
from emolab.datasets.file_defects import defect
from emolab.datasets.folder import PICTURES, Skipped, files_below, nothing_found, warn_of_defects
from emolab.datasets.labels import LABEL_SETS
from emolab.datasets.picture_clip import PictureClip

EMOTIONS = LABEL_SETS["fer2013_7"]  # by the numbers 0 to 6
SIDE = 48
NOTE = (
    "FER2013 does not say who is on its pictures: subjects are unknown, a person may be on several, and no "
    "figure from it is known to be one of people unseen"
)
USAGES = {
    "train": "Training", "training": "Training", "public": "PublicTest", "publictest": "PublicTest",
    "val": "PublicTest", "valid": "PublicTest", "validation": "PublicTest", "private": "PrivateTest",
    "privatetest": "PrivateTest", "test": "Test",
}  # fmt: skip
ALIASES = {
    "anger": "angry", "happiness": "happy", "sadness": "sad", "surprised": "surprise", "fearful": "fear",
    "disgusted": "disgust",
}  # fmt: skip
LOOKED_FOR = (
    "a CSV with the columns emotion,pixels,Usage, an .npz with train_images and train_labels, or pictures in "
    "folders train/angry/"
)


class Fer2013(Clips):
    """The FER2013 pictures of a CSV, an .npz or a folder with train/angry/*.jpg; each is a clip of one frame.

    path        the CSV or .npz, or a folder that holds one of them or the pictures

    `extra` holds split, the column Usage: "Training", "PublicTest", "PrivateTest"; "Test" where a folder or a
    file of this name does not say which; None where nothing says it. `split(name)` chooses by it.
    A subject is None for all: nobody knows who is on a picture. So subject-disjoint folds refuse these clips;
    use the published split or random folds, and say which.
    Errors      FileError where there is no such file; FormatError where it is broken; DataError where no
                picture is found
    Note        rows that cannot be read stand in `skipped` with their line. Pictures of one grey level are
                kept, since published figures count them: `blank` names them
    """

    TITLE, OFFERS = "FER2013", ("video",)

    def __init__(self, path):
        path = Path(path).expanduser()
        source = _source(path) if path.is_dir() else path
        broken, skipped = [], []
        if source is None:
            clips, skipped, broken = _from_folder(path)
        elif source.suffix.lower() == ".npz":
            clips = _from_npz(source)
        else:
            clips, broken = _from_csv(source)
        if not clips:
            raise nothing_found(path, self.TITLE, LOOKED_FOR, skipped + broken)
        super().__init__(clips, "fer2013_7", skipped + broken, broken=broken, note=NOTE)
        warn_of_defects(broken)

    @staticmethod
    def recognises(path):
        """Whether a file is named as FER2013's CSV or .npz, or lies in a folder such as train/angry."""
        if path.suffix.lower() in PICTURES:
            return _label_and_usage(path) is not None and _label_and_usage(path)[1] is not None
        name = path.name.lower()
        return name == "icml_face_data.csv" or name.startswith("fer2013") and name.endswith((".csv", ".npz"))

    @property
    def blank(self):
        """The names of pictures of one grey level: nothing is to be seen on them."""
        return [clip.name for clip in self if _at_hand(clip) and np.ptp(clip.pictures) == 0]

    def repeated(self):
        """Pictures that stand more than once: a list of lists of names, of pictures at hand in memory."""
        places = defaultdict(list)
        for clip in self:
            if _at_hand(clip):
                places[hashlib.blake2b(clip.pictures.tobytes(), digest_size=16).digest()].append(clip.name)
        return [names for names in places.values() if len(names) > 1]


def _at_hand(clip):
    return isinstance(clip.pictures, np.ndarray)


def _clip(picture, label, usage, name):
    return PictureClip(EMOTIONS[label], None, picture[None], name=name, extra={"split": usage})


def _source(folder):
    """The CSV or .npz of a folder; None where it holds neither."""
    found = [path for path in files_below(folder, LOOKED_FOR) if path.suffix.lower() in (".csv", ".npz")]
    good = [path for path in found if path.suffix.lower() == ".npz" or "pixels" in _columns(path)]
    if len(good) > 1:
        raise DataError(f"{folder} holds several files of pictures: {', '.join(map(str, good))}; name one")
    return good[0] if good else None


def _columns(path):
    """The names in a CSV's first line, in small letters."""
    try:
        first = read_head(path, 4096).decode("utf-8-sig", "replace").splitlines()[0]
    except (FormatError, FileError):
        return []
    return [field.strip(' "').lower() for field in first.split(",")]


def _from_csv(path):
    """Read the CSV: (clips, broken rows)."""
    columns = _columns(path)
    if not columns:
        read_head(path)  # says what is wrong
    missing = [name for name in ("pixels", "emotion") if name not in columns]
    if missing:
        there = ", ".join(columns)
        raise DataError(f"{path}, line 1: the column {missing[0]!r} is missing; there are {there}")
    usual = USAGES.get(path.stem.lower())
    pictures, facts, broken = [], [], []
    with open(path, encoding="latin-1", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        try:
            for fields in reader:
                try:
                    if len(fields) != len(columns):
                        raise ValueError(f"{len(fields)} fields for {len(columns)} columns")
                    row = dict(zip(columns, fields))
                    picture, label = _pixels(row["pixels"]), _label(row["emotion"])
                except (ValueError, OverflowError) as error:
                    broken.append(Skipped(path, f"line {reader.line_num}: {error}"))
                    continue
                pictures.append(picture)
                facts.append((label, row.get("usage", "").strip() or usual, f"{path.stem}-{reader.line_num}"))
        except csv.Error as error:
            raise FormatError(f"{path}, line {reader.line_num}: not a CSV: {error}") from error
    return [_clip(picture, *fact) for picture, fact in zip(pictures, facts)], broken


def _pixels(text):
    values = np.array(text.split(), dtype=np.int64)
    if len(values) != SIDE**2:
        raise ValueError(f"{len(values)} grey levels; there must be {SIDE**2}: the line may be cut short")
    if values.min() < 0 or values.max() > 255:
        raise ValueError(f"grey levels from {values.min()} to {values.max()}; they must be 0 to 255")
    return values.astype(np.uint8).reshape(SIDE, SIDE)


def _label(text):
    number = int(text)
    if not 0 <= number < len(EMOTIONS):
        raise ValueError(f"the emotion is {number}; it must be 0 to {len(EMOTIONS) - 1}")
    return number


def _from_npz(path):
    arrays, _ = load_arrays(path)
    parts = [name[: -len("_images")] for name in arrays if name.endswith("_images")]
    if not parts:
        holds = ", ".join(arrays) or "nothing"
        raise FormatError(f"{path} holds {holds}; looked for NAME_images, NAME_labels")
    names = arrays.get("label_names")
    if names is not None and [ALIASES.get(str(n), str(n)) for n in names.tolist()] != list(EMOTIONS):
        raise FormatError(f"{path}: label_names are {names.tolist()}; they must be {', '.join(EMOTIONS)}")
    clips = []
    for part in parts:
        images, labels = arrays[f"{part}_images"], arrays.get(f"{part}_labels")
        if images.dtype != np.uint8 or images.shape[1:] not in {(SIDE, SIDE), (SIDE, SIDE, 1)}:
            raise FormatError(
                f"{path}: {part}_images is {images.dtype} {images.shape}; it must be uint8 (N, 48, 48)"
            )
        if labels is None or labels.shape != (len(images),) or labels.dtype.kind not in "iu":
            raise FormatError(
                f"{path}: {part}_labels must hold a whole number for each of {len(images)} images"
            )
        wrong = np.flatnonzero((labels < 0) | (labels >= len(EMOTIONS)))
        if len(wrong):
            raise FormatError(f"{path}: {part}_labels[{wrong[0]}] is {labels[wrong[0]]}; it must be 0 to 6")
        images, usage = images.reshape(-1, SIDE, SIDE), USAGES.get(part.lower(), part)
        clips += [
            _clip(image, label, usage, f"{part}-{place:05d}")
            for place, (image, label) in enumerate(zip(images, labels.tolist()))
        ]
    return clips


def _from_folder(folder):
    """Pictures in folders train/angry: (clips, skipped, broken)."""
    clips, skipped, broken = [], [], []
    for path in files_below(folder, LOOKED_FOR):
        if path.suffix.lower() not in PICTURES:
            skipped.append(Skipped(path, "not a picture"))
        elif _label_and_usage(path) is None:
            skipped.append(Skipped(path, f"its folder is none of {', '.join(EMOTIONS)}"))
        elif reason := defect(path):
            broken.append(Skipped(path, reason))
        else:
            label, usage = _label_and_usage(path)
            clips.append(PictureClip(label, None, [path], path=path, extra={"split": usage}))
    return clips, skipped, broken


def _label_and_usage(path):
    """(label, usage or None) as the last folders say, such as train/angry; None for another folder."""
    label = path.parent.name.lower()
    label = ALIASES.get(label, label)
    if label not in EMOTIONS:
        return None
    return label, USAGES.get(path.parent.parent.name.lower())
