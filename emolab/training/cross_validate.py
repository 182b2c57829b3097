"""Cross-validation: a model for each fold, each fold kept on disk once it is done."""

import json
import operator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from emolab.core.errors import FormatError
from emolab.core.files import write_json
from emolab.training.confusion import confusion_matrix
from emolab.training.metrics import macro_f1, summarise_folds, unweighted_accuracy


class CrossValidation(NamedTuple):
    """What the folds gave."""

    accuracies: tuple  # one a fold, 0 to 1
    true: np.ndarray  # (N,), the classes of all test clips, fold after fold
    predicted: np.ndarray  # (N,)
    classes: tuple  # names

    @property
    def summary(self):
        """Mean, best, lowest and standard deviation over the folds, as the papers' tables give them."""
        return summarise_folds(self.accuracies)

    def to_dict(self):
        """Return all figures as plain values."""
        n = len(self.classes)
        return {
            "folds": len(self.accuracies),
            "accuracies": list(self.accuracies),
            "mean": self.summary.mean,
            "best": self.summary.best,
            "lowest": self.summary.lowest,
            "std": self.summary.std,
            "unweighted_accuracy": unweighted_accuracy(self.true, self.predicted, n),
            "macro_f1": macro_f1(self.true, self.predicted, n),
            "classes": list(self.classes),
            "confusion": confusion_matrix(self.true, self.predicted, n).tolist(),
        }


def cross_validate(run_fold, folds, targets, classes, *, folder=None, settings=None, resume=False, show=None):
    """Train and test on each fold.

    run_fold  a callable: (train rows, test rows, folder of the fold or None) -> predicted classes (n,)
    folds     list of (train rows, test rows), as KFold.split and GroupKFold.split give them
    targets   (N,) true classes; classes: their names
    folder    where each fold's result is kept as soon as it is there; resume takes those over
    settings  what the run depends on: a kept fold of other settings is an error
    show      a callable, called with (fold number, folds, accuracy, mean so far)
    Errors    FormatError where a kept fold is of other settings or broken
    """
    accuracies, true, predicted = [], [], []
    settings = json.loads(json.dumps(settings))
    for number, (train, test) in enumerate(folds, 1):
        place = Path(folder) / f"fold_{number:02d}" if folder else None
        guess = _kept(place, test, settings, len(classes)) if resume and place else None
        if guess is None:
            guess = np.asarray(run_fold(train, test, place))
            if place:
                kept = {"settings": settings, "test": np.asarray(test).tolist(), "predicted": guess.tolist()}
                write_json(place / "result.json", kept)
        true.append(targets[test])
        predicted.append(guess)
        accuracies.append(float(np.mean(guess == targets[test])))
        if show:
            show(number, len(folds), accuracies[-1], float(np.mean(accuracies)))
    return CrossValidation(
        tuple(accuracies), np.concatenate(true), np.concatenate(predicted), tuple(classes)
    )  # fmt: skip


def _kept(place, test, settings, classes):
    path = place / "result.json"
    if not path.exists():
        return None
    try:
        kept = json.loads(path.read_text())
        same = kept["settings"] == settings and kept["test"] == np.asarray(test).tolist()
        guess = np.array([operator.index(one) for one in kept["predicted"]], np.int64)
        if len(guess) != len(kept["test"]) or guess.min() < 0 or guess.max() >= classes:
            raise ValueError("it does not hold a class for each test clip")
    except (ValueError, KeyError, TypeError) as error:
        raise FormatError(f"{path} is broken ({error}); delete it to run this fold again") from error
    if not same:
        raise FormatError(f"{path} is of a run with other settings or clips; choose another output folder")
    return guess
