"""Flat arrays for kernels that change several arrays in place, in one pass over memory.

In place, because then LLVM can vectorise the pass: a kernel with other arrays for its results would have to
prove first that none of them overlaps a source, and where it is called in place they all do.
"""

import numpy as np

from emolab.core.errors import ShapeError


def flat(function, arrays, changed, out):
    """Return flat contiguous arrays; those at the places `changed` may be written to.

    These are the caller's own memory where he asks for it by `out`, which has one array for each of them,
    and copies elsewhere.
    Errors    ShapeError where the arrays differ in shape
    """
    for array in (*arrays, *(out or ())):
        if array.shape != arrays[0].shape:
            raise ShapeError(f"{function}: its arrays differ in shape, {arrays[0].shape} and {array.shape}")
    found = [np.ascontiguousarray(array).reshape(-1) for array in arrays]
    for k, place in enumerate(changed):
        if out is None or out[k] is not arrays[place] or not np.shares_memory(found[place], out[k]):
            found[place] = found[place].copy()
    return found


def put_back(results, shape, out):
    """Return the changed arrays in their shape, or `out`, filled where its memory is not theirs."""
    results = [result.reshape(shape) for result in results]
    if out is None:
        return tuple(results)
    for array, result in zip(out, results):
        if not np.may_share_memory(array, result):
            array[...] = result
    return tuple(out)
