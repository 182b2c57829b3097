import numpy as np


def non_maximum_suppression(boxes, scores, overlap=0.3):
    """Of boxes that overlap keep the one of the highest score.

    boxes     (N, 4): top, left, height, width;  scores (N,)
    overlap   a box is struck where its intersection over union with a taken one is above this
    Returns   owner (N,), whole numbers: which box struck box i, i itself where it was taken
    """
    # BEGIN SOLUTION
    owner = np.full(len(boxes), -1)
    area = np.prod(boxes[:, 2:], axis=1)  # (N,)
    for i in np.argsort(-scores, kind="stable"):
        if owner[i] >= 0:
            continue
        low = np.maximum(boxes[i, :2], boxes[:, :2])  # (N, 2)
        high = np.minimum(boxes[i, :2] + boxes[i, 2:], boxes[:, :2] + boxes[:, 2:])
        common = np.prod(np.maximum(high - low, 0), axis=1)  # (N,)
        union = area[i] + area - common
        near = common / union > overlap
        owner[near & (owner < 0)] = i
        owner[i] = i
    return owner
    # END SOLUTION
