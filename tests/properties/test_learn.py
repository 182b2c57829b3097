"""Properties of classical learning that hold for any data."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from emolab.learn import (
    PCA,
    SVC,
    ChiSquareSelector,
    StandardScaler,
    chi_square,
    couple_pairs,
    rbf_kernel,
    smo,
)

seeds = st.integers(0, 2**32 - 1)
quick = settings(max_examples=30, deadline=None)


def rotation(rng, D):
    return np.linalg.qr(rng.standard_normal((D, D)))[0]


@quick
@given(seeds, st.integers(2, 30), st.integers(1, 6), st.floats(1e-3, 1e3), st.floats(-1e3, 1e3))
def test_standardised_features_know_neither_unit_nor_zero(seed, N, D, unit, zero):
    X = np.random.default_rng(seed).standard_normal((N, D))
    Z = StandardScaler().fit_transform(X)
    assert np.allclose(Z.mean(axis=0), 0, atol=1e-9)
    assert np.allclose(Z.std(axis=0), 1)
    assert np.allclose(StandardScaler().fit_transform(unit * X + zero), Z, atol=1e-6)


@quick
@given(seeds, st.integers(5, 25), st.integers(2, 8))
def test_pca_turns_with_the_data(seed, N, D):
    rng = np.random.default_rng(seed)
    X, n = rng.standard_normal((N, D)) * 1.5 ** np.arange(D), min(N - 1, D)
    R = rotation(rng, D)
    plain, turned = PCA(n).fit(X), PCA(n).fit(X @ R)
    assert np.allclose(plain.explained_variance_, turned.explained_variance_, rtol=1e-6, atol=1e-9)
    projector = plain.components_.T @ plain.components_
    assert np.allclose(R.T @ projector @ R, turned.components_.T @ turned.components_, atol=1e-4)


@quick
@given(seeds, st.integers(3, 25), st.integers(1, 8))
def test_all_components_keep_all_distances_and_all_variance(seed, N, D):
    X = np.random.default_rng(seed).standard_normal((N, D))
    pca = PCA().fit(X)
    Z = pca.transform(X)
    assert np.isclose(pca.explained_variance_ratio_.sum(), 1)
    assert np.all(np.diff(pca.explained_variance_) <= 1e-12)
    assert np.allclose(np.linalg.norm(Z[0] - Z[1:], axis=1), np.linalg.norm(X[0] - X[1:], axis=1))


@quick
@given(seeds, st.integers(4, 40), st.integers(1, 5), st.integers(2, 4))
def test_chi_square_is_bounded_and_symmetric(seed, N, F, K):
    rng = np.random.default_rng(seed)
    present, y = rng.integers(0, 2, (N, F)), rng.integers(0, K, N)
    member = (y[:, None] == np.arange(K)).astype(int)
    scores = chi_square(present, member)
    assert np.all(scores >= 0) and np.all(scores <= N * (1 + 1e-12))
    assert np.allclose(chi_square(member, present), scores.T)
    assert np.allclose(chi_square(1 - present, member), scores)


@quick
@given(seeds, st.integers(6, 40))
def test_selection_does_not_change_under_increasing_maps(seed, N):
    rng = np.random.default_rng(seed)
    X, y = rng.standard_normal((N - N % 2 + 1, 5)), np.arange(N - N % 2 + 1) % 3  # an odd number of samples
    plain, mapped = ChiSquareSelector().fit(X, y), ChiSquareSelector().fit(np.exp(3 * X), y)
    assert np.array_equal(plain.kept_, mapped.kept_)
    assert np.allclose(plain.scores_, mapped.scores_)


@quick
@given(seeds, st.integers(1, 12), st.integers(1, 5), st.floats(0.01, 5))
def test_rbf_is_an_inner_product_and_does_not_move(seed, N, D, gamma):
    rng = np.random.default_rng(seed)
    X, shift = rng.standard_normal((N, D)), rng.standard_normal(D) * 1e3
    K = rbf_kernel(X, X, gamma)
    assert np.allclose(K, K.T) and np.allclose(np.diag(K), 1) and np.all((K >= 0) & (K <= 1 + 1e-12))
    assert np.linalg.eigvalsh(K).min() > -1e-10
    assert np.allclose(rbf_kernel(X + shift, X + shift, gamma), K, atol=1e-9)


@quick
@given(seeds, st.integers(4, 40), st.floats(0.01, 100))
def test_smo_stays_in_the_box_and_flips_with_the_labels(seed, N, C):
    rng = np.random.default_rng(seed)
    y = np.where(np.arange(N) % 2, 1.0, -1.0)
    X = rng.standard_normal((N, 3))
    penalty = C * rng.uniform(0.5, 2, N)
    a, b, solution = smo(X, y, penalty, "rbf", gamma=0.5, eps=1e-8)
    assert np.all(a >= 0) and np.all(a <= penalty) and abs(a @ y) < 1e-9 * max(1, C)
    assert solution.state == "converged" and solution.objective <= 0
    flipped, c, _ = smo(X, -y, penalty, "rbf", gamma=0.5, eps=1e-8)
    assert np.allclose(flipped, a, atol=1e-4 * C) and np.isclose(b, -c, atol=1e-4)


@quick
@given(seeds)
def test_svc_turns_and_shuffles_with_the_data(seed):
    rng = np.random.default_rng(seed)
    y = np.arange(30) % 3
    X = rng.standard_normal((30, 3)) + y[:, None]
    R, order, new = rotation(rng, 3), rng.permutation(30), rng.standard_normal((10, 3))
    d = SVC(gamma=0.5, tol=1e-8).fit(X, y).decision_function(new)
    turned = SVC(gamma=0.5, tol=1e-8).fit(X[order] @ R, y[order]).decision_function(new @ R)
    assert np.allclose(turned, d, atol=1e-6)


@quick
@given(seeds, st.integers(1, 5), st.integers(2, 8))
def test_coupled_probabilities_follow_the_classes(seed, N, K):
    rng = np.random.default_rng(seed)
    upper = np.triu(rng.uniform(1e-7, 1 - 1e-7, (N, K, K)), 1)
    r = upper + np.tril(1 - np.swapaxes(upper, 1, 2), -1)
    p, order = couple_pairs(r), rng.permutation(K)
    assert np.all(p >= 0) and np.allclose(p.sum(axis=1), 1)
    assert np.allclose(couple_pairs(r[:, order][:, :, order]), p[:, order], atol=1e-6)
