"""A collection of one's own: a CSV that lists recordings, or a folder with a folder for each label."""

import csv
from collections import Counter
from pathlib import Path

from emolab.core.errors import DataError, FileError, FormatError
from emolab.datasets.clip import Clip
from emolab.datasets.clips import Clips
from emolab.datasets.file_defects import defect
from emolab.datasets.folder import (
    MODALITIES,
    PICTURES,
    SOUNDS,
    VIDEOS,
    Skipped,
    check_options,
    files_below,
    reasons,
    warn_of_defects,
)
from emolab.datasets.labels import LABEL_SETS
from emolab.datasets.labels import label_set as known_label_set
from emolab.datasets.picture_clip import PictureClip

COLUMNS = ("path", "label", "subject")  # and split, which may be missing


class Manifest(Clips):
    """The recordings that a CSV lists, in its order.

    path        a CSV in UTF-8 with a header line `path,label,subject,split`; split may be left out, further
                columns go to `extra`; commas, semicolons or tabs; relative paths start at the CSV's folder
    modality    "audio" takes sound (of WAV files and videos), "video" pictures (of videos, and stills),
                "both" videos with the two
    label_set   the name of a label set or a list of labels; None takes the named set that fits, see Note
    fps         the frame rate to read pictures at; None keeps the file's own

    Errors      FileError for a missing CSV; FormatError where it is none; DataError for missing columns,
                empty fields, unknown labels, paths that stand twice and missing files, with their lines
    Note        With label_set None all labels must be in one named set; where no named set has even half of
                them, the labels as they stand are the set. Files of the wrong kind and broken ones stand in
                `skipped`; the split of a clip is extra["split"].
    """

    TITLE, OFFERS = "a manifest", MODALITIES

    @staticmethod
    def recognises(path):
        """Whether a file is named manifest.csv."""
        return path.name == "manifest.csv"

    def __init__(self, path, modality="audio", *, label_set=None, fps=None):
        path = Path(path).expanduser()
        check_options(modality, fps)
        rows = _read_rows(path)
        problems = _problems(rows)
        names = _fitting_set({row["label"] for _, row in rows}, label_set)
        inside = set(known_label_set(names))
        for line, row in rows:
            if row["label"] and row["label"] not in inside:
                problems.append((line, f"the label {row['label']!r} is not in the set ({', '.join(inside)})"))
        seen = {}
        for line, row in rows:
            if row["path"]:
                file = _place(path, row)
                if file in seen:
                    problems.append((line, f"{row['path']} stands on line {seen[file]} already"))
                elif not file.is_file():
                    problems.append((line, f"there is no file {file}"))
                seen.setdefault(file, line)
        if problems:
            raise DataError(_listed(path, problems))
        entries = []
        for _, row in rows:
            extra = {name: text for name, text in row.items() if name not in COLUMNS}
            entries.append((_place(path, row), row["label"], row["subject"], extra))
        self._take(entries, modality, names, fps, [], path)

    @classmethod
    def from_folder(cls, folder, modality="audio", *, label_set=None, fps=None, subject=None):
        """The recordings of a folder that holds a folder for each label.

        subject   a function path -> subject; None takes LABEL/SUBJECT/file, or LABEL/SUBJECT_anything.wav
        Errors    FileError where there is no folder; DataError where it holds no clip, a folder is named
                  after no label, or a file's subject cannot be told
        """
        folder = Path(folder).expanduser()
        check_options(modality, fps)
        stills = PICTURES if modality == "video" else ()
        read = "WAV, video or picture files" if stills else "WAV or video files"
        looked_for = f"a folder for each label, with {read} in it"
        files, skipped = [], []
        for path in files_below(folder, looked_for):
            parts = path.relative_to(folder).parts
            if path.suffix.lower() not in SOUNDS + VIDEOS + stills:
                skipped.append(Skipped(path, f"not one of the {read}"))
            elif len(parts) < 2:
                skipped.append(Skipped(path, "not in a label's folder"))
            else:
                files.append((path, parts))
        if not files:
            raise DataError(f"{folder}: no clip; looked for {looked_for}" + reasons(skipped))
        names = _fitting_set({parts[0] for _, parts in files}, label_set)
        strange = [path for path, parts in files if parts[0] not in known_label_set(names)]
        if strange:
            name = strange[0].relative_to(folder).parts[0]
            raise DataError(
                f"{folder / name}: {name!r} is not in the label set ({', '.join(known_label_set(names))}); "
                "rename the folder or give label_set"
            )
        entries = [
            (path, parts[0], str(subject(path)) if subject else _subject(path, parts), {})
            for path, parts in files
        ]
        clips = cls.__new__(cls)
        clips._take(entries, modality, names, fps, skipped, folder)
        return clips

    def _take(self, entries, modality, names, fps, skipped, source):
        clips, defects = [], []
        for path, label, subject, extra in entries:
            sound_only = path.suffix.lower() in SOUNDS
            reason = defect(path)
            if reason:
                defects.append(Skipped(path, reason))
            elif sound_only and modality != "audio":
                skipped.append(Skipped(path, "sound only, and pictures were asked for"))
            elif path.suffix.lower() in PICTURES:
                if modality == "video":
                    clips.append(PictureClip(label, subject, [path], path=path, extra=extra))
                else:
                    skipped.append(Skipped(path, "a picture without sound"))
            else:
                clips.append(
                    Clip(
                        label, subject, path=path, fps=fps, extra=extra,
                        sound_path=None if modality == "video" else path,
                        frames_path=None if modality == "audio" else path,
                    )
                )  # fmt: skip
        skipped = skipped + defects
        if not clips:
            raise DataError(f"{source}: no clip for modality {modality!r}" + reasons(skipped))
        super().__init__(clips, names, skipped, broken=defects)
        warn_of_defects(defects, stacklevel=4)


