import numpy as np

from emolab import fusion
from emolab.teach.testing import Miss, close


def test_condition_holds(answer, rng):
    """the product of 1 + lambda g is 1 + lambda, and lambda is not 0 where the sum is not 1"""
    for count, top in ((2, 0.9), (3, 0.9), (5, 0.6), (4, 0.2)):
        g = rng.uniform(0.05, top, count)
        lam = answer.lambda_measure(g)
        close(
            lam,
            fusion.lambda_measure(g),
            f"lambda of {count} densities that sum to {g.sum():.2f}",
            tolerance=1e-5,
        )


def test_sources_that_complete(answer, rng):
    """densities that sum to less than 1 have a lambda above 0"""
    lam = answer.lambda_measure(np.array([0.1, 0.2, 0.15]))
    if not lam > 0:
        raise Miss(f"lambda of 0.1, 0.2 and 0.15 is {lam:.4g}; they sum to less than 1, so it is above 0")
    close(
        lam, fusion.lambda_measure(np.array([0.1, 0.2, 0.15])), "lambda of 0.1, 0.2 and 0.15", tolerance=1e-5
    )


def test_all_together(answer, rng):
    """all sources together count 1"""
    for g in (rng.uniform(0.3, 0.9, 3), rng.uniform(0.05, 0.2, 4)):
        lam = fusion.lambda_measure(g)
        close(
            answer.set_measure(g, lam, list(range(len(g)))),
            1.0,
            f"all {len(g)} sources together",
            tolerance=1e-5,
        )


def test_order_of_members(answer, rng):
    """in which order the members are named plays no part, and the empty set counts 0"""
    g = rng.uniform(0.1, 0.9, 4)
    one, other = (answer.set_measure(g, -0.7, members) for members in ([0, 1, 3], [3, 0, 1]))
    close(one, other, "the set named in another order")
    close(1 + answer.set_measure(g, -0.7, []), 1.0, "1 plus the empty set")
    union = answer.set_measure(g, -0.7, [0, 1])
    close(one, union + g[3] - 0.7 * union * g[3], "the union of {0, 1} and {3}")
