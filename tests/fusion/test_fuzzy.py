"""Lambda measure, Sugeno and Choquet integrals: by hand, degenerate densities, errors."""

from itertools import combinations

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, DataError, ShapeError
from emolab.fusion import (
    choquet_integral,
    densities_from_accuracies,
    lambda_measure,
    learn_densities,
    sugeno_integral,
)

# 0.006 lambda^2 + 0.11 lambda - 0.4 = 0 for densities .2, .3, .1
THREE = (-0.11 + (0.11**2 + 4 * 0.006 * 0.4) ** 0.5) / 0.012  # 3.1091


@pytest.mark.parametrize(
    ("densities", "expected"),
    [
        ((0.57, 0.43), 0),  # liu2021's weight
        ((0.3, 0.3), 0.4 / 0.09),  # two sources: (1 - g1 - g2) / (g1 g2)
        ((0.8, 0.6), -0.4 / 0.48),
        ((0.2, 0.3, 0.1), THREE),
        ((1.0,), 0),
        ((1.0, 0.0, 0.0), 0),
        ((0.3, 0.3, 0.0), 0.4 / 0.09),  # a source of no weight changes nothing
        ((1.0, 0.4), -1),
        ((1.0, 1.0), -1),
        ((0.25,) * 4, 0),
        ((1e-8, 1e-8), (1 - 2e-8) / 1e-16),
        ((0.5,) * 200, -1),  # 2^-200 from it
    ],
)
def test_lambda(densities, expected):
    assert lambda_measure(np.array(densities)) == pytest.approx(expected, rel=1e-7, abs=1e-15)


@pytest.mark.parametrize("sum_", [1 - 1e-9, 1 + 1e-9, 1 - 1e-12, 1 + 1e-12])
def test_lambda_near_the_root_that_is_always_there(sum_):
    g = np.array([0.5, 0.25, 0.25]) * sum_
    pairs = sum(a * b for a, b in combinations(g, 2))
    assert lambda_measure(g) == pytest.approx((1 - sum_) / pairs, rel=1e-3)


def test_lambda_of_every_class():
    g = np.array([[0.3, 0.8, 0.57], [0.3, 0.6, 0.43]])
    assert np.allclose(lambda_measure(g), [lambda_measure(column) for column in g.T])


@pytest.mark.parametrize("densities", [(0, 0), (0.5, 0), (0.7,), (0, 0, 0.99)])
def test_no_lambda_exists(densities):
    with pytest.raises(DataError, match="no lambda exists"):
        lambda_measure(np.array(densities))


@pytest.mark.parametrize("densities", [(1.2, 0.1), (-0.1, 0.5), (np.nan, 0.5), (57, 43)])
def test_densities_beyond(densities):
    with pytest.raises(ArgumentError, match=r"densities\[0\].*0 to 1"):
        lambda_measure(np.array(densities))


def test_densities_that_are_too_small():
    with pytest.raises(DataError, match="too small"):
        lambda_measure(np.array([1e-200, 1e-200]))
    with pytest.raises(ShapeError, match="sources"):
        lambda_measure(np.zeros(0))


def test_integrals_by_hand():
    """Densities .2, .3, .1: g({2}) = .3, g({1, 2}) = .2 + .3 + 3.109 * .06 = .68655, all 1."""
    scores = np.array([0.6, 0.9, 0.3])
    g = np.array([0.2, 0.3, 0.1])
    both = 0.5 + THREE * 0.06
    assert choquet_integral(scores, g) == pytest.approx(0.3 + 0.3 * 0.3 + 0.3 * both)
    assert sugeno_integral(scores, g) == pytest.approx(0.6)  # min(.6, .68655)
    assert sugeno_integral(np.array([0.1, 0.9, 0.1]), g) == pytest.approx(0.3)  # min(.9, .3)
    assert sugeno_integral(np.array([0.8, 0.9, 0.3]), g) == pytest.approx(both)


def test_liu2021s_weight_gives_a_weighted_mean():
    rng = np.random.default_rng(0)
    voice, video = rng.dirichlet(np.ones(5), 20), rng.dirichlet(np.ones(5), 20)
    fused = choquet_integral([voice, video], [0.57, 0.43])
    assert fused.shape == (20, 5)
    assert np.allclose(fused, 0.57 * voice + 0.43 * video)


def brute(scores, g, kind):
    """The integrals from the measure of all 2^S sets, without any sorting of sources."""
    lam, S = lambda_measure(g), len(g)

    def measure(members):
        counted = 0.0
        for i in members:
            counted = counted + g[i] + lam * counted * g[i]
        return counted

    levels = sorted({0.0, *scores})
    reached = [measure([i for i in range(S) if scores[i] >= level]) for level in levels]
    if kind == "sugeno":
        return max(min(level, m) for level, m in zip(levels, reached))
    return sum((b - a) * m for a, b, m in zip(levels, levels[1:], reached[1:]))


