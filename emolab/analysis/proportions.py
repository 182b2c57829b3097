"""Which share of the time each emotion has."""

import numpy as np

from emolab.analysis.timeline import durations
from emolab.core import formula
from emolab.core.errors import ArgumentError, DataError

KINDS = ("winner", "confidence")


def proportions(line, kind="winner"):
    """Share of the time that each emotion has in a timeline, {label: share}, which sum to 1.

    kind      "winner": each window counts wholly for its most probable emotion (default);
              "confidence": each window counts for every emotion by its confidence
    Errors    DataError where nothing was seen or heard in any window
    Note      A window counts with its seconds up to the next one's start. gu2025 Table 1 prints proportions
              of one clip without saying of which kind.
    """
    if kind not in KINDS:
        raise ArgumentError(f"proportions: kind must be one of {', '.join(KINDS)}, not {kind!r}")
    seconds = durations(line)  # (W,)
    if not seconds.sum() > 0:
        raise DataError("proportions: nothing was seen or heard in any window of the timeline")
    share = np.where(line.seen[:, None], line.confidence, 0)  # (W, C)
    if kind == "winner":
        share = np.eye(len(line.classes))[share.argmax(axis=1)]
    return dict(zip(line.classes, (seconds @ share / seconds.sum()).tolist()))


@formula("gu2025 Table 1")
def whole_percent(shares):
    """Shares as whole per cent that sum to 100.

    Formula   floor(100 s), and one more for those with the largest remainders until the sum is 100
    Shapes    shares (C,), which sum to 1 -> percent (C,) of integers
    Note      gu2025 Table 1 prints 9, 54, 0, 0, 0, 0, 36: per cent cut off one by one, which sum to 99.
    """
    shares = np.asarray(shares, dtype=np.float64)
    if not (shares >= 0).all() or abs(shares.sum() - 1) > 1e-6:
        raise DataError(f"whole_percent: shares must be numbers from 0 that sum to 1; they are {shares}")
    exact = np.round(100 * shares, 9)
    whole = np.floor(exact).astype(np.int64)
    missing = 100 - whole.sum()
    whole[np.argsort(whole - exact, kind="stable")[:missing]] += 1
    return whole
