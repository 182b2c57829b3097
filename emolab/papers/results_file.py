"""A table of results from a CSV file: a confusion matrix, counts of each class, or accuracies of folds."""

import csv
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np

from emolab.core.errors import ArgumentError, FileError, FormatError

MOST_BYTES = 20_000_000
KINDS = ("counts", "rates", "percent")
NAMES = {
    "fold": ("fold", "folds", "run", "split", "repetition"),
    "class": ("class", "label", "emotion", "category", "name"),
    "right": ("right", "correct", "hits", "recognised", "recognized", "num correct"),
    "samples": ("samples", "total", "count", "n", "support", "size", "all", "clips"),
    "printed": ("printed", "accuracy", "acc", "rate", "recall", "percent", "%", "score", "accuracy (%)"),
}


class Printed(NamedTuple):
    """A number as it is printed: its value and how many decimals it shows."""

    value: float
    digits: int


class Confusion(NamedTuple):
    """A confusion matrix, rows true."""

    names: tuple
    matrix: np.ndarray
    unit: str  # one of KINDS
    digits: int  # decimals that are shown
    note: str  # why it is taken so


class ClassCounts(NamedTuple):
    """How many samples of each class were recognised."""

    names: tuple
    right: tuple
    samples: tuple
    printed: tuple  # of Printed, or () where the file has none


class FoldResults(NamedTuple):
    """The accuracy of each fold."""

    accuracies: tuple  # of Printed
    samples: tuple  # () where the file has none


def printed_number(text, where):
    """Return a number as it is printed; "78.5 %" and "78,5" are read too.

    Errors    FormatError, beginning with `where`
    """
    plain = text.strip().rstrip("%").strip().replace("\N{MINUS SIGN}", "-")
    if re.fullmatch(r"[+-]?\d+,\d+", plain):
        plain = plain.replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", plain):
        raise FormatError(f"{where}: {text.strip()[:40]!r} is no number")
    return Printed(float(plain), len(plain.partition(".")[2]))


def read_results(path, unit=None):
    """Return what a CSV file holds: a Confusion, ClassCounts or FoldResults.

    unit      "counts", "rates" (of 1) or "percent" for a confusion matrix; None finds it

    Known     a header with fold and accuracy, or one column of accuracies: folds
              a header with right and samples: counts of each class
              a square of numbers, with or without labels above and at the left: a confusion matrix
    Errors    FileError where it cannot be read; FormatError that names the line and what is wrong there
    """
    if unit is not None and unit not in KINDS:
        raise ArgumentError(f"unit must be one of {', '.join(KINDS)}, not {unit!r}")
    rows = _rows(Path(path))
    heading = _columns(rows[0][1])
    if "right" in heading:
        return _class_counts(path, rows[1:], heading, rows[0][0])
    if "printed" in heading and ("fold" in heading or len(rows[0][1]) == 1):
        return _folds(path, rows[1:], heading)
    if all(len(cells) == 1 for _, cells in rows):
        return _folds(path, rows, {"printed": 0})
    return _confusion(path, rows, unit)


def _rows(path):
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FormatError(
                f"{path} has more than {MOST_BYTES // 1_000_000} MB: that is no table of results"
            )
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(f"{path} is no text in UTF-8 (byte {error.start}); save it as CSV") from error
    except FileNotFoundError as error:
        raise FileError(f"{path}: no such file") from error
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror or error}") from error
    if "\0" in text:
        raise FormatError(f"{path} holds zero bytes: it is no CSV; save the table as CSV")
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    between = next((sign for sign in ";\t" if sign in first), ",")
    reader = csv.reader(text.splitlines(), delimiter=between, skipinitialspace=True)
    rows = []
    try:
        for cells in reader:
            cells = [cell.strip() for cell in cells]
            if any(cells) and not cells[0].startswith("#"):
                rows.append((reader.line_num, cells))
    except csv.Error as error:
        raise FormatError(f"{path}, line {reader.line_num}: {error}") from error
    if not rows:
        raise FormatError(f"{path} is empty; it must hold a confusion matrix, class counts or folds")
    return rows


def _columns(cells):
    """{what: column} of the names that a heading has."""
    found = {}
    for place, cell in enumerate(cells):
        for what, names in NAMES.items():
            if cell.lower() in names and what not in found:
                found[what] = place
    return found


def _cell(cells, place, where, what):
    if place >= len(cells) or not cells[place]:
        raise FormatError(f"{where}: the {what} is missing")
    return cells[place]


def _whole(text, where, what):
    value = printed_number(text, where).value
    if value < 0 or value != int(value):
        raise FormatError(f"{where}: {what} must be a whole number, 0 or more, not {text}")
    return int(value)


