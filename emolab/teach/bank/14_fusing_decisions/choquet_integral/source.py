import numpy as np


def choquet_integral(scores, densities, lam):
    """Choquet's integral over a lambda measure.

    scores      (S, N, K): of each source, clip and class
    densities   (S,);  lam a number, the lambda of the densities
    Returns     (N, K)
    """
    # BEGIN SOLUTION
    order = np.argsort(-scores, axis=0, kind="stable")  # (S, N, K)
    values = np.take_along_axis(scores, order, axis=0)
    g = np.broadcast_to(densities[:, None, None], scores.shape)
    g = np.take_along_axis(g, order, axis=0)
    total, counted = 0.0, 0.0
    for i in range(len(values)):
        counted = counted + g[i] + lam * counted * g[i]  # (N, K)
        below = values[i + 1] if i + 1 < len(values) else 0.0
        total = total + (values[i] - below) * counted
    return total
    # END SOLUTION
