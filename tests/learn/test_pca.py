"""PCA: definitions, its three solvers against each other, degenerate data, errors."""

import warnings

import numpy as np
import pytest

import emolab
from emolab.core.errors import ArgumentError, DataError, NotFittedError, ShapeError
from emolab.learn import PCA

SOLVERS = ("covariance", "gram", "randomised")


def samples(N=50, D=8, seed=0):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((N, D)) * 2.0 ** -np.arange(D) @ rng.standard_normal((D, D)) + 3


def test_by_hand(each_backend):
    X = np.array([[2.0, 1.0], [-2.0, -1.0], [0.0, 0.0], [4.0, 2.0], [-4.0, -2.0]])  # along (2, 1)
    pca = PCA(1).fit(X)
    assert np.allclose(pca.components_, [[2 / 5**0.5, 1 / 5**0.5]])
    assert np.allclose(pca.explained_variance_, 50 / 4)
    assert np.allclose(pca.explained_variance_ratio_, 1)
    assert np.allclose(pca.singular_values_**2, 50)
    assert np.allclose(pca.transform(X[:2]), [[5**0.5], [-(5**0.5)]])


@pytest.mark.parametrize("solver", SOLVERS)
def test_by_definition(each_backend, solver):
    X = samples()
    pca = PCA(5, solver=solver, rng=0).fit(X)
    V = pca.components_
    assert np.allclose(V @ V.T, np.eye(5), atol=1e-10)
    S = np.cov(X.T)
    assert np.allclose(S @ V.T, V.T * pca.explained_variance_, atol=1e-9)
    assert np.allclose(pca.explained_variance_ratio_, pca.explained_variance_ / np.trace(S))
    assert np.all(V[np.arange(5), np.abs(V).argmax(axis=1)] > 0)
    assert np.allclose(pca.transform(X).var(axis=0, ddof=1), pca.explained_variance_)
    assert np.array_equal(pca.fit(X).fit_transform(X), pca.transform(X))


@pytest.mark.parametrize(("N", "D"), [(40, 9), (9, 40), (12, 12)])
def test_solvers_agree(each_backend, N, D):
    X = samples(N, D, seed=N)
    first, *others = (PCA(4, solver=solver, rng=0).fit(X) for solver in SOLVERS)
    for other in others:
        assert np.allclose(other.components_, first.components_, atol=1e-6)
        assert np.allclose(other.explained_variance_, first.explained_variance_, rtol=1e-8)


def test_backends_and_threads_agree():
    X = samples(300, 200)
    found = []
    for backend, threads in (("numpy", 1), ("numba", 1), ("numba", 2)):
        before = emolab.threads()
        emolab.set_threads(threads)
        with emolab.use(backend):
            found.append([PCA(3, solver=solver, rng=0).fit(X).components_ for solver in SOLVERS])
        emolab.set_threads(before)
    for formula, one, two in zip(*found):
        assert np.array_equal(one, two)
        assert np.allclose(formula, one, atol=1e-9)


def test_whitening_and_inverse(each_backend):
    X = samples()
    pca = PCA(8, whiten=True).fit(X)
    Z = pca.transform(X)
    assert np.allclose(np.cov(Z.T), np.eye(8), atol=1e-8)
    assert np.allclose(pca.inverse_transform(Z), X)
    near = PCA(2).fit(X)
    left = X - near.inverse_transform(near.transform(X))
    lost = PCA().fit(X).explained_variance_[2:].sum()
    assert np.allclose((left**2).sum() / 49, lost)


def test_a_share_of_the_variance():
    X = samples()
    whole = PCA().fit(X)
    for share in (0.5, 0.9, 0.9999):
        n = PCA(share).fit(X).n_components_
        assert whole.explained_variance_ratio_[:n].sum() >= share
        assert n == 1 or whole.explained_variance_ratio_[: n - 1].sum() < share


