"""Pickles of NumPy arrays in lists and dicts, read by a machine that can build nothing else."""

import io
import re
from math import prod

import numpy as np

from emolab.core.errors import FormatError
from emolab.core.pickle_machine import LITERALS, Bounded, PickleRules, Unbuilt, of_kind, run_pickle

MULTIARRAY = ("numpy.core.multiarray", "numpy._core.multiarray")
NUMERIC = ("numpy.core.numeric", "numpy._core.numeric")
NAMES = {
    **{(module, "_reconstruct"): "empty array" for module in MULTIARRAY},
    **{(module, "scalar"): "scalar" for module in MULTIARRAY},
    **{(module, "_frombuffer"): "array of a buffer" for module in NUMERIC},
    ("numpy", "ndarray"): "array type",
    ("numpy", "dtype"): "dtype",
    ("_codecs", "encode"): "bytes of a text",  # how protocol 2 writes bytes
    ("__builtin__", "bytes"): "no bytes",
    ("collections", "OrderedDict"): "dict",
}
KINDS = re.compile(r"[<>=|]?([?bBhHiIlLqQefdFDgGO]|[biufcSUV?]\d+|O8?|O4)")
DEPTH = 32


class _Name(str):
    """The stand-in for a name in the pickle."""


class _EmptyArray(Unbuilt):
    """An array before its state is set."""


class _Kind(Unbuilt):
    """A dtype before its byte order is set."""

    def __init__(self, dtype):
        super().__init__()
        self.dtype = dtype


class ArrayRules(PickleRules):
    """Arrays, numbers, text, bytes, lists, tuples and dicts."""

    content = "arrays, lists, dicts, text and numbers"
    literals = LITERALS | {"SHORT_BINBYTES", "BINBYTES", "BINBYTES8", "BYTEARRAY8"}

    def named(self, module, attribute, where):
        """Return the stand-in for one of NAMES."""
        if (module, attribute) not in NAMES:
            super().named(module, attribute, where)
        return _Name(NAMES[module, attribute])

    def made(self, maker, arguments, where):
        """Return what a stand-in makes of its arguments."""
        if type(maker) is not _Name:
            super().made(maker, arguments, where)
        if maker == "dict" and arguments == ():
            return {}
        if maker == "no bytes" and arguments == ():
            return b""
        if maker == "bytes of a text":
            text, coding = arguments
            if coding not in ("latin1", "latin-1"):
                raise FormatError(f"{where}: bytes written as text in {coding!r}; only latin1 is read")
            return of_kind(str, text).encode("latin-1")
        if maker == "dtype":
            return _Kind(_dtype(arguments[0], where))
        if maker == "empty array":
            return _EmptyArray()
        if maker == "scalar":
            return _array(_dtype_of(arguments[0]), (), _bytes(arguments[1]), False, where)[()]
        if maker == "array of a buffer":
            data, kind, shape, order = arguments
            return _array(_dtype_of(kind), shape, _bytes(data), order == "F", where)
        return super().made(maker, arguments, where)

    def built(self, item, state, where):
        """Return the dtype or the array in its state."""
        if type(item) is _Kind:
            order, names = state[1], state[3]
            if names is not None or item.dtype.kind == "V":
                raise FormatError(f"{where}: an array of records; only plain numbers and texts are read")
            return _Kind(item.dtype.newbyteorder(order) if order in ("<", ">") else item.dtype)
        if type(item) is _EmptyArray:
            _, shape, kind, fortran, data = state
            return _array(_dtype_of(kind), shape, data, bool(fortran), where)
        return super().built(item, state, where)


def read_array_pickle(source, where):
    """Read a pickle that holds NumPy arrays, numbers, text, bytes, lists, tuples and dicts.

    source    bytes, or a binary file that can seek; a file is read from where it stands
    where     the name of the file, for messages
    Errors    FormatError, beginning with `where`: for whatever else the pickle asks for, by name, for sizes
              that its bytes do not hold, and where it is cut short
    Note      arrays are views of the bytes that were read, and cannot be written to
    """
    file = io.BytesIO(source) if isinstance(source, bytes | bytearray) else source
    start = file.tell()
    size = file.seek(0, io.SEEK_END)
    file.seek(start)
    found = run_pickle(Bounded(file, size), where, ArrayRules())
    _check_whole(found, where)
    return found


def _check_whole(found, where):
    """Refuse a pickle in which a name or an array without content is left over."""
    waiting, seen = [found], set()
    while waiting:
        item = waiting.pop()
        if isinstance(item, Unbuilt | _Name):
            raise FormatError(f"{where}: the pickle names a type or an array, but gives it no content")
        if isinstance(item, list | tuple | dict) and id(item) not in seen:
            seen.add(id(item))
            waiting += item.values() if isinstance(item, dict) else item
        if isinstance(item, np.ndarray) and item.dtype.hasobject and id(item) not in seen:
            seen.add(id(item))
            waiting += item.ravel().tolist()


def _dtype(text, where):
    text = text.decode("latin-1") if type(text) is bytes else text
    if type(text) is not str or not KINDS.fullmatch(text):
        raise FormatError(f"{where}: arrays of the type {text!r} are not read")
    return np.dtype(text)


def _dtype_of(item):
    return of_kind(_Kind, item).dtype


def _bytes(data):
    if type(data) is str:  # as Python 2 wrote them
        return data.encode("latin-1")
    if type(data) not in (bytes, bytearray):
        raise ValueError(f"a {type(data).__name__} where an array's bytes belong")
    return data


def _array(dtype, shape, data, fortran, where):
    """An array of these bytes (or, for objects, of this list), its claims held against them."""
    shape = of_kind(tuple, shape)
    if len(shape) > DEPTH or any(type(side) is not int or side < 0 for side in shape):
        raise FormatError(f"{where}: an array claims the shape {shape}")
    count = prod(shape)
    if dtype.hasobject:
        items = of_kind(list, data)
        if len(items) != count:
            raise FormatError(f"{where}: an array claims {count} items, {len(items)} are there")
        flat = np.empty(count, object)
        for place, item in enumerate(items):  # NumPy would look into lists
            flat[place] = item
    else:
        data = _bytes(data)
        if len(data) != count * dtype.itemsize:
            raise FormatError(
                f"{where}: an array claims shape {shape}, {count * dtype.itemsize} bytes, but "
                f"{len(data)} are there"
            )
        if count == 0:
            return np.zeros(shape, dtype)
        if dtype.itemsize == 0:
            raise FormatError(f"{where}: an array claims {count} items of 0 bytes")
        flat = np.frombuffer(data, dtype)
    return flat.reshape(shape, order="F" if fortran else "C")
