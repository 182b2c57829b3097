"""A cascade of regression trees that moves a shape, step by step, to where the face is."""

import numpy as np

from emolab.core import formula
from emolab.vision.similarity_transform import similarity_transform


def to_image(points, boxes):
    """Take points from the unit square to their boxes (top, left, height, width) in the image.

    Shapes    points (N, L, 2) as x and y, boxes (N, 4) -> pixels (N, L, 2)
    Note      (0, 0) is the centre of the box's first pixel, (1, 1) that of its last.
    """
    corner, side = boxes[:, None, 1::-1], boxes[:, None, :1:-1] - 1  # (N, 1, 2) as x and y
    return corner + points * side


def to_box(pixels, boxes):
    """Take points from the image to the unit square of their boxes: the inverse of `to_image`."""
    corner, side = boxes[:, None, 1::-1], boxes[:, None, :1:-1] - 1  # (N, 1, 2) as x and y
    return (pixels - corner) / side


@formula("gu2025 landmarks", kernel="landmarks")
def sample_pixels(images, which, boxes, shapes, mean, anchors, deltas):
    """Grey values at places that move, turn and grow with each shape.

    Formula   place p = x_a + R d  in the unit square of the box, with x the current shape, a the place's
              anchor among its points, and R the turn and scale of the similarity that takes the mean shape
              to x; the nearest pixel counts, and beyond the image's edge it is 0
    Shapes    images (I, H, W), which (N,), boxes (N, 4), shapes (N, L, 2), mean (L, 2), anchors (P,)
              and deltas (P, 2) -> values (N, P)
    Units     boxes are (top, left, height, width) in pixels, shapes in shares of the box
    """
    H, W = images.shape[1:]
    R, _ = similarity_transform(np.broadcast_to(mean, shapes.shape), shapes)  # (N, 2, 2)
    places = shapes[:, anchors] + deltas @ np.swapaxes(R, 1, 2)  # (N, P, 2)
    x, y = np.moveaxis(np.floor(to_image(places, boxes) + 0.5), -1, 0)  # (N, P) each
    inside = (x >= 0) & (x < W) & (y >= 0) & (y < H)
    column, row = (np.where(inside, axis, 0).astype(np.int64) for axis in (x, y))
    return np.where(inside, images[which[:, None], row, column], np.zeros_like(images, shape=()))


@formula("gu2025 landmarks", kernel="landmarks")
def cascade_shapes(images, which, boxes, start, mean, anchors, deltas, pairs, thresholds, leaves):
    """Move shapes by a cascade: a stage's trees look at the same pixels, and their answers add up.

    Formula   x <- x + sum over the trees t of stage s of  leaf_t(v(image, x)),  s = 1..S
    Shapes    images (I, H, W), which (N,), boxes (N, 4), start (N, L, 2), mean (L, 2), anchors (S, P)
              and deltas (S, P, 2), pairs (S, T, J, 2), thresholds (S, T, J), leaves (S, T, K, L, 2)
              -> shapes (N, L, 2)
    Units     as `sample_pixels`; which names the image of each box
    Source    Kazemi and Sullivan, One millisecond face alignment with an ensemble of regression trees, 2014
    Note      Sums run in float64 and in the order of the trees, so that both faces see the same pixels.
    """
    x = np.array(start, dtype=np.float64)  # (N, L, 2)
    S, T, J = thresholds.shape
    sample, tree = np.arange(len(x))[:, None], np.arange(T)
    boxes, mean = boxes.astype(np.float64), mean.astype(np.float64)
    for s in range(S):
        v = sample_pixels(images, which, boxes, x, mean, anchors[s], deltas[s].astype(np.float64))
        v = v.astype(thresholds.dtype)  # (N, P)
        node = np.zeros_like(which, shape=(len(x), T), dtype=np.int64)
        for _ in range((J + 1).bit_length() - 1):
            i, j = np.moveaxis(pairs[s][tree, node], -1, 0)  # (N, T) each
            node = 2 * node + 2 - (v[sample, i] - v[sample, j] > thresholds[s][tree, node])
        for t in range(T):
            x += leaves[s, t, node[:, t] - J]
    return x.astype(start.dtype)
