"""Training a cascade of regression trees by gradient boosting."""

from typing import NamedTuple

import numpy as np

from emolab.core.progress import progress
from emolab.vision.regression_tree import grow_tree
from emolab.vision.shape_cascade import cascade_shapes, sample_pixels

LEVELS = 127  # a tree's answers are whole multiples of its step, within -127 to 127 of them
GREYS = 64.0  # questions ask for a difference of -64 to 64 grey values
MARGIN = 0.1  # how far beyond the mean shape's outline pixels are looked at, in shares of the box


class Stage(NamedTuple):
    """One stage of a cascade: what its trees look at, ask and answer."""

    anchors: np.ndarray  # (P,) the point of the shape that each pixel goes with
    deltas: np.ndarray  # (P, 2) from there, in the mean shape's frame
    pairs: np.ndarray  # (T, J, 2) the two pixels of each question
    thresholds: np.ndarray  # (T, J)
    leaves: np.ndarray  # (T, K, L, 2)
    steps: np.ndarray  # (T,) the leaves' unit


def draw_pixels(mean, count, rng):
    """Draw places around the mean shape, each tied to its nearest point.

    Shapes    mean (L, 2) -> anchors (count,), deltas (count, 2)
    """
    low, high = mean.min(axis=0) - MARGIN, mean.max(axis=0) + MARGIN
    places = rng.uniform(low, high, (count, 2))
    distance = ((places[:, None] - mean) ** 2).sum(axis=-1)  # (P, L)
    anchors = distance.argmin(axis=1)
    return anchors.astype(np.int16), (places - mean[anchors]).astype(np.float32)


def draw_questions(places, shape, locality, rng):
    """Draw pairs of pixels, near ones more often, and differences to ask for.

    Formula   P(i, j) ~ exp(-|p_i - p_j| / locality),  i != j
    Shapes    places (P, 2) -> pairs shape + (2,), cuts shape
    """
    distance = np.sqrt(((places[:, None] - places) ** 2).sum(axis=-1))  # (P, P)
    weight = np.exp(-distance / locality)
    np.fill_diagonal(weight, 0)
    edges = np.cumsum(weight)
    flat = np.searchsorted(edges, rng.uniform(0, edges[-1], shape), side="right")
    pairs = np.stack(np.divmod(np.minimum(flat, weight.size - 2), len(places)), axis=-1)
    return pairs.astype(np.int16), rng.uniform(-GREYS, GREYS, shape).astype(np.float32)


def fit_stage(images, which, boxes, shapes, targets, mean, settings, rng, title=None):
    """Train one stage: each tree is fitted to what the trees before it left over.

    Formula   r <- target - shape;  for each tree: its leaves answer with shrinkage * mean(r), then
              r <- r - answer(v).  Answers are rounded to whole steps first, so that the later trees
              make up for the rounding
    settings  as LandmarkModel's
    Shapes    images (I, H, W), which (N,), boxes (N, 4), shapes and targets (N, L, 2), mean (L, 2) -> Stage
    """
    anchors, deltas = draw_pixels(mean, settings["pixels"], rng)
    trees, questions = settings["trees"], 2 ** settings["depth"] - 1
    pairs, cuts = draw_questions(
        mean[anchors] + deltas, (trees, questions, settings["candidates"]), settings["locality"], rng
    )
    values = sample_pixels(images, which, boxes, shapes, mean, anchors, deltas)  # (N, P)
    values = np.ascontiguousarray(values.T.astype(np.float32))  # (P, N)
    residuals = (targets - shapes).reshape(len(shapes), -1).astype(np.float32)  # (N, 2L)
    grown = []
    for t in progress(range(trees), title or "trees", unit="trees", wanted=title is not None):
        own, thresholds, leaf, answers = grow_tree(values, residuals, pairs[t], cuts[t])
        answers *= np.float32(settings["shrinkage"])
        step = np.float32(max(np.abs(answers).max() / LEVELS, np.finfo(np.float32).tiny))
        answers = np.rint(answers / step) * step  # (K, 2L)
        residuals -= answers[leaf]
        grown.append((own, thresholds, answers.reshape(len(answers), -1, 2), step))
    return Stage(anchors, deltas, *(np.stack(part) for part in zip(*grown)))


def run_stage(images, which, boxes, shapes, mean, stage):
    """Move shapes by one stage; exactly what prediction does."""
    parts = (part[None] for part in stage[:-1])
    return cascade_shapes(images, which, boxes, shapes, mean, *parts)
