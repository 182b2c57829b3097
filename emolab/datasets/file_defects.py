"""Why a file cannot be used, as far as its first and last bytes tell."""

import os
import struct
from pathlib import Path

from emolab.datasets.folder import SOUNDS

LFS = b"version https://git-lfs"
BOXES = {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot"}
JPEG, TIFF = ("a JPEG picture", (b"\xff\xd8\xff",)), ("a TIFF picture", (b"II*\0", b"MM\0*"))
STARTS = {  # ending: (what it is, how such files start)
    ".png": ("a PNG picture", (b"\x89PNG\r\n\x1a\n",)), ".jpg": JPEG, ".jpeg": JPEG,
    ".tif": TIFF, ".tiff": TIFF, ".bmp": ("a BMP picture", (b"BM",)),
    ".pgm": ("a PGM picture", (b"P2", b"P5")), ".ppm": ("a PPM picture", (b"P3", b"P6")),
    ".avi": ("an AVI video", (b"RIFF",)), ".flv": ("an FLV video", (b"FLV",)),
}  # fmt: skip
ENDS = {".png": b"IEND", ".jpg": b"\xff\xd9", ".jpeg": b"\xff\xd9"}
TAIL = 4096  # bytes: some programs write a little behind a picture's end


def defect(path):
    """Say what is wrong with a sound, video or picture file by its header, or None where nothing is seen.

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
            ending = path.suffix.lower()
            if ending in SOUNDS:
                return _wav_defect(file, size)
            if ending in {".mp4", ".m4v", ".mov"}:
                return _mp4_defect(file, size)
            if ending in STARTS:
                return _start_defect(file, size, ending)
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


def _start_defect(file, size, ending):
    """Hold the first bytes against the ending's format, and for PNG, JPEG and RIFF the end as well."""
    kind, starts = STARTS[ending]
    head = file.read(12)
    if not head.startswith(starts):
        return f"not {kind}: it starts with {head!r}"
    if ending == ".avi":
        claimed = 8 + struct.unpack("<I", head[4:8].ljust(4, b"\0"))[0]
        if claimed > size:
            return f"cut short: its header claims {claimed} bytes, {size} are there"
    if ending in ENDS:
        file.seek(max(0, size - TAIL))
        if ENDS[ending] not in file.read():
            return f"cut short: the mark that ends {kind} is missing"
    return None


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
