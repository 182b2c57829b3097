"""Checks of matrices and labels that every estimator of this room makes, with errors that name the place."""

import numpy as np

from emolab.core.backend import as_array
from emolab.core.errors import DataError, ShapeError


def checked_matrix(where, X, features=None):
    """Return X as a matrix of finite floats (N, D): float32 stays, everything else becomes float64.

    features  how many columns there must be; None takes any number from 1
    Errors    ShapeError for other axes or no row; DataError, which names the first place, for values that
              are no numbers, NaN, infinity, or so large that their squares overflow
    """
    X = as_array(X)
    if X.ndim != 2:
        raise ShapeError(
            f"{where}: X has shape {X.shape}; it must be (N, D), a row a sample. Give one sample as X[None]"
        )
    if 0 in X.shape:
        raise ShapeError(f"{where}: X has shape {X.shape}; it needs at least one sample and one feature")
    if features is not None and X.shape[1] != features:
        raise ShapeError(f"{where}: X has {X.shape[1]} features, but {features} were learned")
    if X.dtype.kind not in "fiub":
        raise DataError(f"{where}: X has dtype {X.dtype}; it must be real numbers")
    X = X if X.dtype == np.float32 else X.astype(np.float64, copy=False)
    limit = float(np.sqrt(np.finfo(X.dtype).max / X.size))
    low, high = X.min(), X.max()  # NaN anywhere makes both NaN
    if low >= -limit and high <= limit:
        return X
    bad = ~np.isfinite(X)
    if bad.any():
        row, column = np.argwhere(bad)[0]
        raise DataError(
            f"{where}: X holds {bad.sum()} values of NaN or infinity, the first in row {row}, column {column}"
            "; leave these samples out or fill them"
        )
    row, column = np.unravel_index(np.argmax(np.abs(X)), X.shape)
    raise DataError(
        f"{where}: X[{row}, {column}] is {X[row, column]:.3g}, and the squares of such values overflow "
        f"{X.dtype}; scale the features first"
    )


def checked_labels(where, y, samples):
    """Return (classes, sorted; index of every sample's class (N,)).

    Errors    ShapeError where there is not one label a sample; DataError for NaN or None among them
    """
    y = np.asarray(y)
    if y.shape != (samples,):
        raise ShapeError(
            f"{where}: y has shape {y.shape}; it must be ({samples},), one label for each row of X"
        )
    if y.dtype.kind == "f" and not np.isfinite(y).all():
        raise DataError(f"{where}: y[{np.flatnonzero(~np.isfinite(y))[0]}] is NaN or infinity, not a label")
    if y.dtype.kind == "O":
        missing = [i for i, label in enumerate(y) if label is None]
        if missing:
            raise DataError(f"{where}: y[{missing[0]}] is None, not a label")
        y = np.array(y.tolist())
    classes, index = np.unique(y, return_inverse=True)
    return classes, index.reshape(-1)
