"""Files of PyTorch, true and false, put together byte by byte, so that no PyTorch is needed."""

import struct
import zipfile

import numpy as np

TYPES = {"f4": "FloatStorage", "f8": "DoubleStorage", "i8": "LongStorage"}


def text(value):
    data = value.encode()
    return b"X" + struct.pack("<I", len(data)) + data


def number(value):
    return (
        b"J" + struct.pack("<i", value)
        if -(2**31) <= value < 2**31
        else b"\x8a\x09" + value.to_bytes(9, "little")
    )


def group(*parts):
    return b"(" + b"".join(parts) + b"t"


def name(module, attribute):
    return f"c{module}\n{attribute}\n".encode()


def tensor(key, shape, strides=None, count=None, offset=0, kind="f4", old=False):
    strides = strides or [int(np.prod(shape[i + 1 :])) for i in range(len(shape))]
    count = int(np.prod(shape)) if count is None else count
    identity = group(
        text("storage"), name("torch", TYPES[kind]), text(key), text("cpu"), number(count), *[b"N"] * old
    )
    return (
        name("torch._utils", "_rebuild_tensor_v2")
        + group(
            identity + b"Q", number(offset), group(*map(number, shape)), group(*map(number, strides)),
            b"\x89", name("collections", "OrderedDict") + b")R",
        )
        + b"R"
    )  # fmt: skip


def state(**tensors):
    body = b"".join(text(key) + value for key, value in tensors.items())
    return b"\x80\x02" + name("collections", "OrderedDict") + b")R(" + body + b"u."


def write_zip(path, tree, storages, order="little", compress=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", compress) as archive:
        archive.writestr("vgg/data.pkl", tree)
        archive.writestr("vgg/byteorder", order)
        for key, data in storages.items():
            archive.writestr(f"vgg/data/{key}", np.asarray(data).tobytes())
    return path
