import numpy as np

from emolab.teach.testing import close


def test_order_of_the_places(answer, rng):
    """with a window of one pixel the rows are the image's pixels, row by row"""
    x = rng.standard_normal((2, 3, 4, 5))
    close(answer.im2col(x, 1, 1), x.reshape(24, 5), "windows of one pixel")


def test_places_and_sizes(answer, rng):
    """the first row holds the first window: kh rows and kw columns of it"""
    x = rng.standard_normal((1, 4, 5, 2))
    found = answer.im2col(x, 3, 2)
    close(found, answer.im2col(x, 3, 2), "windows of 3 x 2", tolerance=1e-12)
    close(np.shape(found), (8, 12), "the shape for 4 x 5 pixels and windows of 3 x 2")
    close(np.sort(np.asarray(found)[0]), np.sort(x[0, :3, :2].ravel()), "the numbers in the first row")


def test_one_tap_shifts(answer, rng):
    """with a single tap of 1 at (i, j) the result is the image from (i, j) on"""
    x = rng.standard_normal((1, 5, 6, 1))
    W = np.zeros((2, 3, 1, 1))
    W[1, 2] = 1
    close(answer.convolve(x, W), x[:, 1:, 2:], "the image shifted by one row and two columns")
