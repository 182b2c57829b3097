"""Looking through a folder: every file in one order, and why a file cannot be used, by its header."""

import os
import struct
import warnings
from pathlib import Path
from typing import NamedTuple

from emolab.core.errors import FileError

SOUNDS = (".wav", ".wave")
VIDEOS = (".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".flv", ".mpg", ".mpeg")
LFS = b"version https://git-lfs"
BOXES = {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot"}


class Skipped(NamedTuple):
    """A file that was found and left out."""

    path: Path
    reason: str


def files_below(folder, what):
    """Every file below a folder, sorted by its relative path; hidden folders are not entered.

    what      what is looked for, for the message
    Errors    FileError where the folder is missing, no folder, or cannot be listed
    """
    folder = Path(folder).expanduser()
    if not folder.exists():
        raise FileError(f"there is no folder {folder}; give the folder that holds {what}")
    if not folder.is_dir():
        raise FileError(f"{folder} is a file; give the folder that holds {what}")

    def refuse(error):
        raise FileError(f"cannot list {error.filename}: {error.strerror}") from error

    found = []
    for place, folders, names in os.walk(folder, onerror=refuse, followlinks=True):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(place, name) for name in names]
    return sorted(found, key=lambda path: path.relative_to(folder).parts)


def defect(path):
    """Say what is wrong with a sound or video file by its header alone, or None where nothing is seen.

    Note      no sample or picture is decoded; what only decoding shows is reported by the reader
    """
    path = Path(path)
    try:
        size = path.stat().st_size
        with open(path, "rb") as file:
            start = file.read(len(LFS))
            if size == 0:
                return "the file is empty"
            if start == LFS:
                return "a Git LFS pointer, not the recording itself: fetch it with git lfs pull"
            file.seek(0)
            if path.suffix.lower() in SOUNDS:
                return _wav_defect(file, size)
            if path.suffix.lower() in {".mp4", ".m4v", ".mov"}:
                return _mp4_defect(file, size)
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"
    return None


def _wav_defect(file, size):
    head = file.read(12)
    if len(head) < 12 or head[:4] not in {b"RIFF", b"RIFX", b"RF64"} or head[8:12] != b"WAVE":
        return f"not a WAV file: it starts with {head[:12]!r}, not with RIFF....WAVE"
    order = ">" if head[:4] == b"RIFX" else "<"
    while True:
        chunk = file.read(8)
        if len(chunk) < 8:
            return "cut short: there is no data chunk"
        name, length = chunk[:4], struct.unpack(order + "I", chunk[4:])[0]
        if name == b"data":
            there = size - file.tell()
            if head[:4] == b"RF64" and length == 0xFFFFFFFF:
                return None  # its 64-bit length stands in the ds64 chunk, which the reader checks
            if length > there:
                return f"cut short: its header claims {length} bytes of samples, {there} are there"
            return "it holds no samples" if length == 0 else None
        file.seek(length + (length & 1), os.SEEK_CUR)


def _mp4_defect(file, size):
    place, names = 0, []
    while place + 8 <= size:
        file.seek(place)
        length, name = struct.unpack(">I4s", file.read(8))
        header = 8
        if length == 1:
            wide = file.read(8)
            if len(wide) < 8:
                break
            length, header = struct.unpack(">Q", wide)[0], 16
        elif length == 0:  # the last box reaches to the end of the file
            length = size - place
        if not names and name not in BOXES:
            return f"not an MP4 file: its first box is {name!r}"
        if length < header:
            return f"not an MP4 file: box {name!r} at byte {place} claims {length} bytes"
        if place + length > size:
            return f"cut short: box {name!r} claims {length} bytes, {size - place} are there"
        names.append(name)
        place += length
    if b"moov" not in names:
        return "cut short: there is no moov box, so nothing in it can be decoded"
    return None


def warn_of_defects(defects, stacklevel=3):
    """Warn once of files that ought to have been usable, naming the first of them."""
    if defects:
        path, reason = defects[0]
        more = f" (and {len(defects) - 1} more)" if len(defects) > 1 else ""
        warnings.warn(
            f"left out: {path}: {reason}{more}; `.skipped` lists them all", UserWarning, stacklevel=stacklevel
        )


def reasons(skipped, most=5):
    """The first few skipped files with their reasons, as lines for a message."""
    lines = [f"\n  {path}: {reason}" for path, reason in skipped[:most]]
    return "".join(lines) + (f"\n  ... and {len(skipped) - most} more" if len(skipped) > most else "")
