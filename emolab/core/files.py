"""Safe files: written whole or not at all, read without pickles, sizes checked before memory is taken."""

import json
import os
import tempfile
import zipfile
import zlib
from contextlib import contextmanager
from math import prod
from pathlib import Path

import numpy as np

from emolab.core.errors import FileError, FormatError

FORMAT = 1
HEADER = "emolab.json"
DEFLATE_RATIO = 1032  # no deflate stream grows by more


@contextmanager
def atomic_write(path, mode="wb"):
    """Open a file that appears under its name only once it is whole.

    It is written under a temporary name in the same folder, synced and renamed; an error or a kill in
    between leaves what was there before.
    Errors    FileError where the folder cannot be written
    """
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise FileError(f"cannot write {path}: {error.strerror or error}; choose another folder") from error
    try:
        with os.fdopen(handle, mode, **({} if "b" in mode else {"encoding": "utf-8"})) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
        _sync_folder(path.parent)
    except BaseException as error:
        Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError) and not isinstance(error, FileError):
            raise FileError(f"cannot write {path}: {error.strerror or error}") from error
        raise


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_folder(folder):
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_text(path, text):
    """Write text to a file, whole or not at all."""
    with atomic_write(path, "w") as file:
        file.write(text)


def write_json(path, value):
    """Write a value as indented JSON, whole or not at all; NaN is written as null."""
    write_text(path, json.dumps(_plain(value), indent=2, allow_nan=False) + "\n")


def _plain(value):
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float) and not np.isfinite(value):
        return None
    if isinstance(value, Path):
        return str(value)
    return value


def save_arrays(path, arrays, header):
    """Save named arrays and a JSON header in one .npz, without pickles.

    arrays    {name: array}, no object arrays
    header    what a reader must know: format version (added here), model, settings
    """
    with array_writer(path, header) as add:
        for name in sorted(arrays):
            add(name, arrays[name])


@contextmanager
def array_writer(path, header):
    """Write an .npz array by array, so that its size is not bound by memory; yields add(name, array).

    header    as `save_arrays`; it is read at the end, so that it can tell what came
    """
    with atomic_write(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:

        def add(name, array):
            array = np.asarray(array)
            if array.dtype.hasobject:
                raise FormatError(f"{path}: {name} holds Python objects, which would need a pickle")
            # a fixed date, so that equal content gives equal bytes
            info = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            with archive.open(info, "w", force_zip64=True) as member:
                np.lib.format.write_array(member, array, allow_pickle=False)

        yield add
        text = json.dumps({"format": FORMAT, **_plain(header)}, sort_keys=True)
        archive.writestr(zipfile.ZipInfo(HEADER, (1980, 1, 1, 0, 0, 0)), text)


def load_arrays(path):
    """Load what `save_arrays` saved, or any plain .npz.

    Returns   (arrays, header); the header of a foreign .npz is {}
    Errors    FileError where there is no file; FormatError where it is cut short, not an .npz, holds a
              pickle, or claims sizes that its bytes do not hold
    """
    path = Path(path)
    arrays, header = {}, {}
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if info.file_size > max(info.compress_size, 1) * DEFLATE_RATIO:
                    raise FormatError(
                        f"{path}: {info.filename} claims {info.file_size} bytes, more than it holds"
                    )
                if info.filename == HEADER:
                    header = json.loads(archive.read(info))
                elif info.filename.endswith(".npy"):
                    with archive.open(info) as member:
                        where = f"{path}: {info.filename}"
                        arrays[info.filename[:-4]] = read_npy(member, info.file_size, where)
    except FileNotFoundError as error:
        raise FileError(f"{path}: no such file") from error
    except IsADirectoryError as error:
        raise FileError(f"{path} is a folder; name the .npz file in it") from error
    except PermissionError as error:
        raise FileError(f"{path}: may not be read") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        if isinstance(error, FileError | FormatError):
            raise
        raise FormatError(f"{path} is not a whole .npz file ({error}); it may have been cut short") from error
    if not isinstance(header, dict):
        raise FormatError(f"{path}: its header is not a JSON object")
    if header.get("format", FORMAT) > FORMAT:
        raise FormatError(f"{path}: format {header['format']} is newer than this emolab reads ({FORMAT})")
    return arrays, header


def read_npy(file, size, where):
    """Read one .npy stream of `size` bytes, its claims checked before memory is taken.

    Errors    FormatError, beginning with `where`
    """
    try:
        version = np.lib.format.read_magic(file)
        read_header = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }.get(version)
        if read_header is None:
            raise ValueError(f"version {version}")
        shape, fortran, dtype = read_header(file)
    except ValueError as error:
        raise FormatError(f"{where} is not a .npy array ({error})") from error
    if dtype.hasobject:
        raise FormatError(f"{where} holds a pickle, which is not read: it could run code")
    claimed = prod(shape) * dtype.itemsize
    if claimed > size or any(side < 0 for side in shape):
        raise FormatError(f"{where} claims shape {shape}, {claimed} bytes, but only {size} are there")
    data = file.read(claimed)
    if len(data) != claimed:
        raise FormatError(f"{where} is cut short: {len(data)} of {claimed} bytes")
    flat = np.frombuffer(bytearray(data), dtype=dtype)
    return flat.reshape(shape[::-1]).T if fortran else flat.reshape(shape)
