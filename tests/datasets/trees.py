"""Small trees of recordings for the loaders' tests: headers by hand, so that no reader is needed."""

import struct

import numpy as np

LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 12345\n"


def wav(samples=160, claimed=None, extra=b"", rate=16000):
    """A mono 16-bit WAV; `claimed` bytes of samples in its header, `extra` chunks before them."""
    data = np.arange(samples, dtype="<i2").tobytes()
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16)
    body = b"WAVE" + form + extra + struct.pack("<4sI", b"data", len(data) if claimed is None else claimed)
    return b"RIFF" + struct.pack("<I", len(body) + len(data)) + body + data


def mp4(names=(b"ftyp", b"moov", b"mdat"), cut=0):
    """Bytes that look like an MP4 from outside; the last `cut` of them missing."""
    boxes = b"".join(struct.pack(">I4s", 24, name) + bytes(16) for name in names)
    return boxes[: len(boxes) - cut]


def plant(folder, files):
    """Write {relative path: bytes}."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def speech(actor, emotion=3, kind=3, channel=1, intensity=1, sentence=1, repetition=1):
    """A RAVDESS file name."""
    ending = "wav" if kind == 3 else "mp4"
    parts = (kind, channel, emotion, intensity, sentence, repetition, actor)
    return "-".join(f"{part:02d}" for part in parts) + f".{ending}"


def picture(kind="PNG", size=(8, 6), grey=None, seed=0):
    """The bytes of a small grey picture (height, width) of noise, or of one grey level."""
    import io

    from PIL import Image

    pixels = np.random.default_rng(seed).integers(0, 256, size) if grey is None else np.full(size, grey)
    file = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(file, kind)
    return file.getvalue()


def avi():
    """Bytes that look like an AVI from outside."""
    return b"RIFF" + struct.pack("<I", 12) + b"AVI LIST" + bytes(4)


def reasons_of(clips):
    """{file name: reason} of what a collection left out."""
    return {getattr(path, "name", str(path)): reason for path, reason in clips.skipped}
