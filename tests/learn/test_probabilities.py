"""Platt scaling and pairwise coupling, against plain minimisation of what they minimise."""

import numpy as np
import pytest
from scipy.optimize import minimize

from emolab.learn import couple_pairs, platt_scale, sigmoid_probability


@pytest.mark.parametrize("unit", [1e-6, 1.0, 1e9])
@pytest.mark.parametrize("seed", range(3))
def test_platt_is_the_minimum(seed, unit):
    rng = np.random.default_rng(seed)
    y = np.where(rng.random(60) < 0.3, 1, -1)
    d = (y * 0.8 + rng.standard_normal(60)) * unit
    slope, offset = platt_scale(d, y)
    n = np.count_nonzero(y > 0)
    t = np.where(y > 0, (n + 1) / (n + 2), 1 / (60 - n + 2))

    def loss(w):
        z = w[0] * d / unit + w[1]
        return np.sum(t * np.logaddexp(0, z) + (1 - t) * np.logaddexp(0, -z))

    best = minimize(loss, [0, 0], tol=1e-12)
    assert loss([slope * unit, offset]) <= best.fun + 1e-9
    assert np.allclose([slope * unit, offset], best.x, atol=1e-3)


def test_platt_of_separate_and_of_useless_decisions():
    y = np.array([-1, -1, 1, 1])
    slope, offset = platt_scale(np.array([-2.0, -1, 1, 2]), y)
    assert np.isfinite([slope, offset]).all() and slope < 0
    assert np.allclose(sigmoid_probability(np.array([1.5, -1.5]), slope, offset), [0.75, 0.25], atol=0.05)
    slope, offset = platt_scale(np.zeros(4), y)
    assert np.allclose(sigmoid_probability(np.zeros(1), slope, offset), 0.5)


def test_sigmoid_does_not_overflow():
    with np.errstate(over="raise", invalid="raise"):
        assert np.array_equal(sigmoid_probability(np.array([1e6, -1e6, 0.0]), -1.0, 0.0), [1, 0, 0.5])


def pairwise(rng, N, K):
    r = rng.uniform(0.02, 0.98, (N, K, K))
    upper = np.triu(r, 1)
    return upper + np.tril(1 - np.swapaxes(upper, 1, 2), -1)


@pytest.mark.parametrize("K", [2, 3, 7])
def test_coupling_is_the_minimum(K):
    r = pairwise(np.random.default_rng(K), 4, K)
    p = couple_pairs(r)
    assert np.allclose(p.sum(axis=1), 1) and np.all(p >= 0)
    for n in range(4):

        def cost(p, r=r[n]):
            off = r.T * p[:, None] - r * p  # r_ji p_i - r_ij p_j
            return np.sum(off[~np.eye(K, dtype=bool)] ** 2)

        rng = np.random.default_rng(n)
        for _ in range(50):
            step = rng.standard_normal(K) * 1e-3
            assert cost(p[n] + step - step.mean()) > cost(p[n])


def test_coupling_gives_back_what_is_consistent():
    p = np.array([[0.1, 0.2, 0.7], [0.5, 0.25, 0.25]])
    r = p[:, :, None] / (p[:, :, None] + p[:, None, :])
    assert np.allclose(couple_pairs(r), p)
    two = pairwise(np.random.default_rng(0), 5, 2)
    assert np.allclose(couple_pairs(two)[:, 0], two[:, 0, 1])
