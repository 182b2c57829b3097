"""Cascades of regression trees, face by face: no list of visited nodes, no copy of a leaf."""

import numpy as np

from emolab.core.threads import run_pieces
from emolab.kernels.jit import jit

FACES = 4  # fewer than this are not worth a thread


def sample_pixels(images, which, boxes, shapes, mean, anchors, deltas):
    images = np.ascontiguousarray(images)
    which, anchors = which.astype(np.int64), anchors.astype(np.int64)
    _check(which, len(images), "which")
    _check(anchors, len(mean), "anchors")
    boxes, shapes, mean, deltas = (_double(a) for a in (boxes, shapes, mean, deltas))
    values = np.empty((len(boxes), len(anchors)), images.dtype)

    def piece(start, stop):
        _sample_all(images, which, boxes, shapes, mean, anchors, deltas, values, start, stop)

    run_pieces(piece, len(boxes), FACES)
    return values


def cascade_shapes(images, which, boxes, start, mean, anchors, deltas, pairs, thresholds, leaves):
    images, pairs, thresholds, leaves, anchors = (
        np.ascontiguousarray(a) for a in (images, pairs, thresholds, leaves, anchors)
    )
    leaves = leaves.reshape(*leaves.shape[:3], 2 * len(mean))
    which = which.astype(np.int64)
    _check(which, len(images), "which")
    _check(anchors, len(mean), "anchors")
    _check(pairs, anchors.shape[1], "pairs")
    boxes, mean, deltas = (_double(a) for a in (boxes, mean, deltas))
    x = np.array(start, dtype=np.float64, order="C")

    def piece(first, stop):
        part = slice(first, stop)
        _cascade(images, which[part], boxes[part], x[part], mean, anchors, deltas, pairs, thresholds, leaves)

    run_pieces(piece, len(x), FACES)
    return x.astype(start.dtype)


def _check(index, size, name):
    """Compiled code would read beyond an array where NumPy raises."""
    if index.size and not (0 <= index.min() and index.max() < size):
        raise IndexError(f"{name} holds {index.min()} to {index.max()}; it must lie in 0 to {size - 1}")


def _double(a):
    return np.ascontiguousarray(a, dtype=np.float64)


@jit
def _sample(image, box, shape, mean, anchors, deltas, values):
    H, W = image.shape
    L = len(mean)
    mx, my, sx, sy = 0.0, 0.0, 0.0, 0.0
    for i in range(L):
        mx += mean[i, 0]
        my += mean[i, 1]
        sx += shape[i, 0]
        sy += shape[i, 1]
    mx, my, sx, sy = mx / L, my / L, sx / L, sy / L
    dot, cross, size = 0.0, 0.0, 0.0
    for i in range(L):
        ax, ay, bx, by = mean[i, 0] - mx, mean[i, 1] - my, shape[i, 0] - sx, shape[i, 1] - sy
        dot += ax * bx + ay * by
        cross += ax * by - ay * bx
        size += ax * ax + ay * ay
    c, s = dot / size, cross / size
    for p in range(len(anchors)):
        a = anchors[p]
        u = shape[a, 0] + c * deltas[p, 0] - s * deltas[p, 1]
        v = shape[a, 1] + s * deltas[p, 0] + c * deltas[p, 1]
        x = np.floor(box[1] + u * (box[3] - 1) + 0.5)
        y = np.floor(box[0] + v * (box[2] - 1) + 0.5)
        if x >= 0 and x < W and y >= 0 and y < H:
            values[p] = image[int(y), int(x)]
        else:
            values[p] = 0


@jit
def _cascade(images, which, boxes, x, mean, anchors, deltas, pairs, thresholds, leaves):
    """x (N, L, 2), leaves (S, T, K, 2L): so the compiler adds many numbers at once."""
    S, T, J = thresholds.shape
    flat = x.reshape(len(x), 2 * len(mean))
    v = np.empty(anchors.shape[1], thresholds.dtype)
    for n in range(len(x)):
        for s in range(S):
            _sample(images[which[n]], boxes[n], x[n], mean, anchors[s], deltas[s], v)
            for t in range(T):
                node = 0
                while node < J:
                    if v[pairs[s, t, node, 0]] - v[pairs[s, t, node, 1]] > thresholds[s, t, node]:
                        node = 2 * node + 1
                    else:
                        node = 2 * node + 2
                leaf = leaves[s, t, node - J]
                for i in range(len(leaf)):
                    flat[n, i] += leaf[i]


@jit
def _sample_all(images, which, boxes, shapes, mean, anchors, deltas, values, start, stop):
    for n in range(start, stop):
        _sample(images[which[n]], boxes[n], shapes[n], mean, anchors, deltas, values[n])
