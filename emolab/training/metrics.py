"""Metrics: how often the system is right, over clips, over classes and over folds."""

import warnings
from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.core.errors import DataError
from emolab.training.confusion import confusion_matrix, to_indices


@formula("song2021 3.1", "liu2026 WA")
def weighted_accuracy(true, predicted, classes=None):
    """Accuracy over all clips (WA): classes weigh as much as they have clips.

    Formula   WA = number of correct predictions / number of clips
    Shapes    true and predicted (N,) -> a number from 0 to 1
    Errors    as confusion_matrix
    Note      always naming a class that has n % of the clips gives n %, not more, as song2021 3.5.1 has it
    """
    true, predicted, _ = to_indices(true, predicted, _names(true, predicted, classes))
    return float(np.mean(true == predicted))


@formula("liu2026 UA")
def unweighted_accuracy(true, predicted, classes=None):
    """Mean recall (UA): every class weighs the same, however many clips it has.

    Formula   UA = mean over classes i of M[i, i] / sum_j M[i, j], M the confusion matrix
    Shapes    true and predicted (N,) -> a number from 0 to 1
    Errors    as confusion_matrix
    Note      a class without clips in true has no recall: it is left out, and a warning names it
    """
    names = _names(true, predicted, classes)
    recalls = recall(true, predicted, names)  # (C,)
    absent = np.flatnonzero(np.isnan(recalls))
    _say_absent("unweighted_accuracy", absent, names, "no clip in true")
    return float(np.nanmean(recalls))


@formula()
def recall(true, predicted, classes=None):
    """Of each class's clips, the part that was found; NaN for a class without clips.

    Formula   R_i = M[i, i] / sum_j M[i, j]
    Shapes    true and predicted (N,) -> R (C,)
    Errors    as confusion_matrix
    """
    M = confusion_matrix(true, predicted, _names(true, predicted, classes))  # (C, C)
    found, there = np.diag(M), M.sum(axis=1)  # (C,)
    return np.where(there > 0, found / np.maximum(there, 1), np.nan)


@formula()
def macro_f1(true, predicted, classes=None):
    """Mean F1: every class weighs the same, and false alarms count as much as misses.

    Formula   F1_i = 2 M[i, i] / (sum_j M[i, j] + sum_j M[j, i]);  macro F1 = mean over classes i
    Shapes    true and predicted (N,) -> a number from 0 to 1
    Errors    as confusion_matrix
    Note      a class that is neither in true nor in predicted is left out, and a warning names it; one that
              is predicted but not in true counts with F1 = 0
    """
    names = _names(true, predicted, classes)
    M = confusion_matrix(true, predicted, names)  # (C, C)
    both = M.sum(axis=0) + M.sum(axis=1)  # (C,)
    _say_absent("macro_f1", np.flatnonzero(both == 0), names, "neither in true nor in predicted")
    return float(np.mean(2 * np.diag(M)[both > 0] / both[both > 0]))


@formula("liu2026 correlation")
def correlation(x, y):
    """Pearson's correlation of two series.

    Formula   r = sum (x - mean x)(y - mean y) / sqrt(sum (x - mean x)^2 sum (y - mean y)^2)
    Shapes    x and y (N,) -> a number from -1 to 1
    Errors    DataError for fewer than two values, NaN or infinity, or a constant series: r is undefined
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if x.ndim != 1 or x.shape != y.shape or len(x) < 2:
        raise DataError(f"correlation: x has shape {x.shape}, y {y.shape}; both must be (N,), N at least 2")
    for name, series in (("x", x), ("y", y)):
        if not np.isfinite(series).all():
            row = int(np.flatnonzero(~np.isfinite(series))[0])
            raise DataError(f"correlation: {name}[{row}] is {series[row]}")
        if np.ptp(series) == 0:
            raise DataError(f"correlation: {name} is {series[0]} throughout; r of a constant is undefined")
    x, y = x / np.abs(x).max(), y / np.abs(y).max()  # so that squares neither overflow nor vanish
    dx, dy = x - x.mean(), y - y.mean()  # (N,)
    r = (dx @ dy) / (np.sqrt(dx @ dx) * np.sqrt(dy @ dy))
    return float(np.clip(r, -1, 1))


class FoldSummary(NamedTuple):
    """The accuracies of the folds, as the papers' tables give them."""

    values: tuple  # one a fold
    mean: float
    best: float
    lowest: float
    std: float
    ddof: int  # 0: divided by the number of folds, 1: by one fewer

    def __str__(self):
        return (
            f"{len(self.values)} folds: mean {self.mean:.2%}, best {self.best:.2%}, "
            f"lowest {self.lowest:.2%}, standard deviation {self.std:.4f} (ddof {self.ddof})"
        )


def summarise_folds(accuracies, ddof=0):
    """Mean, best, lowest and standard deviation over folds, the four columns of song2021's Tables 4.2 to 4.5.

    Formula   std = sqrt(sum (a - mean)^2 / (K - ddof))
    ddof      0: of these K folds, as NumPy; 1: the estimate for more of their kind. The papers do not say
    Errors    DataError for no fold, or an accuracy outside 0..1
    """
    values = np.asarray(accuracies, dtype=float)
    if values.ndim != 1 or len(values) <= ddof:
        raise DataError(f"summarise_folds: {values.shape} is no list of more than {ddof} accuracies")
    bad = np.flatnonzero(~((values >= 0) & (values <= 1)))
    if len(bad):
        raise DataError(f"summarise_folds: fold {bad[0]} has accuracy {values[bad[0]]}, outside 0 to 1")
    numbers = values.mean(), values.max(), values.min(), values.std(ddof=ddof)
    return FoldSummary(tuple(values.tolist()), *map(float, numbers), ddof)


def _names(true, predicted, classes):
    """Without classes, names are sorted; whole numbers stay None, for 0..C-1."""
    if classes is not None:
        return classes
    true, predicted = np.asarray(true), np.asarray(predicted)
    if true.dtype.kind in "iu" and predicted.dtype.kind in "iu" or 0 in (true.size, predicted.size):
        return None
    if true.dtype.kind in "US" and predicted.dtype.kind in "US":
        return sorted(set(true.tolist()) | set(predicted.tolist()))
    return None


def _say_absent(function, absent, names, why):
    if len(absent):
        listed = ", ".join(str(i if names is None or np.ndim(names) == 0 else names[i]) for i in absent)
        warnings.warn(f"{function}: left out, {why}: class {listed}", stacklevel=4)
