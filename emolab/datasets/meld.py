"""MELD: utterances from a television series, seven emotions, the published split."""

import csv
import re
from collections import defaultdict
from pathlib import Path

from emolab.core.errors import DataError, FormatError
from emolab.core.file_head import read_head
from emolab.datasets.clip import Clip
from emolab.datasets.clips import Clips
from emolab.datasets.file_defects import defect
from emolab.datasets.folder import (
    MODALITIES,
    SOUNDS,
    VIDEOS,
    Skipped,
    check_options,
    files_below,
    nothing_found,
    warn_of_defects,
)
from emolab.datasets.labels import LABEL_SETS

COLUMNS = ("utterance", "speaker", "emotion", "dialogue_id", "utterance_id")
SPLITS = ("train", "dev", "test")
KNOWN_MISSING = {("dev", 110, 7)}
NOTE = "MELD's split keeps dialogues apart, not people: the same actors speak in training and test"
LOOKED_FOR = (
    "train_sent_emo.csv, dev_sent_emo.csv or test_sent_emo.csv (columns Utterance,Speaker,Emotion,"
    "Dialogue_ID,Utterance_ID,...), and media dia0_utt0.mp4 or .wav in folders that name the split"
)
_MEDIA = re.compile(r"dia(\d+)_utt(\d+)", re.IGNORECASE)


class Meld(Clips):
    """The MELD utterances below a folder, in the order of split, dialogue and utterance.

    modality    "audio" takes sound (of dia0_utt0.wav, or the video's), "video" pictures, "both" videos
    fps         the frame rate to read pictures at; None keeps the file's own

    The CSVs say what there is; the rows' Sr No. has gaps and is not used. A media file belongs to the split
    that its file or a folder above it names; where there is one CSV alone, to that.
    Subjects are the speakers' names, the same in all splits. `extra` holds split, text, sentiment, dialogue
    and utterance. `split(name)` chooses by it.
    Errors      FileError where there is no such folder; DataError where no utterance is found or a CSV lacks
                columns; FormatError where a CSV is broken
    Note        rows without media stand in `skipped`, and say so where that is so in the published archive
    """

    TITLE, OFFERS = "MELD", MODALITIES

    def __init__(self, folder, modality="audio", *, fps=None):
        check_options(modality, fps)
        media, skipped, broken = defaultdict(dict), [], []
        lists, others = _lists(folder, skipped)
        for path in others:
            match, ending = _MEDIA.fullmatch(path.stem), path.suffix.lower()
            split = _split_of(path, folder) or (next(iter(lists)) if len(lists) == 1 else None)
            if not match or ending not in SOUNDS + VIDEOS:
                skipped.append(Skipped(path, "neither a list of utterances nor named such as dia0_utt0.mp4"))
            elif split is None:
                skipped.append(Skipped(path, "its split cannot be told: no folder above names one"))
            else:
                kind = "sound" if ending in SOUNDS else "video"
                key = (split, *map(int, match.groups()))
                if kind in media[key]:
                    skipped.append(Skipped(path, f"the same utterance as {media[key][kind]}"))
                media[key].setdefault(kind, path)
        clips = []
        for split in sorted(lists, key=SPLITS.index):
            rows = sorted(_rows(lists[split]), key=lambda row: (row["dialogue_id"], row["utterance_id"]))
            for row in rows:
                key = (split, row["dialogue_id"], row["utterance_id"])
                clip, reason, bad = _clip(row, key, media.pop(key, {}), modality, fps, lists[split])
                clips += [clip] if clip else []
                skipped += [reason] if reason else []
                broken += bad
        unlisted = [path for files in media.values() for path in files.values()]
        skipped += [Skipped(path, "no row in a CSV") for path in unlisted] + broken
        if not clips:
            raise nothing_found(folder, self.TITLE, LOOKED_FOR, skipped)
        super().__init__(clips, "meld7", skipped, broken=broken, note=NOTE)
        warn_of_defects(broken)

    @staticmethod
    def recognises(path):
        """Whether a file is named as MELD names its media and lists."""
        return _MEDIA.fullmatch(path.stem) is not None or path.name.endswith("_sent_emo.csv")


