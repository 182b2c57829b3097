"""How well a voice was separated: the signal-to-distortion ratio that ignores the level."""

import numpy as np

from emolab.core import DataError, ShapeError, formula


@formula("Le Roux 2019 SI-SDR")
def si_sdr(estimate, target):
    """Scale-invariant signal-to-distortion ratio.

    Formula   s = <estimate, target> / <target, target> target;  e = estimate - s
              SI-SDR = 10 log10(|s|^2 / |e|^2), means taken off first
    Shapes    estimate and target (S,) -> float
    Units     dB; infinite where nothing but the level differs, minus infinite where nothing is in common
    Errors    ShapeError where the lengths differ; DataError where the target is constant: it has no direction
    """
    if estimate.ndim != 1 or estimate.shape != target.shape:
        raise ShapeError(f"si_sdr: estimate {estimate.shape} and target {target.shape} must be equal (S,)")
    e, t = (np.asarray(x, np.float64) for x in (estimate, target))
    if not (np.isfinite(e).all() and np.isfinite(t).all()):
        raise DataError("si_sdr: estimate or target holds NaN or infinity")
    if len(t) == 0 or t.min() == t.max():
        raise DataError("si_sdr: the target is silent or constant; nothing can be compared with it")
    e, t = e - e.mean(), t - t.mean()
    s = (e @ t) / (t @ t) * t  # (S,)
    left = s @ s, (e - s) @ (e - s)
    with np.errstate(divide="ignore", invalid="ignore"):
        return -np.inf if left[0] == 0 else float(10 * np.log10(left[0] / left[1]))
