"""Pairwise coupling: one distribution over all classes from the probabilities of every two."""

import numpy as np

from emolab.core import formula


@formula()
def couple_pairs(r):
    """Join pairwise probabilities into one distribution for each sample.

    Formula   minimise over p  sum_i sum_(j != i) (r_ji p_i - r_ij p_j)^2,  sum_i p_i = 1
              that is  Q p + c 1 = 0,  Q_ii = sum_(j != i) r_ji^2,  Q_ij = -r_ji r_ij
    Shapes    r (N, K, K) -> p (N, K)
    Source    Wu, Lin, Weng (2004), their second method; solved here at once instead of by sweeps
    Note      r_ij is the probability of i where i or j is true, r_ij + r_ji = 1; the diagonal is not read.
              With two classes p is r itself.
    """
    N, K, _ = r.shape
    r = r * (1 - np.eye(K, dtype=r.dtype))  # (N, K, K)
    Q = -r * np.swapaxes(r, 1, 2)
    Q[:, np.arange(K), np.arange(K)] = (r**2).sum(axis=1)  # over the first index: r_ji
    system = np.ones_like(r, shape=(N, K + 1, K + 1))
    system[:, :K, :K] = Q
    system[:, K, K] = 0
    wanted = np.zeros_like(r, shape=(N, K + 1, 1))
    wanted[:, K] = 1
    p = np.maximum(np.linalg.solve(system, wanted)[:, :K, 0], 0)  # (N, K)
    return p / p.sum(axis=1, keepdims=True)
