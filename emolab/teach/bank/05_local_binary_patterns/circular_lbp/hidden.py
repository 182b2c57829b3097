import numpy as np

from emolab import use, vision
from emolab.teach.testing import close


def _library(image, P, R):
    with use("numpy"):
        return vision.lbp(image, P, R, "default", "crop")


def test_any_circle(answer, rng):
    """labels of a random picture, for circles on and between pixels"""
    image = rng.uniform(0, 255, (15, 18))
    for P, R in ((4, 1), (8, 1), (8, 2), (12, 2.5)):
        close(answer.circular_lbp(image, P, R), _library(image, P, R), f"P {P}, R {R}")


def test_brighter_and_stretched(answer, rng):
    """a brighter and stretched picture, a g + b, has the same labels"""
    image = rng.uniform(0, 255, (12, 12))
    for a, b in ((1, 0), (3, 7), (0.25, 100)):
        close(
            answer.circular_lbp(a * image + b, 8, 1), _library(image, 8, 1), f"the picture times {a} plus {b}"
        )


def test_many_walls(answer, rng):
    """a hundred walls, none of which flickers"""
    levels = rng.uniform(0.01, 255, 100)
    picture = np.repeat(np.repeat(levels.reshape(10, 10), 5, axis=0), 5, axis=1)
    labels = np.asarray(answer.circular_lbp(picture, 8, 1))
    middles = labels.reshape(-1)[
        [(5 * i + 1) * labels.shape[1] + 5 * j + 1 for i in range(10) for j in range(10)]
    ]
    close(middles, np.full(100, 255), "the labels in the middle of 100 squares of one grey each")


def test_grows_with_radius(answer, rng):
    """a border as wide as the circle reaches is left out"""
    image = rng.uniform(0, 1, (11, 14))
    for R, m in ((1, 1), (1.5, 2), (3, 3)):
        close(np.shape(answer.circular_lbp(image, 8, R)), (11 - 2 * m, 14 - 2 * m), f"the shape with R = {R}")
