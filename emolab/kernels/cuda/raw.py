"""Raw kernels: a text in CUDA's C++, compiled once for each number type, one thread an item."""

import functools

import numpy as np

from emolab.core.errors import ArgumentError

THREADS = 256  # of a block
TYPES = {
    "uint8": "unsigned char", "uint16": "unsigned short", "uint32": "unsigned int",
    "uint64": "unsigned long long", "int32": "int", "float32": "float", "float64": "double",
}  # fmt: skip
PLACE = """
#define PLACE(count) \\
    const long long at = (long long)blockIdx.x * blockDim.x + threadIdx.x; \\
    if (at >= count) return;
"""


def real(dtype):
    """The C name of a float type; raises where the kernels have no such version."""
    if dtype.name not in ("float32", "float64"):
        raise ArgumentError(f"the kernels for CuPy arrays take float32 and float64, not {dtype}")
    return TYPES[dtype.name]


def source(text, names):
    """The whole of what is compiled: typedefs, the macro that gives a thread its item, the kernels."""
    return "".join(f"typedef {kind} {own};\n" for own, kind in names.items()) + PLACE + text


@functools.lru_cache(maxsize=64)
def _module(cupy, code):
    return cupy.RawModule(code=code)


@functools.lru_cache(maxsize=128)
def _kernel(cupy, text, name, names):
    return _module(cupy, source(text, dict(names))).get_function(name)


def launch(text, name, count, *arguments, **names):
    """Start `name` of a text with a thread for each of `count` items; names={"real": "float"} are typedefs.

    A whole number among the arguments is an int of the kernel; arrays must be contiguous.
    """
    import cupy

    if count:
        numbers = [np.int32(a) if isinstance(a, int) else a for a in arguments]
        kernel = _kernel(cupy, text, name, tuple(names.items()))
        kernel((-(-count // THREADS),), (THREADS,), (np.int64(count), *numbers))


def contiguous(array, dtype=None):
    """The array itself where it lies in C order and has the type, else a copy that does."""
    if dtype is not None and array.dtype != dtype:
        array = array.astype(dtype)
    return array if array.flags.c_contiguous else array.copy()
