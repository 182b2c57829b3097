"""WAV files in and out, sample by sample as they are stored."""

import struct
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from emolab.audio.options import one_of, whole
from emolab.audio.riff import FLOAT, PCM, read_header
from emolab.core.errors import ArgumentError, DataError, FileError, FormatError
from emolab.core.files import atomic_write

LARGEST = 2**32 - 64  # bytes of samples whose size a RIFF header can hold


def read_wav(path, channel="mean", dtype=np.float32, truncated="error"):
    """Read the sound of a WAV file: 8, 16, 24 or 32-bit PCM, 32 or 64-bit float, plain, extensible or RF64.

    channel   of several channels: "mean" of all (the default), the index of one from 0, or "all"
    dtype     float32 holds every PCM sample up to 24 bits exactly; float64 every sample
    truncated a file with fewer samples than its header claims is an error; "keep" takes those that are there
    Formula   x = (byte - 128) / 128 for 8 bits;  x = integer / 2^(bits - 1) for more;  floats as stored
    Shapes    -> signal of S samples, or (S, C) for channel "all";  sample_rate, an int
    Units     signal -1 to 1, sample_rate Hz
    Errors    FileError where it cannot be read; FormatError where it is no WAV, is cut short or compressed,
              with the place in the file; DataError where it holds no sample, or a NaN or infinity
    """
    path = Path(path)
    one_of("read_wav: truncated", truncated, ("error", "keep"))
    with _opened(path) as file:
        info = read_header(file, path)
        _check_whole(info, path, file.seek(0, 2), truncated)
        file.seek(info.offset)
        raw = np.frombuffer(file.read(info.samples * info.channels * info.bits // 8), np.uint8)
    samples = _decode(raw, info, dtype).reshape(-1, info.channels)  # (S, C)
    if info.kind == "float":
        _check_finite(samples, path)
    return _pick(samples, channel, path), info.sample_rate


def wav_info(path):
    """Read only the header of a WAV file.

    Returns   WavInfo(sample_rate, channels, samples, bits, kind, offset, claimed)
    Errors    as `read_wav`'s, for what the header shows
    """
    path = Path(path)
    with _opened(path) as file:
        return read_header(file, path)


@contextmanager
def _opened(path):
    try:
        with open(path, "rb") as file:
            yield file
    except FileNotFoundError as error:
        raise FileError(f"{path}: no such file") from error
    except IsADirectoryError as error:
        raise FileError(f"{path} is a folder; name a WAV file in it") from error
    except OSError as error:
        raise FileError(f"{path}: cannot be read: {error.strerror or error}") from error


def _check_whole(info, path, size, truncated):
    there = size - info.offset
    frame = info.channels * info.bits // 8
    if truncated == "error" and (info.claimed > there or info.claimed % frame):
        raise FormatError(
            f"{path}: byte {info.offset}: the header claims {info.claimed} bytes of samples, "
            f"{max(there, 0)} are there (frames of {frame}); the file is cut short, or was streamed: "
            "read_wav(..., truncated='keep') takes the whole samples that are there"
        )
    if info.samples < 1:
        raise DataError(f"{path}: byte {info.offset}: the file holds no sample")


def _decode(raw, info, dtype):
    if info.kind == "float":
        with np.errstate(over="ignore"):  # too large for dtype: infinite, and reported as such
            return raw.view(f"<f{info.bits // 8}").astype(dtype)
    if info.bits == 8:
        return (raw.astype(dtype) - 128) / 128
    if info.bits == 24:
        wide = np.zeros((len(raw) // 3, 4), np.uint8)
        wide[:, 1:] = raw.reshape(-1, 3)  # the low byte stays zero: a 32-bit integer 256 times as large
        return (wide.view("<i4")[:, 0] / 2.0**31).astype(dtype)
    values = raw.view(f"<i{info.bits // 8}")
    if info.bits == 16:
        return values.astype(dtype) / 2**15
    return (values / 2.0**31).astype(dtype)


def _check_finite(samples, path):
    bad = np.argwhere(~np.isfinite(samples))
    if len(bad):
        place, channel = bad[0]
        raise DataError(
            f"{path}: sample {place} of channel {channel} is {samples[place, channel]} "
            f"({len(bad)} samples are not finite); export it again"
        )


def _pick(samples, channel, path):
    if isinstance(channel, str):
        one_of("read_wav: channel", channel, ("mean", "all"))
        if channel == "all":
            return samples
        return samples[:, 0] if samples.shape[1] == 1 else samples.mean(axis=1)  # (S,)
    index = whole("read_wav: channel", channel, least=0)
    if index >= samples.shape[1]:
        raise ArgumentError(f"{path}: channel {index} is asked for, but it has {samples.shape[1]}, from 0")
    return np.ascontiguousarray(samples[:, index])


def write_wav(path, signal, sample_rate, bits=16, kind="pcm"):
    """Write a WAV file, whole or not at all.

    signal    S samples, or (S, C) for C channels; floats from -1 to 1
    bits      8, 16, 24 or 32 for kind "pcm"; 32 or 64 for kind "float"
    Formula   integer = round(x 2^(bits - 1)), where +1 itself becomes the largest integer
    Errors    DataError where a sample is not finite or would be clipped; ArgumentError; FileError
    """
    one_of("write_wav: kind", kind, ("pcm", "float"))
    one_of("write_wav: bits", bits, (8, 16, 24, 32) if kind == "pcm" else (32, 64))
    rate = whole("write_wav: sample_rate", sample_rate)
    samples = np.asarray(signal)
    if samples.ndim not in (1, 2) or samples.dtype.kind != "f":
        raise ArgumentError(
            f"write_wav: signal must be floats of shape (S,) or (S, C), not {samples.dtype} {samples.shape}"
        )
    samples = samples.reshape(len(samples), -1)  # (S, C)
    _check_finite(samples, f"write_wav: {path}")
    if kind == "pcm" and samples.size and (peak := np.abs(samples).max()) > 1:
        place = int(np.abs(samples).max(axis=1).argmax())
        raise DataError(f"write_wav: sample {place} is {peak:.4g}, beyond -1..1; divide by the peak")
    raw = _encode(samples, bits, kind)
    if len(raw) > LARGEST:
        raise ArgumentError(f"write_wav: {len(raw)} bytes of samples; a WAV file holds {LARGEST}: split it")
    channels, frame = samples.shape[1], samples.shape[1] * bits // 8
    tag = PCM if kind == "pcm" else FLOAT
    layout = struct.pack("<4sIHHIIHH", b"fmt ", 16, tag, channels, rate, rate * frame, frame, bits)
    pad = b"\0" * (len(raw) % 2)
    total = 4 + len(layout) + 8 + len(raw) + len(pad)
    with atomic_write(path) as file:
        file.write(struct.pack("<4sI4s", b"RIFF", total, b"WAVE") + layout)
        file.write(struct.pack("<4sI", b"data", len(raw)) + raw + pad)


def _encode(samples, bits, kind):
    if kind == "float":
        return samples.astype(f"<f{bits // 8}").tobytes()
    top = 2 ** (bits - 1)
    values = np.clip(np.rint(samples.astype(np.float64) * top), -top, top - 1)
    if bits == 8:
        return (values + 128).astype(np.uint8).tobytes()
    if bits == 24:
        return values.astype("<i4").view(np.uint8).reshape(-1, 4)[:, :3].tobytes()
    return values.astype(f"<i{bits // 8}").tobytes()
