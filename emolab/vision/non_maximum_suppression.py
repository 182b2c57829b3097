"""Of many windows that see the same thing, keep one."""

import numpy as np

from emolab.core import formula


@formula("gu2025 face detection")
def box_overlap(boxes, others):
    """How much boxes (top, left, height, width) have in common: intersection over union.

    Formula   o_ij = |a_i & b_j| / |a_i + b_j|, areas; 0 where both are empty
    Shapes    boxes (N, 4), others (M, 4) -> overlap (N, M)
    """
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])  # (N, M, 2)
    high = np.minimum((boxes[:, :2] + boxes[:, 2:])[:, None], (others[:, :2] + others[:, 2:])[None])
    common = np.maximum(high - low, 0).prod(axis=-1)  # (N, M)
    union = boxes[:, 2:].prod(axis=-1)[:, None] + others[:, 2:].prod(axis=-1) - common
    return common / np.where(union > 0, union, 1)


@formula("gu2025 face detection")
def box_cover(boxes, others):
    """How much of the smaller of two boxes the other covers.

    Formula   c_ij = |a_i & b_j| / min(|a_i|, |b_j|); 0 where one is empty
    Shapes    boxes (N, 4), others (M, 4) -> cover (N, M)
    """
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum((boxes[:, :2] + boxes[:, 2:])[:, None], (others[:, :2] + others[:, 2:])[None])
    common = np.maximum(high - low, 0).prod(axis=-1)  # (N, M)
    least = np.minimum(boxes[:, 2:].prod(axis=-1)[:, None], others[:, 2:].prod(axis=-1))
    return common / np.where(least > 0, least, 1)


@formula("gu2025 face detection")
def non_maximum_suppression(boxes, scores, overlap=0.3, cover=0.65):
    """Take the box of the highest score, strike all that it overlaps, and go on with what is left.

    overlap   a box is struck where its intersection over union with a taken one is above this
    cover     or where of the smaller of the two more than this share is covered: a nose is no face
    Shapes    boxes (N, 4), scores (N,) -> owner (N,)
    Note      owner[i] is the box that struck box i, and i itself where box i was taken. Of equal scores the
              first goes first.
    """
    owner = np.full_like(boxes, -1, shape=len(boxes), dtype=np.int64)
    for i in np.argsort(-scores, kind="stable"):
        if owner[i] < 0:
            one = boxes[i : i + 1]
            near = (box_overlap(one, boxes)[0] > overlap) | (box_cover(one, boxes)[0] > cover)
            owner[near & (owner < 0)] = i
            owner[i] = i
    return owner
