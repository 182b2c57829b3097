"""The header of a WAV file: which samples there are, how they are stored, and where."""

import os
import struct
from typing import NamedTuple

from emolab.core.errors import FormatError

PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
CODECS = {
    2: "Microsoft ADPCM", 6: "A-law", 7: "mu-law", 0x11: "IMA ADPCM", 0x31: "GSM 6.10", 0x50: "MPEG audio",
    0x55: "MP3", 0xFF: "AAC", 0x160: "Windows Media Audio", 0x161: "Windows Media Audio", 0x2000: "AC-3",
}  # fmt: skip
MAGIC = {
    b"OggS": "Ogg", b"fLaC": "FLAC", b"ID3": "MP3", b"\xff\xfb": "MP3", b"\xff\xf3": "MP3", b"FORM": "AIFF",
    b"RIFX": "big-endian RIFF", b"PK": "ZIP", b"\x1a\x45\xdf\xa3": "Matroska", b"version https://git-lfs": "",
}  # fmt: skip
MOST_CHANNELS = 1024


class WavInfo(NamedTuple):
    """What the header of a WAV file says, held against the bytes that are there."""

    sample_rate: int  # Hz
    channels: int
    samples: int  # in each channel
    bits: int  # of one stored sample
    kind: str  # "pcm" or "float"
    offset: int  # of the first sample, bytes from the start of the file
    claimed: int  # bytes of samples that the header claims; above what is there in a cut file


def read_header(file, path):
    """Read the chunks of an open WAV file up to its samples.

    Only the first bytes of each chunk are read; no claimed size is trusted.
    Errors    FormatError, which names the file, the place in it and what is wrong there
    """
    size = os.fstat(file.fileno()).st_size
    wide = _check_magic(file.read(12), size, path)
    layout, data, long_size = None, None, None
    place = 12
    while place + 8 <= size and (layout is None or data is None):
        file.seek(place)
        name, length = struct.unpack("<4sI", file.read(8))
        if name == b"ds64" and wide:
            long_size = struct.unpack("<8xQ", _body(file, path, place, length, size, 16))[0]
        elif name == b"fmt ":
            layout = _layout(_body(file, path, place, length, size, 16, 40), path, place)
        elif name == b"data":
            if length == 0xFFFFFFFF and long_size is not None:
                length = long_size
            data = (place + 8, length)
        place += 8 + length + length % 2  # chunks begin on even bytes
    if layout is None:
        raise FormatError(f"{path}: no 'fmt ' chunk in its {size} bytes; the file is cut short or no WAV")
    if data is None:
        raise FormatError(f"{path}: no 'data' chunk in its {size} bytes; the file is cut short")
    rate, channels, bits, kind = layout
    there = min(data[1], size - data[0])
    return WavInfo(rate, channels, there // (channels * bits // 8), bits, kind, *data)


def _check_magic(head, size, path):
    if size == 0:
        raise FormatError(f"{path}: the file is empty (0 bytes)")
    if head[:4] in (b"RIFF", b"RF64", b"BW64"):
        if size < 12:
            raise FormatError(f"{path}: only {size} bytes, too few for a WAV header; the file is cut short")
        if head[8:12] != b"WAVE":
            raise FormatError(f"{path}: byte 8: a RIFF file, but of type {head[8:12]!r}, not WAVE")
        return head[:4] != b"RIFF"
    if head.startswith(b"version http"):
        raise FormatError(f"{path}: a Git LFS pointer, not the recording; run: git lfs pull")
    for magic, name in MAGIC.items():
        if name and head.startswith(magic):
            raise FormatError(f"{path}: byte 0: this is {name}, not WAV; convert it: ffmpeg -i IN OUT.wav")
    text = "; it looks like text" if head.isascii() and head.decode("ascii").isprintable() else ""
    raise FormatError(f"{path}: byte 0: begins with {head[:4]!r}, not with RIFF, so it is no WAV file{text}")


def _body(file, path, place, length, size, least, most=None):
    name = f"{path}: byte {place}: the chunk"
    if length < least:
        raise FormatError(f"{name} has {length} bytes; at least {least} are needed")
    if place + 8 + least > size:
        raise FormatError(f"{name} is cut short by the end of the file")
    return file.read(min(length, most or least))


def _layout(body, path, place):
    where = f"{path}: byte {place}: 'fmt '"
    tag, channels, rate, _, block, bits = struct.unpack("<HHIIHH", body[:16])
    if tag == EXTENSIBLE:
        if len(body) < 40:
            raise FormatError(f"{where} is of the extensible form, but has {len(body)} bytes instead of 40")
        tag = struct.unpack("<H", body[24:26])[0]  # the first two bytes of the sub-format's GUID
    if tag not in (PCM, FLOAT):
        codec = CODECS.get(tag, "an unknown codec")
        raise FormatError(
            f"{where} names format {tag:#x}, {codec}, which is compressed; only PCM and float samples are "
            "read: convert it with ffmpeg -i IN -c:a pcm_s16le OUT.wav"
        )
    if rate == 0:
        raise FormatError(f"{where} gives a sample rate of 0")
    if channels == 0:
        raise FormatError(f"{where} gives 0 channels")
    if channels > MOST_CHANNELS:
        raise FormatError(f"{where} gives {channels} channels; at most {MOST_CHANNELS} are read")
    # samples narrower than their container are left-justified in it: the container sets the scale
    container = 8 * block // channels if block and block % channels == 0 else 8 * ((bits + 7) // 8)
    allowed = (8, 16, 24, 32) if tag == PCM else (32, 64)
    if container not in allowed or not 0 < bits <= container:
        kind = "PCM" if tag == PCM else "float"
        raise FormatError(f"{where} gives {bits} bits in {container}; {kind} samples have one of {allowed}")
    return rate, channels, container, "pcm" if tag == PCM else "float"
