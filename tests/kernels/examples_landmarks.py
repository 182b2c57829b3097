"""Inputs on which the kernels of landmark models are held to their formulas."""

import numpy as np


def cascade(rng, dtype, N=5, L=7, S=3, P=20, T=6, depth=3, kind=np.uint8, size=(40, 50)):
    images = rng.integers(0, 256, (3, *size)).astype(kind)
    which = rng.integers(0, 3, N)
    boxes = np.stack(
        [rng.uniform(-9, 20, N), rng.uniform(-9, 20, N), rng.uniform(5, 30, N), rng.uniform(5, 30, N)], axis=1
    ).astype(dtype)
    mean = rng.random((L, 2)).astype(dtype)
    start = (mean + 0.02 * rng.standard_normal((N, L, 2))).astype(dtype)
    anchors = rng.integers(0, L, (S, P)).astype(np.int16)
    deltas = (0.2 * rng.standard_normal((S, P, 2))).astype(dtype)
    J = 2**depth - 1
    pairs = rng.integers(0, P, (S, T, J, 2)).astype(np.int16)
    thresholds = rng.uniform(-64, 64, (S, T, J)).astype(dtype)
    leaves = (0.01 * rng.standard_normal((S, T, J + 1, L, 2))).astype(dtype)
    return images, which, boxes, start, mean, anchors, deltas, pairs, thresholds, leaves


def cascade_shapes(rng, dtype):
    found = [
        (cascade(rng, dtype), {}),
        (cascade(rng, dtype, N=40, kind=dtype), {}),
        (cascade(rng, dtype, N=1, L=68, S=2, T=9, depth=4), {}),
        (cascade(rng, dtype, N=0), {}),
        (cascade(rng, dtype, S=1, T=1, depth=1, size=(1, 1)), {}),
    ]
    images, *rest = cascade(rng, dtype, N=9)
    rest[2], rest[-1] = rest[2][:, ::-1], np.asfortranarray(rest[-1])
    return [*found, ((images[:, ::-1, ::2], *rest), {})]


def sample_pixels(rng, dtype):
    found = []
    for settings in ({}, {"N": 33, "kind": dtype}, {"N": 0}, {"size": (2, 3)}):
        *first, anchors, deltas, _, _, _ = cascade(rng, dtype, **settings)
        images, which, boxes, start, mean = first
        found.append(((images, which, boxes, start, mean, anchors[0], deltas[0]), {}))
        found.append(((images[:, :, ::-1], which, boxes, start[:, ::-1], mean, anchors[-1], deltas[-1]), {}))
    return found


def unpack_integers(rng, dtype):
    """Numbers of all sizes, and streams that break off."""
    stream = []
    for size in (1, 2, 3, 4, 7, 8, 1, 5):
        content = rng.integers(0, 256, size)
        content[-1] &= 0x7F
        stream += [size | 0x80 * int(rng.integers(2)), *content]
    data = np.array(stream, np.uint8)
    broken = np.concatenate([data, np.array([0x13, 1, 1, 1], np.uint8)])
    noise = rng.integers(0, 256, 300).astype(np.uint8)
    twice = np.repeat(data, 2)[::2]
    return [
        ((part,), {}) for part in (data, data[:-1], broken, noise, data[:0], twice, np.zeros(4, np.uint8))
    ]


EXAMPLES = {
    "cascade_shapes": cascade_shapes,
    "sample_pixels": sample_pixels,
    "unpack_integers": unpack_integers,
}
