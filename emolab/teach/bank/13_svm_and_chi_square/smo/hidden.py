import numpy as np

import emolab
from emolab.learn import kernel_matrix
from emolab.learn.smo import smo
from emolab.teach.testing import Miss, close


def _made(rng, N=40, overlap=1.0):
    y = np.where(np.arange(N) % 2, 1.0, -1.0)
    return overlap * rng.standard_normal((N, 3)) + 0.8 * y[:, None], y


def _kernel(X, name, gamma):
    with emolab.use("numpy"):  # a compiled twin would have to be loaded first
        return kernel_matrix(X, X, name, gamma)


def _library(K, y, C):
    with emolab.use("numpy"):
        return smo(K, y, np.full(len(y), C), eps=1e-8)


def test_the_first_wall(answer, rng):
    """a step ends where the first of both multipliers meets its bound, in all four pairs of classes"""
    K = np.eye(2)
    for i_class, j_class, start, wanted in (
        (1.0, -1.0, [0.4, 0.1], [0.5, 0.2]),
        (1.0, 1.0, [0.1, 0.05], [0.15, 0.0]),
        (-1.0, -1.0, [0.05, 0.1], [0.0, 0.15]),
        (-1.0, 1.0, [0.3, 0.2], [0.1, 0.0]),
    ):
        y = np.array([i_class, j_class])
        a, _ = answer.smo_step(np.array(start), np.array([5.0, -5.0]), K, y, 0.5, 0, 1)
        close(
            a,
            wanted,
            f"multipliers {start} of classes {i_class:+.0f} and {j_class:+.0f} after a long step, C = 0.5",
        )


def test_given_arrays_stay(answer, rng):
    """a step leaves the arrays that it was given, and its f is y - K (alpha y) again"""
    X, y = _made(rng, 8)
    K, a = X @ X.T, np.full(8, 0.3)
    f = y - K @ (a * y)
    i, j = int(f.argmax()), int(f.argmin())
    moved, new = answer.smo_step(a, f, K, y, 1.0, i, j)
    close(new, y - K @ (np.asarray(moved) * y), "f after a step, against y - K (alpha y)")
    close(a, np.full(8, 0.3), "the multipliers that were given")


def test_conditions_of_the_optimum(answer, rng):
    """alpha = 0 behind the kerb, alpha = C on the street, in between on the kerb"""
    X, y = _made(rng)
    K, C, loose = _kernel(X, "rbf", 0.3), 2.0, 2e-3
    a, b = answer.smo(K, y, C, 1e-4)
    a = np.asarray(a)
    margin = y * (K @ (a * y) + b)
    for chosen, wrong, words in (
        (a < 1e-9, margin < 1 - loose, "a point with alpha = 0 stands on the street"),
        (a > C - 1e-9, margin > 1 + loose, "a point with alpha = C stands behind its kerb"),
        (
            (a > 1e-9) & (a < C - 1e-9),
            np.abs(margin - 1) > loose,
            "a point with 0 < alpha < C is not on its kerb",
        ),
    ):
        if (chosen & wrong).any():
            raise Miss(f"{words}: y d is {margin[chosen & wrong][0]:.4g}")
    close(1 + a @ y, 1.0, "1 plus the sum of alpha y")


def test_as_low_as_the_library(answer, rng):
    """the objective is as low as the library's, for several penalties and kernels"""
    X, y = _made(rng, 30)
    for C, name in ((0.1, "linear"), (5.0, "rbf")):
        K = _kernel(X, name, 0.4)
        a = np.asarray(answer.smo(K, y, C, 1e-5)[0])
        found = 0.5 * (a * y) @ K @ (a * y) - a.sum()
        wanted = _library(K, y, C)[2].objective
        close(found, wanted, f"the objective with C = {C} and the {name} kernel", tolerance=1e-5)


def test_all_at_the_wall(answer, rng):
    """with a tiny penalty no multiplier is free, and b lies between the limits"""
    X, y = _made(rng, 12)
    K = X @ X.T
    a, b = answer.smo(K, y, 1e-3, 1e-6)
    _, wanted, _ = _library(K, y, 1e-3)
    close(a, np.full(12, 1e-3), "the multipliers with C = 0.001")
    close(b, wanted, "b where no multiplier is free", tolerance=1e-4)
