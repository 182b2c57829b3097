import numpy as np

from emolab.teach.testing import close


def test_places(answer, rng):
    """four points of radius 2: East, North, West, South"""
    y, x = answer.circle(4, 2)
    close(y, [0, -2, 0, 2], "the rows")
    close(x, [2, 0, -2, 0], "the columns")


def test_four_points(answer, rng):
    """bright to the East and North: 1 + 2"""
    image = np.array([[9.0, 9, 9], [1, 5, 9], [1, 1, 9]])
    close(answer.circular_lbp(image, 4, 1), [[3]], "the label of the middle pixel, P = 4, R = 1")


def test_walls(answer, rng):
    """a wall of any grey has all bits set"""
    walls = [answer.circular_lbp(np.full((5, 5), level), 8, 1) for level in (0.07, 0.45, 0.9, 1 / 3, 200.1)]
    close(np.array(walls), np.full((5, 3, 3), 255), "the labels of five walls")