def _class_counts(path, rows, heading, first):
    if "samples" not in heading:
        raise FormatError(f"{path}, line {first}: a column `samples` must stand beside `right`")
    if not rows:
        raise FormatError(f"{path} has a heading and no line below it")
    names, right, samples, printed = [], [], [], []
    for line, cells in rows:
        where = f"{path}, line {line}"
        names.append(_cell(cells, heading["class"], where, "class") if "class" in heading else f"line {line}")
        right.append(_whole(_cell(cells, heading["right"], where, "count of right ones"), where, "right"))
        samples.append(_whole(_cell(cells, heading["samples"], where, "count of samples"), where, "samples"))
        if "printed" in heading:
            printed.append(printed_number(_cell(cells, heading["printed"], where, "printed rate"), where))
        if right[-1] > samples[-1]:
            raise FormatError(f"{where}: {right[-1]} right of {samples[-1]} samples")
        if samples[-1] == 0:
            raise FormatError(f"{where}: {names[-1]} has no samples; leave the line out")
        if names.count(names[-1]) > 1:
            raise FormatError(f"{where}: {names[-1]} stands twice")
    return ClassCounts(tuple(names), tuple(right), tuple(samples), tuple(printed))


def _folds(path, rows, heading):
    accuracies, samples = [], []
    for line, cells in rows:
        where = f"{path}, line {line}"
        accuracies.append(printed_number(_cell(cells, heading["printed"], where, "accuracy"), where))
        if not 0 <= accuracies[-1].value <= 100:
            raise FormatError(f"{where}: an accuracy of {accuracies[-1].value:g} is none")
        if "samples" in heading:
            samples.append(
                _whole(_cell(cells, heading["samples"], where, "count of samples"), where, "samples")
            )
            if samples[-1] == 0:
                raise FormatError(f"{where}: a fold without samples")
    if len(accuracies) < 2:
        raise FormatError(f"{path} has {len(accuracies)} fold; two or more make a mean")
    return FoldResults(tuple(accuracies), tuple(samples))


def _is_number(cell):
    return bool(re.fullmatch(r"[+-]?(\d+[.,]?\d*|[.,]\d+)\s*%?", cell))


def _confusion(path, rows, unit):
    line, top = rows[0]
    labelled = top[0] == "" or not any(_is_number(cell) for cell in top[1:])
    names = None
    if labelled:
        rows, names = rows[1:], tuple(top)
        if not rows:
            raise FormatError(f"{path} has a heading and no line below it")
    at_left = not any(_is_number(cells[0]) for _, cells in rows)
    at_left |= labelled and all(len(cells) == len(rows) + 1 for _, cells in rows)
    if names and at_left and len(names) == len(rows[0][1]):
        names = names[1:]
    numbers, rownames = [], []
    for line, cells in rows:
        if at_left:
            rownames.append(cells[0])
            cells = cells[1:]
        if len(cells) != len(rows):
            raise FormatError(
                f"{path}, line {line}: {len(cells)} numbers; a confusion matrix of {len(rows)} rows has "
                f"{len(rows)} in each. Class counts need a heading with right and samples, folds one with "
                "fold and accuracy"
            )
        numbers.append([_entry(cell, f"{path}, line {line}, column {i}") for i, cell in enumerate(cells, 1)])
    if len(rows) < 2:
        raise FormatError(f"{path}: one row is no confusion matrix")
    names = names or tuple(rownames) or tuple(str(i + 1) for i in range(len(rows)))
    if len(names) != len(rows):
        raise FormatError(f"{path}: {len(names)} labels above, {len(rows)} rows")
    if rownames and tuple(rownames) != names:
        if sorted(rownames) == sorted(names):
            raise FormatError(f"{path}: the rows' labels stand in another order than the columns'")
        wrong = next(i for i in range(len(rows)) if rownames[i] != names[i])
        raise FormatError(
            f"{path}, line {rows[wrong][0]}: the row is called {rownames[wrong]!r}, its column "
            f"{names[wrong]!r}"
        )
    return _in_unit(path, names, numbers, unit)


def _entry(cell, where):
    if not cell:
        return Printed(0.0, 0)  # an empty cell is how many tables write 0
    entry = printed_number(cell, where)
    if entry.value < 0:
        raise FormatError(f"{where}: {cell} is below 0")
    return entry


def _in_unit(path, names, numbers, unit):
    matrix = np.array([[entry.value for entry in row] for row in numbers])
    digits = max(entry.digits for row in numbers for entry in row)
    whole = bool((matrix == np.floor(matrix)).all())
    sums = matrix.sum(axis=1)
    if not matrix.any():
        raise FormatError(f"{path} holds zeros alone")
    if unit == "counts" and not whole:
        raise FormatError(f"{path}: counts must be whole numbers; say rates or percent")
    if unit is not None:
        return Confusion(names, matrix, unit, digits, "as told")
    if whole and (np.abs(sums - 100) <= len(names) / 2).all():
        note = "its rows sum to 100 or nearly; if they are counts, say so with --unit counts"
        return Confusion(names, matrix, "percent", digits, note)
    if whole and matrix.max() > 1:
        return Confusion(names, matrix, "counts", digits, "whole numbers")
    unit = "rates" if matrix.max() <= 1 else "percent"
    return Confusion(names, matrix, unit, digits, f"no number is above {1 if unit == 'rates' else 100}")
