"""The confusion matrix: who was taken for what."""

import numpy as np

from emolab.core import formula
from emolab.core.errors import DataError

MOST = 4096  # classes; a larger label is a mistake, and its table would not fit into memory


@formula("song2021 Table 3.1", "liu2026 confusion matrix")
def confusion_matrix(true, predicted, classes=None):
    """Count the clips of each class by the class that was predicted.

    Formula   M[i, j] = number of clips of class i that were taken for class j
    Shapes    true and predicted (N,) -> M (C, C), rows the truth, columns the prediction
    classes   None: labels are 0..C-1, C the largest seen plus one; a number C; or the list of all labels,
              in the order of the rows (then labels may be names)
    Errors    DataError for no clip, unequal counts, or a label outside the classes (with its row)
    Note      song2021's Table 3.1 prints the truth above; its text, followed here, puts it in the rows
    """
    true, predicted, count = to_indices(true, predicted, classes)
    cells = np.bincount(true * count + predicted, minlength=count * count)  # (C C,)
    return cells.reshape(count, count)  # (C, C)


def to_indices(true, predicted, classes=None):
    """Turn labels into row numbers.

    Shapes    true and predicted (N,), classes as in confusion_matrix -> true (N,), predicted (N,), C
    Errors    DataError, which names the argument and the row
    """
    true, predicted = np.asarray(true), np.asarray(predicted)
    if true.ndim != 1 or true.shape != predicted.shape:
        raise DataError(
            f"true has shape {true.shape}, predicted {predicted.shape}; both must be (N,), one entry a clip"
        )
    if len(true) == 0:
        raise DataError("true holds no clip: there is nothing to measure")
    if classes is None or isinstance(classes, int | np.integer):
        _whole(true, "true"), _whole(predicted, "predicted")
        count = int(max(true.max(), predicted.max())) + 1 if classes is None else int(classes)
        for name, labels in (("true", true), ("predicted", predicted)):
            outside = np.flatnonzero((labels < 0) | (labels >= count))
            if len(outside):
                row = outside[0]
                raise DataError(f"{name}[{row}] is {labels[row]}; labels run from 0 to {count - 1}")
        if count > MOST:
            raise DataError(f"label {count - 1} makes too large a table; give classes=[all labels]")
        return true.astype(np.intp), predicted.astype(np.intp), count
    place = {label: i for i, label in enumerate(np.asarray(classes).tolist())}
    return _places(true, place, "true"), _places(predicted, place, "predicted"), len(place)


def _whole(labels, name):
    if labels.dtype.kind not in "iu":
        raise DataError(
            f"{name} has dtype {labels.dtype}; labels are whole numbers from 0, or give classes=[all labels]"
        )


def _places(labels, place, name):
    found = np.array([place.get(label, -1) for label in labels.tolist()], dtype=np.intp)  # (N,)
    if (found < 0).any():
        row = int(np.flatnonzero(found < 0)[0])
        known = ", ".join(map(str, place))
        raise DataError(f"{name}[{row}] is {labels[row]}, which is none of the classes {known}")
    return found
