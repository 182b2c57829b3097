"""The split of liu2026 for training, validation and testing."""

import numpy as np

from emolab.core.errors import DataError


def eight_one_one(count, rng=0):
    """Shuffle clips and cut them 8:1:1.

    Returns   rows to train on, to validate on and to test on, which together are 0 to count - 1
    Errors    DataError for fewer than ten clips
    Note      liu2026 names this split and five folds, and not which of its figures comes from which. People
              are not kept apart in it: what it measures is not what the system makes of strangers.
    """
    if count < 10:
        raise DataError(f"{count} clips cannot be cut 8:1:1; that takes at least 10")
    rng = np.random.default_rng(rng)
    rows = rng.permutation(count)
    tenth = round(count / 10)
    return rows[: count - 2 * tenth], rows[count - 2 * tenth : count - tenth], rows[count - tenth :]
