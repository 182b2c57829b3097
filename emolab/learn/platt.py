"""Platt scaling: from a decision value to a probability."""

import numpy as np

from emolab.core import formula

STEPS = 100  # of Newton's method; some ten are the rule
SMALL = 1e-10  # largest slope, relative to the samples, at which it ends


@formula()
def sigmoid_probability(decision, slope, offset):
    """Probability of the positive class at a decision value.

    Formula   p = 1 / (1 + exp(slope d + offset)); slope is below 0 where the machine is right more than wrong
    Shapes    decision (...) -> p (...)
    """
    z = slope * decision + offset
    e = np.exp(-np.abs(z))  # never overflows
    return np.where(z >= 0, e, 1) / (1 + e)


@formula()
def platt_scale(decision, y):
    """Fit slope and offset of the sigmoid to decision values of samples that the machine was not trained on.

    Formula   minimise  -sum_n t_n log p_n + (1 - t_n) log(1 - p_n),  p_n = 1 / (1 + exp(slope d_n + offset))
              t = (N+ + 1) / (N+ + 2) where y = +1,  t = 1 / (N- + 2) where y = -1
    Shapes    decision (N,), y (N,) of -1 and +1 -> slope, offset
    Source    Platt (1999); Lin, Lin, Weng (2007): Newton's method with backtracking
    Note      The targets are not quite 0 and 1, so that the optimum is finite also where the classes are
              wholly apart.
    """
    scale = max(float(np.abs(decision).max(initial=0)), 1e-300)
    d = decision / scale  # within -1..1, whatever the machine's unit
    positive = np.count_nonzero(y > 0)
    negative = len(y) - positive
    t = np.where(y > 0, (positive + 1) / (positive + 2), 1 / (negative + 2))  # (N,)
    columns = np.stack([d, np.ones_like(d)])  # (2, N)
    w = np.array([0.0, np.log((negative + 1) / (positive + 1))])  # slope, offset
    loss = _loss(w, columns, t)
    for _ in range(STEPS):
        p = sigmoid_probability(w @ columns, 1.0, 0.0)  # (N,)
        gradient = columns @ (t - p)  # (2,)
        if np.abs(gradient).max() <= SMALL * len(d):
            break
        hessian = (columns * (p * (1 - p))) @ columns.T + 1e-12 * np.eye(2)  # (2, 2)
        step = -np.linalg.solve(hessian, gradient)
        size = 1.0
        while size > SMALL:
            trial = _loss(w + size * step, columns, t)
            if trial < loss + 1e-4 * size * (gradient @ step):
                break
            size /= 2
        else:
            break  # no lower point along the step: rounding is all that is left
        w, loss = w + size * step, trial
    return float(w[0] / scale), float(w[1])


def _loss(w, columns, t):
    z = w @ columns
    return np.sum(np.logaddexp(0, z) - (1 - t) * z)
