"""The functionals of the INTERSPEECH 2009 emotion set: twelve numbers that sum a contour up."""

import numpy as np

from emolab.core import formula

IS09_FUNCTIONALS = (
    "max", "min", "range", "maxPos", "minPos", "amean", "linregc1", "linregc2", "linregerrQ", "stddev",
    "skewness", "kurtosis",
)  # fmt: skip


@formula(kernel="is09")
def is09_functionals(contours):
    """Twelve functionals of each contour, named by `IS09_FUNCTIONALS`.

    Formula   max, min and max - min;  maxPos and minPos, the first frame t that has them, from 0
              amean m = 1/T sum over t of x_t
              linregc1 and linregc2, slope and offset of the line through the contour:
              c1 = (sum of t x_t - m sum of t) / (sum of t^2 - (sum of t)^2 / T),  c2 = m - c1 (T - 1) / 2
              linregerrQ = 1/T sum of (x_t - c1 t - c2)^2
              stddev s = sqrt(1/T sum of (x_t - m)^2)
              skewness = 1/T sum of (x_t - m)^3 / s^3,  kurtosis = 1/T sum of (x_t - m)^4 / s^4 (a Gaussian
              has 3), both 0 where s is 0
    Shapes    contours (T, D) -> y (D, 12), float64
    Units     positions and slopes count frames
    Note      m is rounded to the contours' own type before it is used, the sums are float64: then all twelve
              equal openSMILE's to the last bit of float32. NaN where there is no frame.
    """
    T, D = contours.shape
    if T == 0:
        return np.full((D, len(IS09_FUNCTIONALS)), np.nan)
    highest, lowest = contours.max(axis=0), contours.min(axis=0)  # (D,)
    x = contours.astype(np.float64)
    t = np.arange(T, dtype=np.float64)
    mean = (x.sum(axis=0) / T).astype(contours.dtype).astype(np.float64)  # (D,)
    spread = t @ t - t.sum() ** 2 / T
    slope = (t @ x - mean * t.sum()) / spread if T > 1 else np.zeros(D)
    offset = mean - slope * (T - 1) / 2
    error = ((x - np.outer(t, slope) - offset) ** 2).mean(axis=0)
    c = x - mean  # (T, D)
    variance = (c**2).mean(axis=0)
    some = variance > 0
    unit = np.where(some, variance, 1)
    skewness = np.where(some, (c**3).mean(axis=0) / unit**1.5, 0)
    kurtosis = np.where(some, (c**4).mean(axis=0) / unit**2, 0)
    return np.column_stack([
        highest, lowest, highest - lowest, contours.argmax(axis=0), contours.argmin(axis=0), mean, slope,
        offset, error, np.sqrt(variance), skewness, kurtosis,
    ])  # fmt: skip
