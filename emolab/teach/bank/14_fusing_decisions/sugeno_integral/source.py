import numpy as np


def sugeno_integral(scores, densities, lam):
    """Sugeno's integral over a lambda measure.

    scores      (S, N, K) from 0 to 1: of each source, clip and class
    densities   (S,);  lam a number, the lambda of the densities
    Returns     (N, K)
    """
    # BEGIN SOLUTION
    order = np.argsort(-scores, axis=0, kind="stable")  # (S, N, K)
    values = np.take_along_axis(scores, order, axis=0)
    g = np.take_along_axis(np.broadcast_to(densities[:, None, None], scores.shape), order, axis=0)
    best, counted = np.zeros(scores.shape[1:]), 0.0
    for i in range(len(values)):
        counted = counted + g[i] + lam * counted * g[i]  # (N, K)
        best = np.maximum(best, np.minimum(values[i], counted))
    return best
    # END SOLUTION
