"""Local binary patterns strip by strip: a few rows at a time, read as one long row with its border."""

import functools

import numpy as np

from emolab.core.threads import run_pieces
from emolab.kernels.jit import jit

TIE = 1e-12
TABLE_POINTS = 16
STRIP = 2048  # pixels that are worked on at once: all their differences stay in the second-level cache
STRIPS = 16  # fewer than this are not worth a thread
AS_THEY_ARE = (np.dtype(np.uint8), np.dtype(np.float32), np.dtype(np.float64))
BORDER = {"zero": 0, "edge": 1, "crop": 2}
MAPPING = {"default": 0, "ri": 1, "uniform": 2, "riu2": 3}


def lbp_codes(images, offsets, weights, mapping="default", border="zero"):
    N, H, W = images.shape
    P = len(offsets)
    steps, first, taps, shares = _plan(offsets.tobytes(), weights.tobytes(), P)
    high = wide = int(np.abs(offsets[weights > 0]).max(initial=0))
    rows, columns = H - 2 * high, W - 2 * wide
    if border != "crop":
        rows, columns, high, wide = H, W, min(high, H), min(wide, W)  # beyond these all is border
    steps = np.clip(steps, (-high, -wide), (high, wide))
    if images.dtype not in AS_THEY_ARE:
        images = images.astype(float)
    images = np.ascontiguousarray(images)
    kind, how = MAPPING[mapping], BORDER[border]
    table = _table(P, kind)
    labels = np.empty((N, rows, columns), _dtype(P, mapping))
    lines = max(1, min(rows, STRIP // (columns + 2 * wide)))  # rows of a strip

    def piece(start, stop):
        _strips(images, start, stop, lines, high, wide, how, steps, first, taps, shares, kind, table, labels)

    run_pieces(piece, N * -(-rows // lines), STRIPS)
    return labels


@functools.lru_cache(64)
def _plan(offsets, weights, P):
    """The different pixels around all points (U, 2), and which of them each point mixes, with what weight.

    Point p mixes taps[first[p]:first[p + 1]] by shares; -1 stands for the centre, whose difference is 0.
    """
    offsets = np.frombuffer(offsets, np.int64).reshape(P, 4, 2)
    weights = np.frombuffer(weights, np.float64).reshape(P, 4)
    used = (weights > 0) & offsets.any(axis=-1)  # the centre itself adds nothing
    steps, place = np.unique(offsets[used], axis=0, return_inverse=True)
    first = np.concatenate([[0], used.sum(axis=1).cumsum()])
    return steps.reshape(-1, 2), first, place.reshape(-1), weights[used]


def _dtype(P, mapping):
    most = {"uniform": P * (P - 1) + 3, "riu2": P + 2}.get(mapping, 2**P)
    return np.min_scalar_type(most - 1)


@functools.lru_cache(32)
def _table(P, kind):
    table = np.zeros(2**P if P <= TABLE_POINTS else 0, np.uint64)
    _fill(table, P, kind)
    return table.astype(np.uint16)


@jit
def _fill(table, P, kind):
    for pattern in range(len(table)):
        table[pattern] = _label(np.uint64(pattern), P, kind)


@jit
def _label(pattern, P, kind):
    one = np.uint64(1)
    if kind == 0:
        return pattern
    if kind == 1:
        least, turned = pattern, pattern
        for _ in range(P - 1):
            turned = turned >> one | (turned & one) << np.uint64(P - 1)
            least = min(least, turned)
        return least
    every = ~np.uint64(0) >> np.uint64(64 - P)
    before = (pattern << one | pattern >> np.uint64(P - 1)) & every
    count = _ones(pattern)
    regular = _ones(pattern ^ before) <= 2
    if kind == 3:
        return np.uint64(count if regular else P + 1)
    if not regular:
        return np.uint64(P * (P - 1) + 2)
    if count == 0 or count == P:
        return np.uint64(0 if count == 0 else P * (P - 1) + 1)
    start = _ones((pattern & ~before) - one)  # the zeros below the first bit of the run
    return np.uint64(1 + (count - 1) * P + (P - start) % P)


@jit
def _ones(x):
    """How many bits of x are set: sums of neighbouring groups of 1, 2, 4 bits, then of all bytes."""
    x = x - (x >> np.uint64(1) & np.uint64(0x5555555555555555))
    x = (x & np.uint64(0x3333333333333333)) + (x >> np.uint64(2) & np.uint64(0x3333333333333333))
    x = x + (x >> np.uint64(4)) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64(x * np.uint64(0x0101010101010101) >> np.uint64(56))


@jit
def _strips(images, start, stop, lines, high, wide, how, steps, first, taps, shares, kind, table, labels):
    rows, columns = labels.shape[1:]
    width = columns + 2 * wide
    grey = np.empty((lines + 2 * high, width))
    flat = grey.reshape(-1)
    d = np.empty((len(steps), lines * width + 8))  # rows of whole pages would push one another from the cache
    pattern = np.empty(lines * width, np.uint64)
    strips = -(-rows // lines)
    for strip in range(start, stop):
        n, top = strip // strips, strip % strips * lines
        many = min(lines, rows - top)
        _fill_strip(images[n], top, many, high, wide, how, grey)
        length = many * width - 2 * wide  # from the first pixel of the strip to its last
        origin = high * width + wide
        for u in range(len(steps)):
            there = origin + steps[u, 0] * width + steps[u, 1]
            _differences(flat[there : there + length], flat[origin : origin + length], d[u])
        pattern[:length] = 0
        for p in range(len(first) - 1):
            _set_bit(d, taps[first[p] : first[p + 1]], shares[first[p] : first[p + 1]], p, pattern[:length])
        for i in range(many):
            out, own = labels[n, top + i], pattern[i * width : i * width + columns]
            if len(table):
                for j in range(columns):
                    out[j] = table[own[j]]
            else:
                for j in range(columns):
                    out[j] = _label(own[j], len(first) - 1, kind)


@jit
def _fill_strip(image, top, many, high, wide, how, grey):
    """Copy the rows that a strip sees, with the border around the image."""
    H, W = image.shape
    shift = 0 if how == 2 else high
    for i in range(many + 2 * high):
        y, row = top + i - shift, grey[i]
        if how == 0 and not 0 <= y < H:
            row[:] = 0
            continue
        old = image[min(max(y, 0), H - 1)]
        if how == 2:
            row[:] = old
            continue
        row[:wide] = old[0] if how == 1 else 0
        row[wide : wide + W] = old
        row[wide + W :] = old[W - 1] if how == 1 else 0


@jit
def _differences(grey, centre, d):
    for j in range(len(grey)):
        x = grey[j] - centre[j]
        d[j] = max(x, (1 + TIE) * x)


@jit
def _set_bit(d, taps, shares, p, pattern):
    """Set bit p where the weighted differences do not sum to less than 0; of no taps the sum is 0."""
    bit = np.uint64(p)
    if len(taps) == 4:
        w, x, y, z = d[taps[0]], d[taps[1]], d[taps[2]], d[taps[3]]
        a, b, c, e = shares[0], shares[1], shares[2], shares[3]
        for j in range(len(pattern)):
            pattern[j] |= np.uint64(a * w[j] + b * x[j] + c * y[j] + e * z[j] >= 0) << bit
    elif len(taps) == 3:
        x, y, z = d[taps[0]], d[taps[1]], d[taps[2]]
        a, b, c = shares[0], shares[1], shares[2]
        for j in range(len(pattern)):
            pattern[j] |= np.uint64(a * x[j] + b * y[j] + c * z[j] >= 0) << bit
    elif len(taps) == 2:
        x, y = d[taps[0]], d[taps[1]]
        a, b = shares[0], shares[1]
        for j in range(len(pattern)):
            pattern[j] |= np.uint64(a * x[j] + b * y[j] >= 0) << bit
    elif len(taps) == 1:
        x = d[taps[0]]
        for j in range(len(pattern)):
            pattern[j] |= np.uint64(x[j] >= 0) << bit
    else:
        for j in range(len(pattern)):
            pattern[j] |= np.uint64(1) << bit