def test_all_components_of_few_samples(each_backend):
    """N samples span N - 1 directions; the last one has no variance, but stands at right angles."""
    X = samples(5, 30)
    pca = PCA(solver="gram").fit(X)
    assert pca.components_.shape == (5, 30)
    assert np.allclose(pca.components_ @ pca.components_.T, np.eye(5), atol=1e-9)
    assert pca.explained_variance_[4] < 1e-12
    assert np.allclose(pca.inverse_transform(pca.transform(X)), X)
    with pytest.raises(ArgumentError, match="at most 4"):
        PCA(whiten=True).fit(X)
    assert np.allclose(np.cov(PCA(4, whiten=True).fit_transform(X).T), np.eye(4))


@pytest.mark.parametrize("solver", SOLVERS)
def test_constant_features_weigh_nothing(each_backend, solver):
    X = samples(30, 6)
    X[:, 2] = 0.1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pca = PCA(3, solver=solver, rng=0).fit(X)
    assert np.allclose(pca.components_[:, 2], 0, atol=1e-12)
    rest = PCA(3, solver="covariance").fit(np.delete(X, 2, axis=1))
    assert np.allclose(np.delete(pca.components_, 2, axis=1), rest.components_, atol=1e-7)


def test_fewer_directions_than_asked_for_at_random(each_backend):
    X = np.outer(np.arange(20.0), np.ones(30)) + 1
    pca = PCA(2, solver="randomised", rng=3).fit(X)
    assert np.allclose(pca.components_[0], 30**-0.5)
    assert np.allclose(pca.components_ @ pca.components_.T, np.eye(2), atol=1e-9)
    assert pca.explained_variance_[1] < 1e-9


def test_large_offset_and_float32(each_backend):
    X = samples()
    far = PCA(3).fit(X + 1e6)
    assert np.allclose(far.components_, PCA(3).fit(X).components_, atol=1e-8)
    small = PCA(3).fit(X.astype(np.float32))
    assert small.components_.dtype == small.transform(X.astype(np.float32)).dtype == np.float32
    assert np.allclose(small.components_, PCA(3).fit(X).components_, atol=1e-3)


def test_seed_repeats():
    X = samples(60, 20)
    a, b = (PCA(3, solver="randomised", rng=5, iterations=0).fit(X).components_ for _ in range(2))
    assert np.array_equal(a, b)
    c = PCA(3, solver="randomised", rng=6, iterations=0).fit(X).components_
    assert not np.allclose(a, c, atol=1e-12)


def test_state(tmp_path):
    pca = PCA(3, whiten=True).fit(samples())
    again = PCA(3, whiten=True).load_state_dict(pca.state_dict())
    assert np.array_equal(again.transform(samples()), pca.transform(samples()))


def test_errors():
    X = samples(10, 4)
    with pytest.raises(ArgumentError, match="10 samples of 4 features have at most 4"):
        PCA(5).fit(X)
    with pytest.raises(ArgumentError, match="3 samples of 4 features have at most 3"):
        PCA(4).fit(X[:3])
    with pytest.raises(DataError, match="one sample"):
        PCA(1).fit(X[:1])
    with pytest.raises(DataError, match="no feature of X varies"):
        PCA(1).fit(np.full((5, 3), 0.1))
    for wrong in (0, -2, 1.5, "mle", 0.0):
        with pytest.raises(ArgumentError, match="n_components"):
            PCA(wrong).fit(X)
    with pytest.raises(ArgumentError, match="share"):
        PCA(0.9, solver="randomised").fit(X)
    with pytest.raises(ArgumentError, match="'gram'"):
        PCA(solver="arpack").fit(X)
    bad = X.copy()
    bad[3, 2] = np.inf
    with pytest.raises(DataError, match="row 3, column 2"):
        PCA(2).fit(bad)
    with pytest.raises(NotFittedError):
        PCA(2).transform(X)
    with pytest.raises(ShapeError, match=r"\(N, 2\)"):
        PCA(2).fit(X).inverse_transform(X)
