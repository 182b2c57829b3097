"""The Sugeno integral: the best level that enough of the sources' weight reaches."""

import numpy as np

from emolab.core import formula
from emolab.core.errors import ArgumentError
from emolab.fusion.ranked import ranked


@formula("liu2021 fusion")
def sugeno_integral(scores, densities):
    """Fuzzy integral by maximum and minimum.

    Formula   h_(1) >= h_(2) >= ...: the sources' scores, sorted;  A_i the sources of the first i
              S = max over i of min(h_(i), g(A_i)),  g the lambda measure of the densities
    Shapes    axis 0 of scores holds the S sources, as S x N x K for N samples and K classes; densities:
              S, or S x K for densities of each class -> all but the first axis of scores, such as (N, K)
    Errors    ArgumentError for scores or densities outside 0 to 1; otherwise as `lambda_measure`
    Note      Scores and weights are compared with each other, so both must mean the same scale 0 to 1. The
              class is the argmax over K. liu2021 names no integral; this one and `choquet_integral` are
              the usual ones.
    """
    values, counted = ranked(scores, densities, "sugeno_integral")
    if values.min() < 0 or values.max() > 1:
        raise ArgumentError(
            f"sugeno_integral: scores reach from {values.min():g} to {values.max():g}; they must lie in "
            "0 to 1"
        )
    return np.minimum(values, counted).max(axis=0)
