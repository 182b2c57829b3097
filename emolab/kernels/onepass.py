"""Flat views of arrays for kernels that go over several arrays at once, into new memory or in place."""

import numpy as np

from emolab.core.errors import ShapeError


def fresh(function, arrays, count, out):
    """Return flat contiguous sources, and flat results: those of `out` where they can be, else new.

    Errors    ShapeError where the arrays differ in shape
    """
    for array in (*arrays, *(out or ())):
        if array.shape != arrays[0].shape:
            raise ShapeError(f"{function}: its arrays differ in shape, {arrays[0].shape} and {array.shape}")
    sources = [np.ascontiguousarray(array).reshape(-1) for array in arrays]
    if out is None:
        return sources, [np.empty_like(sources[0]) for _ in range(count)]
    flat = [a.reshape(-1) if a.flags.c_contiguous else np.empty(a.size, a.dtype) for a in out]
    return sources, flat


def put_back(results, shape, out):
    """Return the flat results in their shape, or `out`, filled where its memory was not flat."""
    if out is None:
        return tuple(result.reshape(shape) for result in results)
    for array, result in zip(out, results):
        if not array.flags.c_contiguous:
            array[...] = result.reshape(shape)
    return tuple(out)
