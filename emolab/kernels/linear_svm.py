"""Dual coordinate descent, sample after sample, without a Python step between."""

import numpy as np

from emolab.kernels.jit import jit


def svm_pass(X, y, penalty, alpha, w, order):
    alpha, w = alpha.copy(), w.copy()
    violation = _pass(np.ascontiguousarray(X), y, penalty, alpha, w, order)
    return alpha, w, float(violation)


@jit
def _pass(X, y, penalty, alpha, w, order):
    zero = w[0] - w[0]
    one = zero + 1
    worst = zero
    for i in order:
        x = X[i]
        slack = one / (2 * penalty[i])
        G = y[i] * _dot(x, w) - one + alpha[i] * slack
        worst = max(worst, abs(min(G, zero) if alpha[i] == 0 else G))
        new = max(zero, alpha[i] - G / (_dot(x, x) + slack))
        step = (new - alpha[i]) * y[i]
        alpha[i] = new
        if step != 0:
            for d in range(len(w)):
                w[d] += step * x[d]
    return worst


@jit
def _dot(a, b):
    """Eight sums side by side: vector code in a fixed order."""
    s0 = a[0] - a[0]
    s1, s2, s3, s4, s5, s6, s7 = s0, s0, s0, s0, s0, s0, s0
    whole = len(a) // 8 * 8
    for i in range(0, whole, 8):
        s0 += a[i] * b[i]
        s1 += a[i + 1] * b[i + 1]
        s2 += a[i + 2] * b[i + 2]
        s3 += a[i + 3] * b[i + 3]
        s4 += a[i + 4] * b[i + 4]
        s5 += a[i + 5] * b[i + 5]
        s6 += a[i + 6] * b[i + 6]
        s7 += a[i + 7] * b[i + 7]
    for i in range(whole, len(a)):
        s0 += a[i] * b[i]
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7))
