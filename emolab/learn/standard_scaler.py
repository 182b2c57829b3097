"""Standardisation: features of mean 0 and deviation 1, by the training part's statistics or their own."""

from typing import NamedTuple

import numpy as np

from emolab.core import formula
from emolab.core.checks import one_of
from emolab.core.errors import ArgumentError, DataError
from emolab.learn.checks import checked_matrix
from emolab.learn.estimator import Estimator

STATISTICS = ("training", "own")


@formula("zhu2022 3", "zhu2022 4")
def feature_statistics(X):
    """Mean and standard deviation of every feature.

    Formula   mean_d = 1/N sum_n X_nd;  deviation_d = sqrt(1/N sum_n (X_nd - mean_d)^2)
    Shapes    X (N, D) -> mean (D,), deviation (D,), both float64
    Note      zhu2022's prose divides by the variance; its Eq 4 divides by the deviation, as here. A feature
              that never varies has deviation 1, so that it is only centred: to exactly 0.
    """
    low, high = X.min(axis=0), X.max(axis=0)  # (D,)
    mean = X.mean(axis=0, dtype=np.float64)  # (D,)
    square = ((X - mean) ** 2).mean(axis=0)  # (D,)
    constant = low == high  # exact, where the variance may be rounding
    return np.where(constant, low, mean), np.where(constant | (square == 0), 1, np.sqrt(square))


@formula("zhu2022 3", "zhu2022 4")
def standardise(X, mean, deviation):
    """Take the mean out of every feature and divide by its deviation.

    Formula   z = (x - mean) / deviation
    Shapes    X (..., D), mean (D,), deviation (D,) -> z (..., D), in X's dtype
    """
    return ((X - mean) / deviation).astype(X.dtype)


class Readings(NamedTuple):
    """One test part standardised in both readings, and what lies between them for every feature."""

    training: np.ndarray  # (N, D), by the training part's statistics
    own: np.ndarray  # (N, D), by its own
    shift: np.ndarray  # (D,), how many training deviations the test mean is off
    ratio: np.ndarray  # (D,), test deviation / training deviation


def compare_readings(train, test):
    """Show the difference between zhu2022's two readings on a test part.

    Formula   own = (training - shift) / ratio
              shift = (mean_test - mean_train) / deviation_train;  ratio = deviation_test / deviation_train
    Shapes    train (M, D), test (N, D) -> Readings
    Note      Where shift is 0 and ratio 1 in every feature the readings agree. Own statistics remove what
              sets a test part apart, also where that is the emotion itself: a part with one label only is
              centred like any other. And a clip's features then depend on which clips are tested with it.
    """
    by_training = StandardScaler().fit(train)
    by_own = StandardScaler(statistics="own").fit(train)
    own_mean, own_deviation = feature_statistics(checked_matrix("compare_readings", test))
    return Readings(
        by_training.transform(test),
        by_own.transform(test),
        (own_mean - by_training.mean_) / by_training.scale_,
        own_deviation / by_training.scale_,
    )


class StandardScaler(Estimator):
    """Standardise features (zhu2022 Eq 3 and 4).

    statistics  "training": the mean and deviation that `fit` learned (default);
                "own": every part that comes to `transform` by its own, as zhu2022's text has it
    Learned     mean_, scale_ (1 where a feature never varies), var_ (D,), n_samples_seen_
    Note        `compare_readings` shows what lies between the two.
    """

    LEARNED = ("mean_", "scale_", "var_", "n_samples_seen_")

    def __init__(self, statistics="training"):
        self.statistics = statistics

    def fit(self, X, y=None):
        """X (N, D): learn the statistics; y is not used; returns self."""
        one_of("statistics", self.statistics, STATISTICS)
        X = checked_matrix("StandardScaler.fit", X)
        self.mean_, self.scale_ = feature_statistics(X)
        self.var_ = np.where(X.min(axis=0) == X.max(axis=0), 0, self.scale_**2)
        self.n_samples_seen_ = len(X)
        return self

    def transform(self, X):
        """X (N, D) -> standardised (N, D).

        Errors    DataError for a single row with statistics="own": it would become zeros, whatever it holds
        """
        X = checked_matrix("StandardScaler.transform", X, len(self.mean_))
        if self.statistics == "training":
            return standardise(X, self.mean_, self.scale_)
        if len(X) == 1:
            raise DataError(
                "StandardScaler.transform: one row has no statistics of its own; transform the whole part at "
                'once, or use statistics="training"'
            )
        return standardise(X, *feature_statistics(X))

    def fit_transform(self, X, y=None):
        """X (N, D): fit, then transform; in both readings the same, because X is its own training part."""
        self.fit(X)
        return standardise(checked_matrix("StandardScaler.fit_transform", X), self.mean_, self.scale_)

    def inverse_transform(self, Z):
        """Z (N, D) -> X (N, D), by the training part's statistics.

        Errors    ArgumentError with statistics="own": those of the part are not kept
        """
        if self.statistics == "own":
            raise ArgumentError(
                'StandardScaler.inverse_transform: with statistics="own" the part\'s statistics are not '
                'kept; use statistics="training"'
            )
        Z = checked_matrix("StandardScaler.inverse_transform", Z, len(self.mean_))
        return (Z * self.scale_ + self.mean_).astype(Z.dtype)
