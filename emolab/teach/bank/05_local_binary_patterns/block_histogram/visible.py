import numpy as np

from emolab.teach.testing import close


def test_four_blocks(answer, rng):
    """a picture of 2 x 4 pixels in 1 x 2 blocks, by hand"""
    codes = np.array([[0, 0, 2, 2], [0, 1, 2, 2]])
    wanted = [0.75, 0.25, 0, 0, 0, 2.0]
    close(
        answer.block_histogram(codes, 3, 1, 2, np.array([[1.0, 2.0]])), wanted, "two blocks, weights 1 and 2"
    )


def test_distance(answer, rng):
    """a bin of 0.5 against 0 counts 2 x 0.5, equal and empty bins count nothing"""
    a, b = np.array([0.5, 0, 0.5, 0]), np.array([0, 0.5, 0.5, 0])
    close(answer.chi_square(a, b), 2.0, "the distance of 0.5, 0, 0.5, 0 and 0, 0.5, 0.5, 0")
