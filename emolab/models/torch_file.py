"""State dicts of PyTorch: the zip of today and the file of before 2020, read without running a pickle."""

import io
import zipfile
import zlib
from pathlib import Path

import numpy as np

from emolab.core import FormatError
from emolab.core.files import DEFLATE_RATIO
from emolab.core.pickle_machine import Bounded
from emolab.models.tensor_pickle import TensorView, read_tensor_pickle

OLD_MAGIC = 0x1950A86A20F9469CFC6C
OLD_HEAD = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."  # the magic number as a pickle
PARTS = ("state_dict", "model_state_dict", "model")


def read_torch(path):
    """Read the tensors of a file that torch.save wrote.

    Returns   {name: array}; of a checkpoint the part called state_dict, model_state_dict or model; bfloat16
              becomes float32
    Errors    FormatError for what is cut short, claims sizes that its bytes do not hold, or asks for
              anything but tensors: it names what it asked for
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            if file.read(2) == b"PK":
                with zipfile.ZipFile(path) as archive:
                    return _read_zip(archive, path)
            file.seek(0)
            return _read_old(Bounded(file, size), path)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError) as error:
        if isinstance(error, FormatError):
            raise
        said = f"{path} is not a whole PyTorch file ({error}); it may have been cut short"
        raise FormatError(said) from error


def _read_zip(archive, path):
    members = {info.filename: info for info in archive.infolist()}
    lists = [name for name in members if name == "data.pkl" or name.endswith("/data.pkl")]
    if len(lists) != 1:
        raise FormatError(f"{path} is a zip, but not one of PyTorch: it holds {len(lists)} files data.pkl")
    root = lists[0][: -len("data.pkl")]

    def member(name):
        info = members.get(root + name)
        if info is None:
            raise FormatError(f"{path}: {root + name} is missing")
        if info.file_size > max(info.compress_size, 1) * DEFLATE_RATIO:
            raise FormatError(f"{path}: {info.filename} claims {info.file_size} bytes, more than it holds")
        return archive.read(info)

    order = ">" if root + "byteorder" in members and member("byteorder") == b"big" else "<"
    tree = read_tensor_pickle(io.BytesIO(member("data.pkl")), f"{path}: {lists[0]}")
    found = {}

    def numbers(storage):
        if storage not in found:
            data = member(f"data/{storage.key}")
            found[storage] = _numbers(storage, data, order, f"{path}: {root}data/{storage.key}")
        return found[storage]

    return _arrays(tree, numbers, path)


def _read_old(file, path):
    where = str(path)
    if read_tensor_pickle(file, where) != OLD_MAGIC:
        raise FormatError(f"{path} is a pickle, but no file of PyTorch")
    read_tensor_pickle(file, where)  # the version
    system = read_tensor_pickle(file, where)
    order = "<" if not isinstance(system, dict) or system.get("little_endian", True) else ">"
    tree = read_tensor_pickle(file, where)
    keys = read_tensor_pickle(file, where)
    views = [view for view in _tensors(tree, path).values()]
    storages = {view.storage.key: view.storage for view in views}
    if not isinstance(keys, list) or any(key not in storages for key in keys):
        raise FormatError(f"{path}: it lists storages that no tensor uses; save the state dict alone")
    found = {}
    for key in keys:
        storage = storages[key]
        count = int.from_bytes(file.read(8), "little" if order == "<" else "big")
        if count != storage.count:
            raise FormatError(f"{path}: storage {key} claims {count} numbers here, {storage.count} before")
        found[key] = _numbers(storage, file.read(count * _width(storage)), order, f"{path}: storage {key}")
    if missing := [key for key in storages if key not in found]:
        raise FormatError(f"{path}: storage {missing[0]} is missing")
    return _arrays(tree, lambda storage: found[storage.key], path)


def _width(storage):
    return 2 if storage.dtype == "bfloat16" else np.dtype(storage.dtype).itemsize


def _numbers(storage, data, order, where):
    """The storage's numbers (count,), its claim held against the bytes."""
    claimed = storage.count * _width(storage)
    if len(data) != claimed:
        raise FormatError(
            f"{where} claims {storage.count} numbers, {claimed} bytes, but {len(data)} are there"
        )
    if storage.dtype == "bfloat16":  # the upper half of a float32
        upper = np.frombuffer(data, f"{order}u2").astype(np.uint32)
        return (upper << 16).view(np.float32)
    kind = np.dtype(storage.dtype)
    return np.frombuffer(data, kind.newbyteorder(order)).astype(kind)


def _tensors(tree, path):
    """The tensors of a state dict, or of the part of a checkpoint that holds one."""
    if isinstance(tree, dict):
        for name in (None, *PARTS):
            part = tree if name is None else tree.get(name)
            if isinstance(part, dict):
                views = {str(key): view for key, view in part.items() if type(view) is TensorView}
                if views:
                    return views
    raise FormatError(f"{path} holds no state dict: no tensors by name, nor a part {' or '.join(PARTS)}")


def _arrays(tree, numbers, path):
    views = _tensors(tree, path)
    return {name: view.read(numbers(view.storage), f"{path}: {name}") for name, view in views.items()}