@pytest.mark.parametrize("S", [2, 3, 5])
def test_batches_equal_the_definition_cell_by_cell(S):
    rng = np.random.default_rng(S)
    scores, g = rng.random((S, 6, 4)), rng.uniform(0.05, 0.9, (S, 4))
    scores[:, 0] = scores[0, 0]  # ties
    choquet, sugeno = choquet_integral(scores, g), sugeno_integral(scores, g)
    for n in range(6):
        for k in range(4):
            assert choquet[n, k] == pytest.approx(brute(scores[:, n, k], g[:, k], "choquet"), abs=1e-12)
            assert sugeno[n, k] == pytest.approx(brute(scores[:, n, k], g[:, k], "sugeno"), abs=1e-12)


def test_a_sure_source_and_one_of_no_weight():
    scores = np.array([[0.2, 0.9], [0.7, 0.1]])
    assert np.allclose(choquet_integral(scores, [1.0, 0.0]), scores[0])  # the first alone decides
    assert np.allclose(choquet_integral(scores, [1.0, 1.0]), scores.max(axis=0))
    assert np.allclose(sugeno_integral(scores, [1.0, 1.0]), scores.max(axis=0))
    assert np.allclose(choquet_integral(scores, [1.0, 0.4]), [0.2 + 0.5 * 0.4, 0.9])
    assert np.allclose(choquet_integral(scores[:1], [1.0]), scores[0])


def test_bad_scores():
    good = np.full((2, 3, 4), 0.5)
    for integral in (choquet_integral, sugeno_integral):
        with pytest.raises(ShapeError, match="3 sources"):
            integral(good, [0.2, 0.3, 0.4])
        with pytest.raises(ShapeError, match="one a source and class"):
            integral(good, np.full((2, 3), 0.4))
        with pytest.raises(ShapeError, match="common shape"):
            integral([[0.1, 0.2], [0.3]], [0.5, 0.6])
        bad = good.copy()
        bad[1, 2, 0] = np.nan
        with pytest.raises(DataError, match=r"scores\[1, 2, 0\]"):
            integral(bad, [0.5, 0.6])
        with pytest.raises(ArgumentError, match="per cent"):
            integral(good, [57, 43])
    with pytest.raises(ArgumentError, match="0 to 1"):
        sugeno_integral(good * 4, [0.5, 0.6])
    assert choquet_integral(good.astype(np.float32), [0.5, 0.6]).dtype == np.float32


def test_densities_from_accuracies():
    assert densities_from_accuracies([0.8, 0.6]).tolist() == [0.8, 0.6]
    assert np.allclose(densities_from_accuracies([0.8, 0.6], total=1), [4 / 7, 3 / 7])  # .571 and .429
    assert lambda_measure(densities_from_accuracies([0.8, 0.6, 0.3], total=1)) == pytest.approx(0, abs=1e-12)
    assert lambda_measure(densities_from_accuracies([0.8, 0.6], total=0.9)) > 0
    assert lambda_measure(densities_from_accuracies([0.8, 0.6])) < 0
    with pytest.raises(ArgumentError, match="per cent"):
        densities_from_accuracies([80, 60])
    with pytest.raises(ArgumentError, match="total=2.5.*above 0 to 1.75"):
        densities_from_accuracies([0.8, 0.6], total=2.5)
    with pytest.raises(DataError, match="ever right"):
        densities_from_accuracies([0.0, 0.0], total=1)
    with pytest.raises(ShapeError):
        densities_from_accuracies(0.5)


def test_learned_densities():
    targets = np.array([0, 0, 0, 1, 1, 2])
    said = np.array([[0, 0, 1, 1, 1, 0], [2, 2, 2, 2, 2, 2]])
    scores = np.eye(4)[said]
    assert np.allclose(learn_densities(scores, targets), [5 / 8, 2 / 8])
    assert np.allclose(
        learn_densities(scores, targets, per_class=True),
        [[3 / 5, 3 / 4, 1 / 3, 1 / 2], [1 / 5, 1 / 4, 2 / 3, 1 / 2]],
    )
    assert np.allclose(learn_densities(scores, targets, per_class=True, total=1).sum(axis=0), 1)
    with pytest.raises(DataError, match="0 to 3"):
        learn_densities(scores, targets + 2)
    with pytest.raises(ShapeError):
        learn_densities(scores, targets[:3])
    with pytest.raises(DataError, match="NaN"):
        learn_densities(scores * np.nan, targets)