def _read_rows(path):
    """Read the CSV; return [(line, {column: text})]."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise FileError(f"cannot read the manifest {path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise FormatError(f"{path}: not a CSV in UTF-8 (byte {error.start} is no text)") from error
    if "\0" in text:
        raise FormatError(f"{path}: not a CSV: it holds NUL bytes")
    if not text.strip():
        raise FormatError(f"{path}: the manifest is empty; its first line must be path,label,subject,split")
    head = text.lstrip().splitlines()[0]
    mark = max(",;\t", key=head.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=mark, skipinitialspace=True, strict=True)
    rows, columns = [], None
    try:
        for fields in reader:
            fields = [field.strip() for field in fields]
            if not any(fields):
                continue
            if columns is None:
                columns = [field.lower() for field in fields]
                _check_columns(columns, path)
            elif len(fields) != len(columns):
                raise DataError(
                    f"{path}, line {reader.line_num}: {len(fields)} fields for {len(columns)} columns"
                )
            else:
                rows.append((reader.line_num, dict(zip(columns, fields))))
    except csv.Error as error:
        raise FormatError(f"{path}, line {reader.line_num}: not a CSV: {error}") from error
    if not rows:
        raise DataError(f"{path}: the manifest lists no recording")
    return rows


def _check_columns(columns, path):
    missing = [name for name in COLUMNS if name not in columns]
    if missing:
        raise DataError(
            f"{path}, line 1: the column {missing[0]!r} is missing; there are {', '.join(columns)}; "
            "wanted are path,label,subject,split"
        )
    twice = [name for name, count in Counter(columns).items() if count > 1]
    if twice:
        raise DataError(f"{path}, line 1: the column {twice[0]!r} stands there more than once")


def _problems(rows):
    return [(line, f"{name} is empty") for line, row in rows for name in COLUMNS if not row[name]]


def _place(manifest, row):
    file = Path(row["path"]).expanduser()
    return Path(manifest.parent, file).resolve()


def _listed(path, problems, most=8):
    lines = [f"\n  line {line}: {what}" for line, what in sorted(problems)[:most]]
    more = f"\n  ... and {len(problems) - most} more" if len(problems) > most else ""
    return f"{path}: the manifest cannot be used as it is" + "".join(lines) + more


def _fitting_set(labels, wanted):
    """The wanted set; else the named set that holds the labels; else, where none fits at all, the labels."""
    if wanted is not None:
        return wanted
    labels = labels - {""}
    best = max(LABEL_SETS, key=lambda name: len(labels & set(LABEL_SETS[name])))
    if 2 * len(labels & set(LABEL_SETS[best])) >= len(labels) and labels:
        return best
    return sorted(labels) or best


def _subject(path, parts):
    if len(parts) > 2:
        return parts[1]
    name, mark, _ = path.stem.partition("_")
    if not mark or not name:
        raise DataError(
            f"{path}: its subject cannot be told; name it SUBJECT_anything{path.suffix}, put it into "
            "LABEL/SUBJECT/, or give a function as subject"
        )
    return name
