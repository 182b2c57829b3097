"""The bytes that values travel in between a grader and an answer: plain values, no pickle, sizes held.

Whatever the other side sends is read by `decode` alone, which builds numbers, texts, arrays of listed types,
tuples, lists and dicts, and nothing else. Objects stay where they are; a handle (a number and the name of
their type) stands for them. This file imports NumPy only: the answer's process reads it without emolab.
"""

import math
import struct
from typing import NamedTuple

import numpy as np

LARGEST = 64 << 20  # bytes of one message
DEPTH = 12
ITEMS = 200_000
DTYPES = {
    "b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16",
}  # fmt: skip
CALLBACK = "function of the test"  # the kind of a reference to a function that was handed in
SEQUENCES = {tuple: b"U", list: b"L"}


class WireError(ValueError):
    """Bytes that are no message, or a value that is too large or cannot travel."""


class Reference(NamedTuple):
    """Stands for an object of the other side, or for one of ours that it holds."""

    number: int
    kind: str  # the name of its type
    calls: bool  # a function, which may be called


def encode(value, keep=None):
    """Return the bytes of a value.

    keep      keep(object) -> Reference for what is no plain value; None refuses it
    Errors    WireError where it is too large, too deep, or cannot travel
    """
    parts = []
    _put(value, parts, keep, DEPTH, [0, 0])
    return b"".join(parts)


def _put(value, parts, keep, depth, count):
    kind = type(value)
    count[0] += 1
    if depth < 0 or count[0] > ITEMS:
        raise WireError("the value is nested too deeply or has too many items")
    if value is None or kind is bool:
        part = {None: b"N", True: b"T", False: b"F"}[value]
    elif kind is int:
        size = value.bit_length() // 8 + 1
        if size > 255:
            raise WireError("a whole number is too large to send")
        part = b"I" + bytes([size]) + value.to_bytes(size, "little", signed=True)
    elif kind is float:
        part = b"D" + struct.pack("<d", value)
    elif kind is complex:
        part = b"C" + struct.pack("<dd", value.real, value.imag)
    elif kind is str:
        raw = value.encode("utf-8", "replace")
        part = b"S" + struct.pack("<Q", len(raw)) + raw
    elif kind is Reference:
        raw = value.kind.encode("utf-8", "replace")[:100]
        part = b"H" + struct.pack("<Q?B", value.number, value.calls, len(raw)) + raw
    elif kind is np.ndarray or (isinstance(value, np.generic) and kind.__module__ == "numpy"):
        part = _array(value, parts, keep, depth, count)
    elif kind in SEQUENCES:
        parts.append(SEQUENCES[kind] + struct.pack("<Q", len(value)))
        for item in value:
            _put(item, parts, keep, depth - 1, count)
        return
    elif kind is dict:
        parts.append(b"M" + struct.pack("<Q", len(value)))
        for name, item in value.items():
            _put(name if isinstance(name, str | int) else str(name), parts, keep, depth - 1, count)
            _put(item, parts, keep, depth - 1, count)
        return
    elif kind is np.random.Generator and type(value.bit_generator) is np.random.PCG64:
        state = value.bit_generator.state
        numbers = [*state["state"].values(), state["has_uint32"], state["uinteger"]]
        parts.append(b"R")
        _put(numbers, parts, keep, depth - 1, count)
        return
    elif keep is None:
        raise WireError(f"a {kind.__name__} cannot be sent")
    else:
        _put(keep(value), parts, None, depth, count)
        return
    count[1] += len(part)
    if count[1] > LARGEST:
        raise WireError(f"the value has more than {LARGEST >> 20} MiB")
    parts.append(part)


def _array(value, parts, keep, depth, count):
    scalar = not isinstance(value, np.ndarray)
    array = np.asarray(value)
    code = array.dtype.str[1:]
    text = array.dtype.kind == "U" and 0 < array.dtype.itemsize <= 1024
    if code not in DTYPES and not text:
        if keep is None or scalar:
            raise WireError(f"an array of type {array.dtype} cannot be sent")
        return encode(keep(value))
    if array.nbytes + count[1] > LARGEST:
        raise WireError(f"the array has more than {LARGEST >> 20} MiB")
    array = np.ascontiguousarray(array, array.dtype.newbyteorder("<")).reshape(array.shape)
    name = code.encode()
    head = struct.pack(f"<?BB{array.ndim}Q", scalar, len(name), array.ndim, *array.shape)
    return b"A" + head + name + array.tobytes()


