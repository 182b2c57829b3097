"""Reading dlib's shape predictors (.dat): a stream of packed whole numbers, floats as two of them."""

from pathlib import Path

import numpy as np

from emolab.core import FormatError, formula
from emolab.core.file_head import read_head

HEAD = b"\x01\x01"  # version 1: one byte, value 1
EXPONENTS = 32000  # from here on an exponent stands for infinity or NaN


@formula(kernel="dlib_shape")
def unpack_integers(data):
    """Take dlib's packed whole numbers apart.

    Formula   a control byte: the low 4 bits say how many bytes follow, 1 to 8, the top bit is the sign;
              then the magnitude, lowest byte first
    Shapes    data (B,) -> values (n,), end
    Note      end is len(data) where all is well, else the place of the first number that is none.
    """
    content, starts, at = data.tobytes(), [], 0
    while at < len(content):
        size = content[at] & 0x0F
        if not 1 <= size <= 8 or content[at] & 0x70 or at + 1 + size > len(content):
            break
        if size == 8 and content[at + 8] & 0x80:
            break
        starts.append(at)
        at += 1 + size
    starts = np.array(starts, np.int64)
    control = data[starts] if len(starts) else np.zeros(0, np.uint8)
    size = control & 0x0F
    values = np.zeros(len(starts), np.int64)
    for k in range(8):
        byte = data[np.minimum(starts + 1 + k, len(data) - 1)].astype(np.int64)
        values += np.where(k < size, byte << (8 * k), 0)
    return np.where(control & 0x80, -values, values), np.int64(at)


def read_dlib_shape(path):
    """Read a shape predictor as the arrays of a LandmarkModel.

    Returns   dict of mean (L, 2), anchors (S, P), deltas (S, P, 2), pairs (S, T, J, 2), thresholds (S, T, J),
              leaves (S, T, K, L, 2)
    Errors    FileError; FormatError, which names the place, for what is cut short, no shape predictor, or
              has trees or stages of unlike size
    Note      Arrays are cut out of what was read; nothing is allocated by what the file claims.
    """
    path = Path(path)
    read_head(path)
    data = np.fromfile(path, np.uint8)
    values, end = unpack_integers(data)
    if end < len(data):
        raise FormatError(
            f"{path}: byte {end} of {len(data)} begins no whole packed number; it is cut or another file"
        )
    stream = _Stream(values, path)
    if stream.take(1, "its version")[0] != 1:
        raise FormatError(f"{path}: version {values[0]} of a shape predictor is not known; 1 is read")
    length = _column(stream.take(2, "the mean shape's size"), path, "the mean shape")
    mean = _floats(stream.take(2 * length, "the mean shape"), path).reshape(-1, 2)  # (L, 2)
    pairs, thresholds, leaves = _forests(stream, length, path)
    S = len(leaves)
    anchors = _rows(stream, S, 1, "anchors")[..., 0]  # (S, P)
    deltas = _floats(_rows(stream, S, 4, "deltas"), path)  # (S, P, 2)
    if stream.left():
        raise FormatError(f"{path}: {stream.left()} numbers follow the shape predictor; it is another file")
    return {
        "mean": mean, "anchors": anchors, "deltas": deltas.reshape(*anchors.shape, 2), "pairs": pairs,
        "thresholds": thresholds, "leaves": leaves.reshape(*leaves.shape[:3], -1, 2),
    }  # fmt: skip


class _Stream:
    """The numbers of a file, and how far they are used up."""

    def __init__(self, values, path):
        self.values, self.path, self.at = values, path, 0

    def left(self):
        return len(self.values) - self.at

    def peek(self, ahead, what):
        if not 0 <= ahead < self.left():
            raise FormatError(f"{self.path} ends within {what}")
        return int(self.values[self.at + ahead])

    def take(self, count, what):
        if not 0 <= count <= self.left():
            raise FormatError(f"{self.path}: {what} claims {count} numbers, but {self.left()} are left")
        self.at += count
        return self.values[self.at - count : self.at]


def _column(sides, path, what):
    """The length of a column whose two sides are stored with their signs turned."""
    rows, columns = -int(sides[0]), -int(sides[1])
    if rows < 2 or rows % 2 or columns != 1:
        raise FormatError(f"{path}: {what} is {rows} x {columns}; it must be a column of x and y in turn")
    return rows


def _floats(numbers, path):
    """Mantissa and exponent in turn -> mantissa 2^exponent, (..., 2n) -> (..., n) float32."""
    pairs = numbers.reshape(*numbers.shape[:-1], -1, 2)
    if numbers.size and not np.abs(pairs[..., 1]).max() < EXPONENTS:
        raise FormatError(f"{path}: it holds infinity or NaN")
    with np.errstate(over="ignore"):
        found = np.ldexp(pairs[..., 0].astype(np.float64), pairs[..., 1].astype(np.int32)).astype(np.float32)
    if not np.isfinite(found).all():
        raise FormatError(f"{path}: it holds numbers beyond float32")
    return found


def _forests(stream, length, path):
    """All trees of all stages, which must be of one size: (S, T, J, 2), (S, T, J), (S, T, K, 2L).

    A stage is its count of trees, then for each tree its count of questions, the questions (two pixels and a
    float), its count of leaves, and the leaves (the two sides of a column and its floats).
    """
    S = stream.peek(0, "the count of stages")
    T = stream.peek(1, "the count of trees")
    J = stream.peek(2, "the count of questions")
    if S < 1 or T < 1 or J < 1 or J & (J + 1):
        raise FormatError(f"{path}: {S} stages of {T} trees of {J} questions; full trees are read")
    K, row = J + 1, 2 + 2 * length
    tree = 1 + 4 * J + 1 + K * row
    stages = stream.take(1 + S * (1 + T * tree), f"{S} stages of {T} trees")[1:].reshape(S, 1 + T * tree)
    trees = stages[:, 1:].reshape(S, T, tree)
    questions = trees[:, :, 1 : 1 + 4 * J].reshape(S, T, J, 4)
    columns = trees[:, :, 2 + 4 * J :].reshape(S, T, K, row)
    even = (
        (stages[:, 0] == T).all() and (trees[:, :, 0] == J).all() and (trees[:, :, 1 + 4 * J] == K).all()
        and (columns[..., 0] == -length).all() and (columns[..., 1] == -1).all()
    )  # fmt: skip
    if not even:
        raise FormatError(f"{path}: not all its trees have {J} questions and {K} answers of {length} numbers")
    return (
        questions[..., :2].copy(),
        _floats(questions[..., 2:], path)[..., 0],
        _floats(columns[..., 2:], path),
    )


def _rows(stream, S, width, what):
    """S lists of one length, each with its count before it: (S, P, width)."""
    if stream.take(1, what)[0] != S:
        raise FormatError(f"{stream.path}: there are {S} stages, but not so many lists of {what}")
    P = stream.peek(0, what)
    if P < 1:
        raise FormatError(f"{stream.path}: its stages have {P} {what}")
    rows = stream.take(S * (1 + P * width), what).reshape(S, 1 + P * width)
    if not (rows[:, 0] == P).all():
        raise FormatError(f"{stream.path}: its stages have unlike counts of {what}")
    return rows[:, 1:].reshape(S, P, width).copy()
