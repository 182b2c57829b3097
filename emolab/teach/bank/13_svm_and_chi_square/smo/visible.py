import numpy as np

from emolab.teach.testing import Miss, close


def test_two_points_by_hand(answer, rng):
    """points -1 and 3 on a line, both at 0: t = 2 / 16, and f follows"""
    x, y = np.array([-1.0, 3.0]), np.array([-1.0, 1.0])
    a, f = answer.smo_step(np.zeros(2), y.copy(), np.outer(x, x), y, 10.0, 1, 0)
    close(a, [0.125, 0.125], "the multipliers after one step")
    close(f, [-0.5, -0.5], "f after one step")


def test_the_sum_stays(answer, rng):
    """a step leaves the sum of alpha y as it was"""
    X = rng.standard_normal((6, 2))
    y, a = np.array([1.0, -1, 1, -1, 1, -1]), np.full(6, 0.2)
    f = y - X @ X.T @ (a * y)
    order = np.argsort(f)
    for i, j in ((order[-1], order[0]), (order[-2], order[1])):
        moved, _ = answer.smo_step(a, f, X @ X.T, y, 1.0, int(i), int(j))
        close(1 + np.asarray(moved) @ y, 1.0, "1 plus the sum of alpha y after a step")


def test_a_street_by_hand(answer, rng):
    """points 0 and 2 on a line: the border is at 1, the kerbs at the points"""
    x, y = np.array([0.0, 2.0]), np.array([-1.0, 1.0])
    a, b = answer.smo(np.outer(x, x), y, 100.0, 1e-6)
    close(a, [0.5, 0.5], "the multipliers")
    close(b, -1.0, "b: the decision is x - 1")


def test_within_the_box(answer, rng):
    """all multipliers lie between 0 and C"""
    X = rng.standard_normal((20, 2))
    y = np.where(np.arange(20) % 2, 1.0, -1.0)
    a = np.asarray(answer.smo(X @ X.T, y, 0.5, 1e-3)[0])
    if a.shape != (20,) or a.min() < -1e-12 or a.max() > 0.5 + 1e-12:
        raise Miss(f"with C = 0.5 the multipliers reach from {a.min():.4g} to {a.max():.4g}")
