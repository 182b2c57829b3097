import numpy as np

from emolab.teach.testing import close


def _literal(decisions, classes):
    found = []
    for row in decisions:
        votes, k = [0] * classes, 0
        for i in range(classes):
            for j in range(i + 1, classes):
                votes[i if row[k] > 0 else j] += 1
                k += 1
        found.append(votes.index(max(votes)))
    return found


def test_a_ring_of_votes(answer, rng):
    """0 beats 1, 1 beats 2, 2 beats 0: all have one vote, and the first class is taken"""
    close(answer.one_versus_one(np.array([[1.0, -1.0, 1.0]]), 3), [0], "the class where all have one vote")


def test_one_loud_machine(answer, rng):
    """how large a decision value is plays no part"""
    decisions = np.array([[0.1, 0.1, 50.0]])  # 0 beats both, narrowly; 1 beats 2 by far
    close(answer.one_versus_one(decisions, 3), [0], "the class of two narrow votes against one clear one")


def test_many_samples(answer, rng):
    """every sample of a batch has its own vote"""
    for classes in (3, 5):
        decisions = rng.standard_normal((30, classes * (classes - 1) // 2))
        close(
            answer.one_versus_one(decisions, classes),
            _literal(decisions, classes),
            f"classes of 30 samples, {classes}",
        )


def test_zero_is_not_above(answer, rng):
    """a decision of exactly 0 speaks for the second"""
    close(answer.one_versus_one(np.zeros((1, 1)), 2), [1], "the class at a decision of 0")
