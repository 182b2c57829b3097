"""SMO itself: how it ends, and what it refuses."""

import importlib

import numpy as np
import pytest

import emolab
from emolab.core.errors import ArgumentError, DataError, ShapeError
from emolab.learn import smo


def problem(N=60, seed=0):
    rng = np.random.default_rng(seed)
    y = np.where(np.arange(N) % 2, 1.0, -1.0)
    return rng.standard_normal((N, 3)) + 0.5 * y[:, None], y, np.full(N, 5.0)


def test_solution_tells_how_it_went(each_backend):
    X, y, C = problem()
    a, b, solution = smo(X, y, C, "rbf", eps=1e-4)
    assert solution.state == "converged" and solution.gap < 1e-4
    K = np.exp(-((X[:, None] - X) ** 2).sum(axis=2))
    assert np.isclose(solution.objective, (a * y) @ K @ (a * y) / 2 - a.sum())
    assert np.all((a >= 0) & (a <= C)) and abs(a @ y) < 1e-10
    short = smo(X, y, C, "rbf", most=10)[2]
    assert short.state == "bound" and short.steps == 10 and short.gap > 1e-3
    assert short.objective > solution.objective


def test_every_step_lowers_the_objective(each_backend):
    X, y, C = problem()
    objectives = [smo(X, y, C, "rbf", most=most)[2].objective for most in range(1, 40, 3)]
    assert np.all(np.diff(objectives) < 0)


def test_it_ends_where_rounding_leaves_no_step(each_backend):
    X = np.random.default_rng(0).standard_normal((4, 3))
    y = np.array([-1.0, 1.0, 1.0, -1.0])
    a, b, solution = smo(X, y, np.full(4, 1e30), "linear", eps=1e-16)
    assert solution.state == "stalled"
    assert solution.steps < 1000 and 1e-16 < solution.gap < 1e-12
    assert np.allclose(y * (X @ X.T @ (a * y) + b), 1)


@pytest.mark.parametrize(
    ("backend", "module", "cache"),
    [
        ("numpy", "emolab.learn.smo", 200),
        ("numba", "emolab.kernels.smo", 200),
        ("numba", "emolab.kernels.smo", 0.2),  # 65 rows of 400
        ("numba", "emolab.kernels.smo", 0.001),  # 2 rows
    ],
)
@pytest.mark.parametrize("kernel", ["rbf", "polynomial"])
def test_shrinking_leaves_samples_out_and_changes_nothing(monkeypatch, backend, module, cache, kernel):
    X, y, C = problem(400)
    face = importlib.import_module(module)
    sizes, steps = set(), face._steps

    def watched(*args):
        sizes.add(len(args[1]))  # y or C of those that are looked at
        return steps(*args)

    monkeypatch.setattr(face, "PERIOD", 30)
    monkeypatch.setattr(face, "_steps", watched)
    settings = {"gamma": 0.5, "coef0": 1, "eps": 1e-9, "cache": cache}
    with emolab.use(backend):
        a, b, solution = smo(X, y, C, kernel, **settings)
        wanted, c, _ = smo(X, y, C, kernel, **settings, shrinking=False)
    assert min(sizes) < 200 < max(sizes) == 400
    assert solution.state == "converged" and solution.gap < 1e-8
    K = np.exp(-0.5 * ((X[:, None] - X) ** 2).sum(axis=2)) if kernel == "rbf" else (0.5 * X @ X.T + 1) ** 3
    assert np.allclose(K @ (a * y) + b, K @ (wanted * y) + c, atol=1e-7)


def test_free_multipliers_place_the_border(each_backend):
    X, y, C = problem()
    a, b, _ = smo(X, y, C, "linear", eps=1e-8)
    w = (a * y) @ X
    free = (a > 0) & (a < C)
    assert np.allclose(y[free] * (X[free] @ w + b), 1, atol=1e-6)


def test_errors(each_backend):
    X, y, C = problem()
    for wrong in (np.ones(60), np.where(y > 0, 1.0, 0.0)):
        with pytest.raises(ArgumentError, match="-1 and \\+1"):
            smo(X, wrong, C)
    with pytest.raises(ShapeError, match="axis 0"):
        smo(X, y[:-1], C)
    with pytest.raises(DataError, match="overflow"):
        smo(np.full((60, 60), np.inf), y, C)
