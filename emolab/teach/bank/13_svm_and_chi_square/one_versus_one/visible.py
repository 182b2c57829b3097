import numpy as np

from emolab.teach.testing import close


def test_two_classes(answer, rng):
    """with two classes the sign of the only decision decides"""
    close(answer.one_versus_one(np.array([[0.5], [-2.0]]), 2), [0, 1], "the classes of decisions 0.5 and -2")


def test_three_classes_by_hand(answer, rng):
    """0 beats 1, 2 beats 0, 2 beats 1: class 2 has two votes"""
    close(answer.one_versus_one(np.array([[1.0, -1.0, -1.0]]), 3), [2], "the class with two of three votes")


def test_order_of_the_pairs(answer, rng):
    """four classes have six pairs, those of class 0 first"""
    wanted = [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]
    close([list(pair) for pair in answer.pairs_of(4)], wanted, "the pairs of four classes")