def _lists(folder, skipped):
    """({split: CSV}, the other files); what cannot serve goes to skipped."""
    lists, others = {}, []
    for path in files_below(folder, "MELD's CSVs and media"):
        if path.suffix.lower() != ".csv" or not _is_list(path):
            others.append(path)
            continue
        split = _split_of(path, folder)
        if split is None or split in lists:
            reason = f"the same split as {lists[split]}" if split else "its split cannot be told"
            skipped.append(Skipped(path, reason))
        else:
            lists[split] = path
    return lists, others


def _split_of(path, folder):
    """The split that a file's name, else the nearest folder's, names; None where none does."""
    for part in reversed(path.relative_to(Path(folder).expanduser()).parts):
        for split in SPLITS:
            if re.search(rf"(^|[^a-z]){split}([^a-z]|$)", part.lower()):
                return split
    return None


def _is_list(path):
    try:
        first = read_head(path, 1024).decode("latin-1").lower()
    except FormatError:
        return path.name.endswith("_sent_emo.csv")  # a broken one is named when it is read
    return "dialogue_id" in first and "utterance_id" in first


def _rows(path):
    """The rows of a list, their numbers as numbers."""
    read_head(path)
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")  # as spreadsheet programs save it
    reader = csv.reader(text.splitlines(keepends=True))
    rows, columns = [], [field.strip().lower() for field in next(reader, [])]
    missing = [name for name in COLUMNS if name not in columns]
    if missing:
        raise DataError(
            f"{path}, line 1: the column {missing[0]!r} is missing; there are {', '.join(columns)}"
        )
    try:
        for fields in reader:
            if not any(fields):
                continue
            if len(fields) != len(columns):
                raise ValueError(f"{len(fields)} fields for {len(columns)} columns; it may be cut short")
            row = dict(zip(columns, (field.strip() for field in fields)))
            for name in ("dialogue_id", "utterance_id"):
                row[name] = int(row[name])
            if row["emotion"].lower() not in LABEL_SETS["meld7"]:
                raise ValueError(
                    f"the emotion {row['emotion']!r} is none of {', '.join(LABEL_SETS['meld7'])}"
                )
            rows.append(row)
    except (ValueError, csv.Error) as error:
        raise FormatError(f"{path}, line {reader.line_num}: {error}") from error
    return rows


def _clip(row, key, files, modality, fps, listed):
    """(clip, None, broken) or (None, Skipped or None, broken)."""
    name = f"dia{key[1]}_utt{key[2]}"
    broken = [Skipped(path, reason) for path in files.values() if (reason := defect(path))]
    whole = {kind: path for kind, path in files.items() if path not in {item.path for item in broken}}
    video, sound = whole.get("video"), whole.get("sound") or whole.get("video")
    if (sound if modality == "audio" else video) is None:
        if broken:
            return None, None, broken
        reason = f"{name} of {key[0]} is listed, but there is no {name}.mp4"
        if files:
            reason = f"{name} of {key[0]} has sound only, and pictures were asked for"
        elif key in KNOWN_MISSING:
            reason += " (nor is it in the published archive)"
        return None, Skipped(listed, reason), broken
    extra = {
        "split": key[0], "text": row["utterance"], "sentiment": row.get("sentiment", ""),
        "dialogue": key[1], "utterance": key[2],
    }  # fmt: skip
    clip = Clip(
        row["emotion"].lower(), row["speaker"], path=sound if modality == "audio" else video, fps=fps,
        extra=extra, name=f"{key[0]}-{name}", sound_path=None if modality == "video" else sound,
        frames_path=None if modality == "audio" else video,
    )  # fmt: skip
    return clip, None, broken
