import numpy as np

from emolab.teach.testing import close


def test_on_a_line(answer, rng):
    """A^T ((G g) * (B^T d)) are the four outputs of six inputs and three taps"""
    AT, G, BT = (np.asarray(part) for part in answer.matrices())
    close((AT.shape, G.shape, BT.shape), ((4, 6), (6, 3), (6, 6)), "the shapes of A^T, G and B^T")
    d, g = rng.standard_normal(6), rng.standard_normal(3)
    close(AT @ ((G @ g) * (BT @ d)), np.correlate(d, g, "valid"), "the filter on a line")


def test_taps_at_the_points(answer, rng):
    """at the point (0, 0) the transform is the first tap over 16, at (infinity, infinity) the last one"""
    W = rng.standard_normal((3, 3, 2, 3))
    U = np.asarray(answer.transform_taps(W))
    close(U[0, 0], W[0, 0] / 16, "U at (0, 0): G has 1 / 4 there, for rows and for columns")
    close(U[5, 5], W[2, 2], "U at infinity, for rows and for columns")
    close(U[0, 5], W[0, 2] / 4, "U at 0 for the rows and infinity for the columns")


def test_the_middle_tap_copies(answer, rng):
    """with a single 1 in the middle tap the image comes back"""
    x, W = rng.standard_normal((1, 4, 8, 1)), np.zeros((3, 3, 1, 1))
    W[1, 1] = 1
    close(answer.convolve(x, W, np.zeros(1)), x, "the image itself")
