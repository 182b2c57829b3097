import numpy as np

from emolab import fusion
from emolab.teach.testing import Miss, close


def _held(answer, scores, g, words):
    wanted = fusion.choquet_integral(scores, g)
    close(answer.choquet_integral(scores, g, fusion.lambda_measure(g)), wanted, words, tolerance=1e-6)


def test_overlapping_sources(answer, rng):
    """three sources that overlap"""
    _held(
        answer,
        rng.random((3, 4, 5)),
        np.array([0.7, 0.5, 0.6]),
        "the integral with densities 0.7, 0.5 and 0.6",
    )


def test_completing_sources(answer, rng):
    """three sources that complete each other"""
    _held(
        answer,
        rng.random((3, 4, 5)),
        np.array([0.2, 0.3, 0.1]),
        "the integral with densities 0.2, 0.3 and 0.1",
    )


def test_every_cell_has_its_order(answer, rng):
    """each clip and class sorts its sources by itself"""
    scores = np.array([[[0.9, 0.1]], [[0.2, 0.6]], [[0.5, 0.5]]])  # (3 sources, 1 clip, 2 classes)
    _held(answer, scores, np.array([0.7, 0.2, 0.4]), "the integral where two classes have opposite orders")


def test_order_of_the_sources(answer, rng):
    """sources in another order, with their densities, give the same"""
    scores, g, turn = rng.random((4, 3, 2)), rng.uniform(0.1, 0.8, 4), rng.permutation(4)
    lam = fusion.lambda_measure(g)
    one = np.asarray(answer.choquet_integral(scores, g, lam))
    close(
        answer.choquet_integral(scores[turn], g[turn], lam), one, "the integral of sources in another order"
    )
    close(one, fusion.choquet_integral(scores, g), "the integral of four sources")


def test_between_the_scores(answer, rng):
    """the integral lies between the smallest and the largest score"""
    scores, g = rng.random((3, 6, 4)), np.array([0.8, 0.3, 0.5])
    found = np.asarray(answer.choquet_integral(scores, g, fusion.lambda_measure(g)))
    if (found > scores.max(axis=0) + 1e-9).any() or (found < scores.min(axis=0) - 1e-9).any():
        raise Miss("the integral leaves the range of the scores; it is a mean of them")
    close(found.shape, (6, 4), "the shape of the integral")
