"""Algebraic properties of the fuzzy integrals, for any densities and scores."""

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from emolab.fusion import choquet_integral, lambda_measure, sugeno_integral, weighted_decision

quick = settings(max_examples=60, deadline=None)
seeds = st.integers(0, 2**32 - 1)
density = st.floats(1e-6, 1)
many = st.lists(density, min_size=2, max_size=8)
INTEGRALS = (choquet_integral, sugeno_integral)


def scores_for(densities, seed, N=4, K=3):
    return np.random.default_rng(seed).random((len(densities), N, K))


@quick
@given(many)
def test_lambda_solves_its_equation_on_the_right_side_of_zero(densities):
    g = np.array(densities)
    lam = lambda_measure(g)
    assert lam >= -1
    excess = g.sum() - 1
    assert lam == 0 or np.sign(lam) == -np.sign(excess)
    if lam > -1:
        whole = 0.0
        for d in g:  # what all sources count together
            whole = whole + d + lam * whole * d
        assert abs(whole - 1) < 1e-8


@quick
@given(many, seeds)
def test_between_minimum_and_maximum(densities, seed):
    scores = scores_for(densities, seed)
    for integral in INTEGRALS:
        fused = integral(scores, densities)
        assert np.all(fused >= scores.min(axis=0) - 1e-12)
        assert np.all(fused <= scores.max(axis=0) + 1e-12)


@quick
@given(many, st.floats(0, 1))
def test_idempotent(densities, value):
    for integral in INTEGRALS:
        assert np.allclose(integral(np.full((len(densities), 2, 2), value), densities), value, atol=1e-12)


@quick
@given(many, seeds, st.data())
def test_monotone_in_every_source(densities, seed, data):
    scores = scores_for(densities, seed)
    raised = scores.copy()
    i = data.draw(st.integers(0, len(densities) - 1))
    raised[i] += (1 - raised[i]) * data.draw(st.floats(0, 1))
    for integral in INTEGRALS:
        assert np.all(integral(raised, densities) >= integral(scores, densities) - 1e-9)


@quick
@given(many, seeds)
def test_lambda_zero_is_a_weighted_mean(densities, seed):
    g = np.array(densities) / np.sum(densities)
    scores = scores_for(densities, seed)
    assert np.allclose(choquet_integral(scores, g), np.tensordot(g, scores, 1), atol=1e-9)


@quick
@given(many, seeds)
def test_order_of_the_sources_does_not_matter(densities, seed):
    scores, order = scores_for(densities, seed), np.random.default_rng(seed).permutation(len(densities))
    g = np.array(densities)
    for integral in INTEGRALS:
        assert np.allclose(integral(scores[order], g[order]), integral(scores, g), atol=1e-8)


@quick
@given(many, seeds, st.floats(0.01, 10), st.floats(-5, 5))
def test_choquet_goes_along_with_scale_and_shift(densities, seed, scale, shift):
    scores = scores_for(densities, seed)
    fused = choquet_integral(scores, densities)
    assert np.allclose(choquet_integral(scale * scores + shift, densities), scale * fused + shift, atol=1e-9)


@quick
@given(seeds, st.integers(2, 6))
def test_choquet_adds_up_where_the_sources_rank_alike(seed, S):
    rng = np.random.default_rng(seed)
    g = rng.uniform(0.05, 0.9, S)
    a, b = np.sort(rng.random((2, S)), axis=1)  # comonotone
    assert np.isclose(choquet_integral(a + b, g), choquet_integral(a, g) + choquet_integral(b, g))


@quick
@given(seeds, st.floats(0, 1))
def test_the_weighted_decision_keeps_what_both_agree_on(seed, weight):
    rng = np.random.default_rng(seed)
    video, voice = rng.dirichlet(np.ones(4), 30), rng.dirichlet(np.ones(4), 30)
    both = video.argmax(axis=1) == voice.argmax(axis=1)
    assume(both.any())
    said = weighted_decision(video, voice, (weight, 1 - weight))
    assert np.array_equal(said[both], video.argmax(axis=1)[both])
