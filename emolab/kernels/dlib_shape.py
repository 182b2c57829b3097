"""Packed whole numbers, one pass to count them and one to read them."""

import numpy as np

from emolab.kernels.jit import jit


def unpack_integers(data):
    data = np.ascontiguousarray(data)
    count, end = _count(data)
    values = np.empty(count, np.int64)
    _read(data, values)
    return values, np.int64(end)


@jit
def _count(data):
    count, at = 0, 0
    while at < len(data):
        size = np.int64(data[at]) & 0x0F  # 8 bits would make `at` overflow where Python runs this
        if size < 1 or size > 8 or data[at] & 0x70 or at + 1 + size > len(data):
            break
        if size == 8 and data[at + 8] & 0x80:
            break
        count += 1
        at += 1 + size
    return count, at


@jit
def _read(data, values):
    at = 0
    for i in range(len(values)):
        size = np.int64(data[at]) & 0x0F
        value = np.int64(0)
        for k in range(size):
            value |= np.int64(data[at + 1 + k]) << np.int64(8 * k)
        values[i] = -value if data[at] & 0x80 else value
        at += 1 + size
