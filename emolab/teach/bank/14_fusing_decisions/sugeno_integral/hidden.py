import numpy as np

from emolab import fusion
from emolab.teach.testing import close


def _held(answer, scores, g, words):
    wanted = fusion.sugeno_integral(scores, g)
    close(answer.sugeno_integral(scores, g, fusion.lambda_measure(g)), wanted, words, tolerance=1e-6)


def test_overlap(answer, rng):
    """three sources that overlap"""
    _held(
        answer,
        rng.random((3, 4, 5)),
        np.array([0.7, 0.5, 0.6]),
        "the integral with densities 0.7, 0.5 and 0.6",
    )


def test_complement(answer, rng):
    """three sources that complete each other"""
    _held(
        answer,
        rng.random((3, 4, 5)),
        np.array([0.2, 0.3, 0.1]),
        "the integral with densities 0.2, 0.3 and 0.1",
    )


def test_sources_turned(answer, rng):
    """sources in another order, with their densities, give the same"""
    scores, g, turn = rng.random((4, 3, 2)), rng.uniform(0.1, 0.8, 4), rng.permutation(4)
    _held(answer, scores[turn], g[turn], "the integral of four sources in another order")


def test_certain_sources(answer, rng):
    """where a source that counts 1 alone says most, its score is the result"""
    scores = np.stack([0.6 + 0.4 * rng.random((3, 2)), 0.5 * rng.random((3, 2))])
    close(
        answer.sugeno_integral(scores, np.array([1.0, 0.4]), -1.0),
        scores[0],
        "the integral below a sure source",
    )
