"""From a circle of bits to a label: the four mappings of local binary patterns."""

import functools

import numpy as np

from emolab.core import ArgumentError, DataError, formula
from emolab.core.backend import as_array, to_host
from emolab.core.checks import one_of

MAPPINGS = ("default", "ri", "uniform", "riu2")
MOST_POINTS = 64  # a pattern is held in one unsigned integer
TABLE_POINTS = 16  # up to here all patterns are listed in a table


@formula("zhu2022 3.1 labels")
def lbp_labels(bits, mapping="default"):
    """Labels of patterns whose bits stand along the last axis, in the order of the circle.

    Formula   default  sum over p of b_p 2^p
              ri       the smallest such number over all rotations of the circle
              uniform  at most two changes around the circle: 0 for no bit set, P (P-1) + 1 for all, else
                       1 + (n - 1) P + (-s mod P) with n bits set from place s on;
                       all other patterns share P (P-1) + 2
              riu2     n where there are at most two changes, else P + 1
    Shapes    bits (..., P) -> labels (...)
    Note      "uniform" is the mapping of 59 labels at P = 8, which tells rotations apart; scikit-image
              calls it nri_uniform, calls riu2 uniform, and ri ror. A circular neighbourhood alone, as
              zhu2022 has it, is not invariant to rotation: that needs ri or riu2.
    """
    bits = as_array(bits, bool)
    P = bits.shape[-1]
    if one_of("lbp_labels: mapping", mapping, MAPPINGS) in ("default", "ri"):
        turns = P if mapping == "ri" else 1
        numbers = [_number(np.roll(bits, -k, axis=-1)) for k in range(turns)]
        return functools.reduce(np.minimum, numbers).astype(label_dtype(P, mapping))
    before = np.roll(bits, 1, axis=-1)  # (..., P)
    n = bits.sum(axis=-1)
    regular = (bits != before).sum(axis=-1) <= 2
    if mapping == "riu2":
        return np.where(regular, n, P + 1).astype(label_dtype(P, mapping))
    s = np.argmax(bits & ~before, axis=-1)  # the first place of the run
    labels = np.where(n == P, P * (P - 1) + 1, 1 + (n - 1) * P + -s % P)
    labels = np.where(n == 0, 0, labels)
    return np.where(regular, labels, P * (P - 1) + 2).astype(label_dtype(P, mapping))


def _number(bits):
    places = np.arange(bits.shape[-1], dtype=np.uint64, like=bits)
    return (bits.astype(np.uint64) << places).sum(axis=-1, dtype=np.uint64)


def label_count(points, mapping="default"):
    """How many labels a mapping has: the length of its histogram.

    Formula   default and ri: 2^P;  uniform: P (P-1) + 3;  riu2: P + 2
    Note      The labels of ri are numbers below 2^P with gaps: 36 of 256 occur at P = 8. `dense_ri` closes
              the gaps.
    """
    points = checked_points("label_count", points)
    one_of("label_count: mapping", mapping, MAPPINGS)
    return {"uniform": points * (points - 1) + 3, "riu2": points + 2}.get(mapping, 2**points)


def label_dtype(points, mapping):
    """The smallest unsigned integers that hold all labels."""
    return np.min_scalar_type(label_count(points, mapping) - 1)


@functools.lru_cache(32)
def lbp_table(points, mapping="default"):
    """The label of every pattern: table[sum of b_p 2^p], for up to 16 points; not to be written to.

    Shapes    points is a number -> table (2^P,)
    """
    points = checked_points("lbp_table", points)
    if points > TABLE_POINTS:
        raise ArgumentError(f"lbp_table: points must be at most {TABLE_POINTS}, not {points}; use lbp_labels")
    patterns = np.arange(2**points)
    table = to_host(lbp_labels(patterns[:, None] >> np.arange(points) & 1, mapping))  # (2^P,)
    table.flags.writeable = False
    return table


def ri_count(points):
    """How many labels of `ri` occur: 36 at 8 points."""
    return len(np.unique(lbp_table(points, "ri")))


def dense_ri(codes, points):
    """Number the labels of `ri` without gaps, in their order: 0 to 35 at 8 points.

    Shapes    codes (...) -> labels (...)
    Errors    DataError for numbers that are no smallest rotation; ArgumentError for more than 16 points
    """
    codes = np.asarray(codes)
    occurring = np.unique(lbp_table(points, "ri"))
    labels = np.searchsorted(occurring, codes)
    known = occurring[np.minimum(labels, len(occurring) - 1)] == codes
    if not known.all():
        raise DataError(f"dense_ri: {np.sum(~known)} codes are no labels of 'ri' with {points} points")
    return labels.astype(np.min_scalar_type(len(occurring) - 1))


def checked_points(where, points):
    """Return points as a whole number from 1 to 64, or raise ArgumentError."""
    whole = isinstance(points, int | np.integer) and not isinstance(points, bool)
    if not whole or not 1 <= points <= MOST_POINTS:
        raise ArgumentError(f"{where}: points must be a whole number from 1 to {MOST_POINTS}, not {points!r}")
    return int(points)
