"""A file like sound8.npy, put together byte by byte as NumPy under Python 2 wrote it."""

import struct

import numpy as np

from models.torch_bytes import group, name, number


def text(value):
    """A string of Python 2, bytes that are Latin-1."""
    data = value.encode("latin-1")
    return b"T" + struct.pack("<i", len(data)) + data


def array(state):
    return (
        name("numpy.core.multiarray", "_reconstruct")
        + group(name("numpy", "ndarray"), group(number(0)), text("b"))
        + b"R"
        + group(*state)
        + b"b"
    )


def dtype(kind, order):
    state = group(number(3), text(order), b"N", b"N", b"N", number(-1), number(-1), number(0))
    return name("numpy", "dtype") + group(text(kind), number(0), number(1)) + b"R" + state + b"b"


def floats(value):
    value = np.asarray(value, "<f4")
    shape, data = group(*map(number, value.shape)), value.tobytes().decode("latin-1")
    return array((number(1), shape, dtype("f4", "<"), b"\x89", text(data)))


def tree(items):
    return b"}(" + b"".join(text(key) + value for key, value in items.items()) + b"u"


def npy(content, head="{'descr': '|O', 'fortran_order': False, 'shape': (), }"):
    """The file's bytes around the pickle of its one object."""
    head = head.ljust(70 - 1) + "\n"
    whole = array((number(1), group(), dtype("O8", "|"), b"\x89", b"](" + content + b"e"))
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode() + b"\x80\x02" + whole + b"."


def sound8(network):
    """Such a file with a SoundNet's own weights."""
    layers = {}
    places, entries = network.foreign_weights("keras"), {**network.parameters(), **network.buffers()}
    for own, place in places.items():
        layer, _, part = place.name.partition(".")
        value = entries[own].value
        layers.setdefault(layer, {})[part] = floats(value[:, None] if value.ndim == 3 else value)
    return npy(tree({layer: tree(parts) for layer, parts in layers.items()}))
