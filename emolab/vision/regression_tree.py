"""A regression tree whose questions are differences of two pixels and whose answers are whole shapes."""

import numpy as np

from emolab.core import formula


@formula("gu2025 landmarks, trees")
def tree_leaves(values, pairs, thresholds):
    """The leaf that each sample falls into.

    Formula   at node q:  v_i - v_j > threshold_q  goes to node 2q + 1, else to 2q + 2;  node 0 is the root
    Shapes    values (P, N), pairs (J, 2), thresholds (J,) -> leaf (N,), 0 to J
    Note      A full tree of depth d has J = 2^d - 1 questions and J + 1 leaves, left to right.
    """
    node = np.zeros_like(values, shape=values.shape[1], dtype=np.int64)  # (N,)
    sample = np.arange(values.shape[1])
    for _ in range((len(thresholds) + 1).bit_length() - 1):
        i, j = pairs[node].T  # (N,) each
        node = 2 * node + 2 - (values[i, sample] - values[j, sample] > thresholds[node])
    return node - len(thresholds)


@formula("gu2025 landmarks, trees")
def grow_tree(values, residuals, candidates, cuts):
    """Grow a full tree: at each node the best of a few candidate questions.

    Formula   of F candidates take the one with the largest
              |sum_left r|^2 / n_left + |sum_right r|^2 / n_right,  which leaves the smallest squared error;
              a leaf answers with the mean of its residuals r
    Shapes    values (P, N), residuals (N, M), candidates (J, F, 2), cuts (J, F)
              -> pairs (J, 2), thresholds (J,), leaf (N,), answers (K, M) with K = J + 1
    Note      A leaf that no sample reaches answers 0.
    Source    Kazemi and Sullivan, One millisecond face alignment with an ensemble of regression trees, 2014
    """
    J, N = len(cuts), len(residuals)
    pairs = np.zeros_like(candidates, shape=(J, 2))
    thresholds = np.zeros_like(cuts, shape=J)
    members = {0: np.arange(N)}
    sums = {0: residuals.sum(axis=0)}  # of the residuals at each node
    for node in range(J):
        here, total = members.pop(node), sums.pop(node)
        first, second = candidates[node].T[..., None]  # (F, 1) each
        goes_left = values[first, here] - values[second, here] > cuts[node][:, None]  # (F, n)
        left = goes_left.astype(residuals.dtype) @ residuals[here]  # (F, M)
        count = goes_left.sum(axis=1)  # (F,)
        best = np.argmax(_gain(left, count) + _gain(total - left, len(here) - count))
        pairs[node], thresholds[node] = candidates[node, best], cuts[node, best]
        for side, child in ((goes_left[best], 2 * node + 1), (~goes_left[best], 2 * node + 2)):
            members[child] = here[side]
        sums[2 * node + 1], sums[2 * node + 2] = left[best], total - left[best]
    leaf = np.zeros_like(values, shape=N, dtype=np.int64)
    answers = np.zeros_like(residuals, shape=(J + 1, residuals.shape[1]))
    for k in range(J + 1):
        here = members[J + k]
        leaf[here] = k
        if len(here):
            answers[k] = residuals[here].mean(axis=0)
    return pairs, thresholds, leaf, answers


def _gain(sums, count):
    """|sum|^2 / count for each candidate, 0 where nothing is counted."""
    return (sums * sums).sum(axis=1) / np.maximum(count, 1)  # (F,)
