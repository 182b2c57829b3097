"""Small timelines to measure."""

import numpy as np

from emolab.analysis import timeline

SEVEN = ("anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral")


def of(winners, sure=1.0, name="", **windows):
    """A timeline of one window a label, each sure of it; None for a window in which nothing was found."""
    rows = np.full((len(winners), 7), (1 - sure) / 6)
    for row, label in zip(rows, winners):
        if label is None:
            row[:] = np.nan
        else:
            row[SEVEN.index(label)] = sure
    return timeline(rows, SEVEN, name=name, **({"width": 1.0, "step": 1.0} | windows))


def drawn(W=40, seed=0, missing=0.0, **windows):
    """A timeline of random confidences."""
    rng = np.random.default_rng(seed)
    rows = rng.dirichlet(np.ones(7), W)
    rows[rng.random(W) < missing] = np.nan
    return timeline(rows, SEVEN, **windows)
