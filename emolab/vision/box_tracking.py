"""Boxes through a video: finds of single frames linked, gaps filled, places smoothed."""

from typing import NamedTuple

import numpy as np

from emolab.core import ArgumentError
from emolab.vision.non_maximum_suppression import box_overlap

NONE, FOUND, FILLED = "none", "found", "filled"


class Track(NamedTuple):
    """One box a frame; `state` says where each comes from."""

    boxes: np.ndarray  # (F, 4) top, left, height, width in pixels; NaN where there is none
    scores: np.ndarray  # (F,) of the finds, NaN elsewhere
    state: np.ndarray  # (F,) "found", "filled" (between two finds) or "none"


def link_boxes(finds, gap=5, overlap=0.3):
    """Chains of boxes of the same face.

    finds     a list of boxes (top, left, height, width, score) for each frame
    gap       frames that a chain may miss
    overlap   intersection over union that two boxes of a chain have at least
    Returns   list of chains, each a dict {frame: box}
    Note      In each frame the pair of the largest overlap is linked first; what is left over begins chains.
    """
    chains, alive = [], []
    for frame, boxes in enumerate(finds):
        alive = [chain for chain in alive if frame - max(chain) <= gap + 1]
        free = list(boxes)
        if alive and free:
            last = np.array([chain[max(chain)][:4] for chain in alive])
            common = box_overlap(last, np.array([box[:4] for box in free]))  # (chains, boxes)
            taken = []
            while common.size and common.max() > overlap:
                i, j = np.unravel_index(np.argmax(common), common.shape)
                alive[i][frame] = free[j]
                taken.append(j)
                common[i], common[:, j] = -1, -1
            free = [box for j, box in enumerate(free) if j not in taken]
        begun = [{frame: box} for box in free]
        chains += begun
        alive += begun
    return chains


def track_boxes(finds, gap=5, smooth=2.0, overlap=0.3):
    """One box a frame out of the finds of all frames: the surest face, its gaps filled, its path smoothed.

    finds     a list of boxes (top, left, height, width, score) for each frame
    gap       frames without a find that are filled between two finds of a chain, on a straight line
    smooth    frames; width of a Gaussian over places and logarithms of sizes, within each stretch; below 0.1
              there is none
    Returns   Track(boxes (F, 4), scores (F,), state (F,))
    Note      Chains are taken by the sum of their scores above the lowest, the surest first, each where no
              surer one has a box. A face that comes back later gets a stretch of its own.
    """
    if not isinstance(gap, int | np.integer) or gap < 0:
        raise ArgumentError(f"gap must be a whole number from 0, not {gap!r}")
    if not isinstance(smooth, int | float | np.number) or not 0 <= smooth < np.inf:
        raise ArgumentError(f"smooth must be 0 or more frames, not {smooth!r}")
    F = len(finds)
    boxes, scores = np.full((F, 4), np.nan), np.full(F, np.nan)
    state = np.full(F, NONE, dtype="<U6")
    low = min((box[4] for found in finds for box in found), default=0) - 1e-3
    chains = link_boxes(finds, gap, overlap)
    for chain in sorted(chains, key=lambda c: -sum(box[4] - low for box in c.values())):
        frames = np.array(sorted(chain))
        span = np.arange(frames[0], frames[-1] + 1)
        if (state[span] != NONE).any():
            continue
        known = np.array([chain[f][:4] for f in frames], float)
        line = np.stack([np.interp(span, frames, column) for column in known.T], axis=1)  # (n, 4)
        boxes[span] = smooth_boxes(line, smooth)
        state[span], state[frames] = FILLED, FOUND
        scores[frames] = [chain[f][4] for f in frames]
    return Track(boxes, scores, state)


def smooth_boxes(boxes, width):
    """Smooth a path of boxes with a Gaussian of so many frames; near the ends its weights are scaled up.

    Formula   y_t = sum_u g_tu x_u / sum_u g_tu,  g_tu = exp(-(t - u)^2 / (2 width^2)),  |t - u| <= 4 width;
              x: centre, and logarithms of height and width
    Shapes    boxes (F, 4) -> smoothed (F, 4)
    """
    if width < 0.1 or len(boxes) < 2:  # a neighbour would weigh below 1e-21
        return boxes
    x = np.concatenate([boxes[:, :2] + boxes[:, 2:] / 2, np.log(boxes[:, 2:])], axis=1)
    reach = int(np.ceil(4 * width))
    g = np.exp(-(np.arange(-reach, reach + 1) ** 2) / (2 * width**2))
    weight = np.convolve(np.ones(len(x)), g)[reach : reach + len(x)]
    y = np.stack([np.convolve(column, g)[reach : reach + len(x)] for column in x.T], axis=1)
    y = y / weight[:, None]
    sides = np.exp(y[:, 2:])
    return np.concatenate([y[:, :2] - sides / 2, sides], axis=1)
