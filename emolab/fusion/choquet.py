"""The Choquet integral: a mean whose weights depend on which sources agree."""

import numpy as np

from emolab.core import formula
from emolab.fusion.ranked import ranked


@formula("liu2021 fusion")
def choquet_integral(scores, densities):
    """Fuzzy integral by addition: each step down in score counts as much as the sources above it.

    Formula   h_(1) >= h_(2) >= ... >= h_(S): the sources' scores, sorted;  A_i the sources of the first i
              C = h_(S) + sum over i < S of (h_(i) - h_(i+1)) g(A_i),  g the lambda measure of the densities
    Shapes    axis 0 of scores holds the S sources, as S x N x K for N samples and K classes; densities:
              S, or S x K for densities of each class -> all but the first axis of scores, such as (N, K)
    Errors    as `lambda_measure`
    Note      With lambda = 0 it is the mean weighted by the densities; liu2021's (.57, .43) is that case.
    """
    values, counted = ranked(scores, densities, "choquet_integral")
    steps = values[:-1] - values[1:]  # (S - 1, ...), none below 0
    return values[-1] + np.sum(steps * counted[:-1], axis=0)
