import numpy as np

from emolab import vision
from emolab.teach.testing import close


def test_bound(answer, rng):
    """boxes moved by half their width overlap by a third"""
    boxes, scores = np.array([[0, 0, 10, 10], [0, 5, 10, 10.0]]), np.array([2.0, 1.0])
    close(answer.non_maximum_suppression(boxes, scores, 0.3), [0, 0], "a third is above 0.3")
    close(answer.non_maximum_suppression(boxes, scores, 0.35), [0, 1], "a third is below 0.35")


def test_apart(answer, rng):
    """boxes apart in both directions have nothing in common"""
    boxes = np.array([[0, 0, 10, 10], [18, 18, 10, 10], [100, 60, 10, 10.0]])
    close(answer.non_maximum_suppression(boxes, np.array([1.0, 2.0, 3.0])), [0, 1, 2], "three boxes apart")


def test_first_owner(answer, rng):
    """a box between two that are taken belongs to the one with the higher score"""
    boxes = np.array([[0, 0, 10, 10], [0, 8, 10, 10], [0, 4, 10, 10.0]])
    close(answer.non_maximum_suppression(boxes, np.array([3.0, 2.0, 1.0])), [0, 1, 0], "the one between")


def test_crowd(answer, rng):
    """many boxes, as the library has them"""
    for _ in range(4):
        boxes = np.concatenate([rng.uniform(0, 40, (30, 2)), rng.uniform(8, 20, (30, 2))], axis=1)
        scores = rng.standard_normal(30)
        wanted = vision.non_maximum_suppression(boxes, scores, 0.3, cover=2)
        close(answer.non_maximum_suppression(boxes, scores), wanted, "owners of 30 boxes")


def test_none(answer, rng):
    """no box at all is no error"""
    close(
        np.shape(answer.non_maximum_suppression(np.zeros((0, 4)), np.zeros(0))),
        (0,),
        "the shape for no boxes",
    )
