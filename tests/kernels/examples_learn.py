"""Inputs on which the kernels of classical learning are held to their formulas."""

import numpy as np


def spread(rng, N, D, dtype):
    """Centred samples whose principal axes have well separated variances."""
    n = min(N, D)
    left, _ = np.linalg.qr(rng.standard_normal((N, n)) - 0.1)
    right, _ = np.linalg.qr(rng.standard_normal((D, n)))
    X = (left * 2.0 ** -np.arange(n)) @ right.T
    return (X - X.mean(axis=0)).astype(dtype)


def axes(rng, dtype):
    wide = spread(rng, 9, 40, dtype)
    return [
        ((spread(rng, 150, 12, dtype), 4), {}),
        ((spread(rng, 150, 12, dtype)[::-1, ::2], 2), {}),
        ((wide, 3), {}),
        ((np.asfortranarray(wide), 1), {}),
        ((spread(rng, 70, 6, dtype), 5), {}),
        ((spread(rng, 2, 3, dtype), 1), {}),
    ]


def random_axes(rng, dtype):
    found = [
        ((X, rng.standard_normal((len(X), n + 2)).astype(dtype), n), {"iterations": count})
        for (X, n), _ in axes(rng, dtype)
        if min(X.shape) >= n + 2
        for count in (6, 3)
    ]
    flat = np.zeros((20, 30), dtype)  # fewer directions than are asked for
    flat[:, :2] = spread(rng, 20, 2, dtype)
    return [*found, ((flat, rng.standard_normal((20, 6)).astype(dtype), 2), {})]


def pairs_of_rows(rng, dtype):
    shapes = [(5, 7, 3), (1, 4, 2), (200, 70, 9), (3, 2, 1)]
    found = [(rng.standard_normal((n, d)), rng.standard_normal((m, d))) for n, m, d in shapes]
    wide = rng.standard_normal((40, 30))
    found += [(wide[::2, ::3], wide[::-1, 10:20]), (wide, wide), (found[0][0][:0], found[0][1])]
    return [tuple(part.astype(dtype) for part in pair) for pair in found]


def linear(rng, dtype):
    return [(pair, {}) for pair in pairs_of_rows(rng, dtype)]


def polynomial(rng, dtype):
    settings = [{"gamma": 0.3, "coef0": 1.0, "degree": degree} for degree in (1, 2, 3, 5)]
    return [(pair, chosen) for pair in pairs_of_rows(rng, dtype) for chosen in settings]


def rbf(rng, dtype):
    return [(pair, {"gamma": gamma}) for pair in pairs_of_rows(rng, dtype) for gamma in (0.2, 2.0)]


def smo(rng, dtype):
    """Strictly convex problems, solved far below the tolerance of the comparison."""
    found = []
    for N, kernel, settings in [
        (40, "rbf", {"gamma": 0.7}),
        (90, "rbf", {"gamma": 0.4, "shrinking": False}),
        (90, "rbf", {"gamma": 0.4, "cache": 0.02}),  # 29 rows of 90
        (60, "polynomial", {"gamma": 1.0, "coef0": 1.0, "degree": 6, "cache": 0.001}),  # 2 rows
        (2, "linear", {}),
        (12, "linear", {}),
    ]:
        X = rng.standard_normal((N, 3 if N < 50 else 5)).astype(dtype)
        if kernel == "linear":
            X = np.eye(N, dtype=dtype) * (1 + rng.random(N).astype(dtype))
        y = np.where(np.arange(N) % 3 == 0, 1, -1).astype(dtype)
        C = (0.5 + rng.random(N)).astype(dtype)
        found.append(((X, y, C, kernel), {"eps": 1e-11, **settings}))
    K = np.exp(-((rng.standard_normal((30, 1)) - rng.standard_normal(30)) ** 2))
    K = (K @ K.T + np.eye(30)).astype(dtype)
    y = np.where(rng.random(30) < 0.5, 1, -1).astype(dtype)
    found.append(((K[::2, ::2], y[::2], np.full(15, 2, dtype)), {"eps": 1e-11}))
    return found


EXAMPLES = {
    "covariance_axes": axes, "gram_axes": axes, "randomised_axes": random_axes,
    "linear_kernel": linear, "polynomial_kernel": polynomial, "rbf_kernel": rbf, "smo": smo,
}  # fmt: skip
