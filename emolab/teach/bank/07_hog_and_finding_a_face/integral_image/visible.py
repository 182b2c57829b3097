import numpy as np

from emolab.teach.testing import close


def test_small_table(answer, rng):
    """the table of a picture of 2 x 2"""
    close(answer.integral_image(np.array([[1.0, 2.0], [3.0, 4.0]])), [[0, 0, 0], [0, 1, 3], [0, 4, 10]], "S")


def test_box(answer, rng):
    """a box in the middle"""
    image = np.arange(20.0).reshape(4, 5)
    S = np.zeros((5, 6))
    S[1:, 1:] = [[image[: i + 1, : j + 1].sum() for j in range(5)] for i in range(4)]
    close(answer.box_sum(S, 1, 2, 2, 3), image[1:3, 2:5].sum(), "2 rows and 3 columns from (1, 2) on")
