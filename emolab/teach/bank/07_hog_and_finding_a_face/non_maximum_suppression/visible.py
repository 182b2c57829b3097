import numpy as np

from emolab.teach.testing import close


def test_two_on_one_face(answer, rng):
    """of two boxes on one face the one with the higher score stays"""
    boxes = np.array([[0, 0, 10, 10], [1, 1, 10, 10], [50, 50, 10, 10.0]])
    close(answer.non_maximum_suppression(boxes, np.array([0.5, 0.9, 0.7])), [1, 1, 2], "who struck whom")


def test_chain(answer, rng):
    """a box that was struck strikes nobody"""
    boxes = np.array([[0, 0, 10, 10], [0, 4, 10, 10], [0, 8, 10, 10.0]])
    close(
        answer.non_maximum_suppression(boxes, np.array([3.0, 2.0, 1.0])),
        [0, 0, 2],
        "a row of three, each on the next",
    )


def test_ties(answer, rng):
    """of equal scores the first goes first"""
    boxes = np.array([[0, 0, 10, 10], [0, 1, 10, 10.0]])
    close(answer.non_maximum_suppression(boxes, np.array([1.0, 1.0])), [0, 0], "two boxes of one score")
