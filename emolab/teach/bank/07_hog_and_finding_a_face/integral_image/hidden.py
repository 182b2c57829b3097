import numpy as np

from emolab import vision
from emolab.teach.testing import close


def test_whole_numbers(answer, rng):
    """grey levels of 8 bits do not overflow"""
    image = rng.integers(200, 256, (30, 40)).astype(np.uint8)
    close(answer.integral_image(image), vision.integral_image(image), "the table of bright bytes", 1e-12)


def test_any_box(answer, rng):
    """boxes of all places and sizes, also empty ones and the whole picture"""
    image = rng.standard_normal((9, 12))
    S = answer.integral_image(image)
    for top, left, height, width in ((0, 0, 9, 12), (8, 11, 1, 1), (3, 4, 0, 5), (2, 0, 7, 3), (0, 5, 4, 7)):
        wanted = image[top : top + height, left : left + width].sum()
        close(
            answer.box_sum(np.asarray(S), top, left, height, width),
            wanted,
            f"the box {top, left, height, width}",
            1e-9,
        )


def test_many_at_once(answer, rng):
    """arrays of places give an array of sums"""
    S = vision.integral_image(rng.standard_normal((20, 20)))
    top, left = rng.integers(0, 12, 6), rng.integers(0, 12, 6)
    close(answer.box_sum(S, top, left, 5, 8), vision.box_sum(S, top, left, 5, 8), "six boxes at once")
