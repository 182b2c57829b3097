import numpy as np

from emolab.learn import StandardScaler
from emolab.teach.testing import Miss, close


def by_variance(X):
    """The prose's form."""
    return (X - X.mean(axis=0)) / X.var(axis=0)


def test_few_rows(answer, rng):
    """the deviation is the root of the mean square over N rows, also where N is small"""
    X = rng.standard_normal((3, 4))
    close(answer.mended(X), StandardScaler().fit(X).transform(X), "three rows")


def test_shift_and_scale(answer, rng):
    """adding a constant to a feature and multiplying it by a positive number change nothing"""
    X = rng.standard_normal((12, 5))
    moved = X * rng.uniform(0.1, 30, 5) + 10 * rng.standard_normal(5)
    close(answer.mended(moved), answer.mended(X), "features moved and stretched")


def test_the_case_tells_them_apart(answer, rng):
    """both forms agree on the case; after the change of unit the printed one is `factor` times as large"""
    for factor in (2.0, 1000.0, float(rng.uniform(3, 9))):
        X = np.asarray(answer.case(factor), float)
        if X.ndim != 2 or X.shape[1] != 1 or len(X) < 2 or not np.ptp(X) > 0:
            raise Miss(f"the case has shape {X.shape}, it should be (N, 1) with values that differ")
        wanted = (X - X.mean()) / X.std()
        close(by_variance(X), wanted, "the printed form of the case, before the change of unit")
        close(by_variance(X / factor), factor * wanted, f"the printed form after a division by {factor:g}")