def decode(raw, found=None):
    """Return the value of the bytes; every claim in them is checked before anything is built.

    found     found(Reference) -> what stands for it here; None returns the Reference
    Errors    WireError
    """
    reader = _Reader(raw, found)
    value = reader.value(DEPTH)
    if reader.at != len(raw):
        raise WireError("a message has bytes behind its end")
    return value


class _Reader:
    def __init__(self, raw, found):
        self.raw, self.found, self.at, self.items = memoryview(raw), found, 0, 0

    def take(self, size):
        if size > len(self.raw) - self.at:
            raise WireError("a message is cut short")
        self.at += size
        return self.raw[self.at - size : self.at]

    def numbers(self, form):
        return struct.unpack(form, self.take(struct.calcsize(form)))

    def count(self):
        (size,) = self.numbers("<Q")
        self.items += size
        if self.items > ITEMS or size > len(self.raw):
            raise WireError("a message claims too many items")
        return size

    def text(self, size):
        return bytes(self.take(size)).decode("utf-8", "replace")

    def value(self, depth):
        if depth < 0:
            raise WireError("a message is nested too deeply")
        tag = bytes(self.take(1))
        if tag in b"NTF":
            return {b"N": None, b"T": True, b"F": False}[tag]
        if tag == b"I":
            return int.from_bytes(self.take(self.numbers("<B")[0]), "little", signed=True)
        if tag == b"D":
            return self.numbers("<d")[0]
        if tag == b"C":
            return complex(*self.numbers("<dd"))
        if tag == b"S":
            return self.text(self.numbers("<Q")[0])
        if tag == b"H":
            number, calls, size = self.numbers("<Q?B")
            reference = Reference(number, self.text(size), calls)
            return reference if self.found is None else self.found(reference)
        if tag == b"A":
            return self.array()
        if tag in (b"U", b"L"):
            items = [self.value(depth - 1) for _ in range(self.count())]
            return tuple(items) if tag == b"U" else items
        if tag == b"M":
            return dict(self.pair(depth - 1) for _ in range(self.count()))
        if tag == b"R":
            return _generator(self.value(depth - 1))
        raise WireError("a message has a part of no known kind")

    def pair(self, depth):
        name = self.value(depth)
        if not isinstance(name, str | int):
            raise WireError("a dict's key is neither a text nor a whole number")
        return name, self.value(depth)

    def array(self):
        scalar, size, ndim = self.numbers("<?BB")
        if ndim > 32 or (scalar and ndim):
            raise WireError("an array claims too many axes")
        shape = self.numbers(f"<{ndim}Q")
        code = self.text(size)
        if code not in DTYPES and not (code[:1] == "U" and code[1:].isdecimal() and 0 < int(code[1:]) <= 256):
            raise WireError("an array claims a type that is not sent")
        dtype = np.dtype("<" + code)
        raw = self.take(math.prod(shape) * dtype.itemsize)
        if code == "b1":
            array = np.not_equal(np.frombuffer(raw, np.uint8), 0).reshape(shape)  # other bytes are no bool
        else:
            if code[0] == "U" and (np.frombuffer(raw, np.uint32) > 0x10FFFF).any():
                raise WireError("a text in an array is no Unicode")
            array = (
                np.frombuffer(bytearray(raw), dtype)
                .reshape(shape)
                .astype(dtype.newbyteorder("="), copy=False)
            )
        return array[()] if scalar else array


def _generator(numbers):
    if not (type(numbers) is list and len(numbers) == 4 and all(type(n) is int and n >= 0 for n in numbers)):
        raise WireError("a generator's state is not four whole numbers")
    if max(numbers) >= 1 << 128 or numbers[2] > 1 or numbers[3] >= 1 << 32:
        raise WireError("a generator's state is out of range")
    bits = np.random.PCG64(0)
    bits.state = {
        "bit_generator": "PCG64", "state": {"state": numbers[0], "inc": numbers[1] | 1},
        "has_uint32": numbers[2], "uinteger": numbers[3],
    }  # fmt: skip
    return np.random.Generator(bits)
