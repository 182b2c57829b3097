"""Inputs on which the kernels of the face detector are held to their formulas."""

import numpy as np


def window_scores(rng, dtype):
    found = []
    for R, S, F, M, h, w in [(9, 11, 5, 1, 3, 4), (20, 7, 36, 2, 7, 7), (4, 4, 3, 3, 4, 4)]:
        blocks, weights = rng.standard_normal((R, S, F)), rng.standard_normal((M, h, w, F))
        bias = rng.standard_normal(M)
        found.append((tuple(a.astype(dtype) for a in (blocks, weights, bias)), {}))
    blocks = rng.standard_normal((24, 30, 8)).astype(dtype)[::-2, ::3, ::2]
    return found + [((blocks, rng.standard_normal((1, 3, 3, 4)).astype(dtype), np.ones(1, dtype)), {})]


def svm_pass(rng, dtype):
    found = []
    for N, D in [(30, 17), (5, 1), (12, 40)]:
        X = rng.standard_normal((N, D)).astype(dtype)
        y = rng.choice([-1, 1], N).astype(dtype)
        penalty = rng.uniform(0.01, 2, N).astype(dtype)
        alpha = np.maximum(0, rng.standard_normal(N)).astype(dtype)
        w = (alpha * y) @ X
        found.append(((X, y, penalty, alpha, w, rng.permutation(N)), {}))
    X, y, penalty, alpha, w, order = found[0][0]
    wide = np.repeat(X, 2, axis=1)[:, ::2]
    return found + [((wide, y, penalty, np.zeros_like(alpha), np.zeros_like(w), order[:7]), {})]


EXAMPLES = {"window_scores": window_scores, "svm_pass": svm_pass}
