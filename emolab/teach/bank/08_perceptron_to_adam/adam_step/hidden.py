import numpy as np

from emolab import nn
from emolab.teach.testing import close


def test_as_library(answer, rng):
    """ten steps with changing gradients are the library's"""
    x = rng.standard_normal((2, 3))
    m = v = np.zeros((2, 3))
    y, p, q = x, m, v
    for t in range(1, 11):
        g = rng.standard_normal((2, 3)) * [0.01, 1, 50]
        x, m, v = (np.asarray(part) for part in answer.adam_step(x, g, m, v, t, 0.05))
        y, p, q = nn.adam_step(y, g, p, q, t, 0.05)
        close(x, y, f"the place after step {t}")
        close(m, p, f"m after step {t}")
        close(v, q, f"v after step {t}")


def test_units(answer, rng):
    """the step does not depend on the unit of the loss"""
    g = rng.uniform(1, 2, 4)
    start = np.zeros(4), np.zeros(4)
    one, other = (answer.adam_step(np.zeros(4), k * g, *start, 1, 0.1)[0] for k in (1, 1e4))
    close(other, one, "the step for gradients 10,000 times as large")


def test_epsilon(answer, rng):
    """epsilon is added to the root, not under it"""
    g = rng.standard_normal(5)
    x, _, _ = answer.adam_step(np.zeros(5), g, np.zeros(5), np.zeros(5), 1, 1.0, 0.9, 0.999, 0.5)
    close(x, -g / (np.abs(g) + 0.5), "the first step with rate 1 and epsilon 0.5")


def test_other_rates(answer, rng):
    """both rates are used where they belong, late in a run"""
    x, g, m = rng.standard_normal((3, 4))
    v = rng.uniform(1, 2, 4)
    wanted = nn.adam_step(x, g, m, v, 7, 0.02, 0.5, 0.8)
    for mine, theirs, name in zip(answer.adam_step(x, g, m, v, 7, 0.02, 0.5, 0.8), wanted, ("x", "m", "v")):
        close(mine, theirs, f"{name} with rates 0.5 and 0.8")
