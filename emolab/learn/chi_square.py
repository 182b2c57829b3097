"""Chi-square scores: how much a feature being high says about a class, and the features that say most."""

import numpy as np

from emolab.core import formula
from emolab.core.errors import ArgumentError, DataError
from emolab.learn.checks import checked_labels, checked_matrix
from emolab.learn.estimator import Estimator


@formula("liu2021 1")
def chi_square(present, member):
    """Dependence of every binary feature and every class, from their 2 x 2 table.

    Formula   chi2 = N (A D - B C)^2 / ((A + C) (B + D) (A + B) (C + D)),  N = A + B + C + D
              A: feature and class,  B: feature without class,  C: class without feature,  D: neither
    Shapes    present (N, F), member (N, K), both of 0 and 1 -> chi2 (F, K)
    Note      A feature that is always or never present, or a class of all or no samples, has a table with
              an empty margin: it says nothing, and its score is 0.
    """
    present, member = present.astype(np.float64), member.astype(np.float64)
    N = len(present)
    A = present.T @ member  # (F, K)
    B = present.sum(axis=0)[:, None] - A
    C = member.sum(axis=0) - A
    D = N - A - B - C
    margins = ((A + C) / N) * ((B + D) / N) * ((A + B) / N) * ((C + D) / N)
    cross = (A / N) * (D / N) - (B / N) * (C / N)
    return np.divide(N * cross**2, margins, out=np.zeros_like(A), where=margins > 0)


class ChiSquareSelector(Estimator):
    """Keep the features that depend most on the classes (liu2021 Eq 1).

    Formula   score of a feature = max over the classes of chi2(feature above its training median, class)
    share     how much of the features is kept, above 0 to 1; the count is rounded up
    Learned   scores_ (D,), class_scores_ (D, classes), medians_ (D,), kept_ (indices of the kept, ascending),
              classes_
    Note      The statistic asks for features that occur or do not: a value counts as occurring where it lies
              above the feature's median in the training part. Equal scores: the earlier feature is kept.
              scikit-learn's `chi2` is another statistic: it adds up the values themselves, as if they were
              counts, compares each class's sum with what its share of the samples would give, sums over the
              classes, and refuses negative values. It changes with a feature's unit; this one does not
              change under any increasing map of a feature.
    """

    LEARNED = ("scores_", "class_scores_", "medians_", "kept_", "classes_")

    def __init__(self, share=0.5):
        self.share = share

    def fit(self, X, y):
        """X (N, D), labels y (N,): score the features; returns self.

        Errors    DataError for one class only; ArgumentError for a share outside 0 to 1
        """
        if not (isinstance(self.share, int | float | np.floating) and 0 < self.share <= 1):
            raise ArgumentError(f"share={self.share!r} must be a number above 0, at most 1")
        X = checked_matrix("ChiSquareSelector.fit", X)
        classes, index = checked_labels("ChiSquareSelector.fit", y, len(X))
        if len(classes) < 2:
            raise DataError(
                f"ChiSquareSelector.fit: all samples have the label {str(classes[0])!r}; features "
                "cannot be held against one class"
            )
        self.classes_ = classes
        self.medians_ = np.median(X, axis=0)  # (D,)
        self.class_scores_ = chi_square(X > self.medians_, index[:, None] == np.arange(len(classes)))
        self.scores_ = self.class_scores_.max(axis=1)  # (D,)
        count = int(np.ceil(self.share * X.shape[1] - 1e-9))
        self.kept_ = np.sort(np.argsort(-self.scores_, kind="stable")[: max(count, 1)])
        return self

    def transform(self, X):
        """X (N, D) -> the kept features (N, k), in their old order."""
        return checked_matrix("ChiSquareSelector.transform", X, len(self.scores_))[:, self.kept_]

    def fit_transform(self, X, y):
        """X (N, D), labels y (N,) -> the kept features (N, k)."""
        return self.fit(X, y).transform(X)

    def get_support(self, indices=False):
        """Return which features are kept: a mask (D,), or their indices."""
        return self.kept_ if indices else np.isin(np.arange(len(self.scores_)), self.kept_)

    def inverse_transform(self, Z):
        """Z (N, k) -> (N, D), with 0 where a feature was not kept."""
        Z = checked_matrix("ChiSquareSelector.inverse_transform", Z, len(self.kept_))
        X = np.zeros((len(Z), len(self.scores_)), Z.dtype)
        X[:, self.kept_] = Z
        return X
