import numpy as np

from emolab import use, vision
from emolab.teach.testing import close


def _library(codes, labels, blocks, weights):
    with use("numpy"):
        return vision.block_histogram(codes, labels, blocks, weights)


def test_sums_are_weights(answer, rng):
    """each block's part sums to its weight, in the order of the rows"""
    weights = rng.uniform(0, 4, (3, 2))
    codes = rng.integers(0, 5, (12, 8))
    x = np.asarray(answer.block_histogram(codes, 5, 3, 2, weights))
    close(x, _library(codes, 5, (3, 2), weights), "3 x 2 blocks of 12 x 8 pixels")
    close(x.reshape(6, 5).sum(axis=1), weights.ravel(), "the sums of the six blocks")


def test_left_over_pixels(answer, rng):
    """every pixel counts, also where the blocks do not go up evenly"""
    weights = np.ones((8, 8))
    codes = rng.integers(0, 4, (19, 21))
    close(
        answer.block_histogram(codes, 4, 8, 8, weights),
        _library(codes, 4, (8, 8), None),
        "19 x 21 pixels in 8 x 8",
    )


def test_length(answer, rng):
    """64 blocks of 59 labels are 3,776 values, whatever labels occur"""
    codes = np.full((16, 16), 3)
    x = np.asarray(answer.block_histogram(codes, 59, 8, 8, np.ones((8, 8))))
    close(np.shape(x), (3776,), "the shape of the joined vector")
    close(x.reshape(64, 59)[:, 3], np.ones(64), "the share of the one label that occurs")


def test_any_distance(answer, rng):
    """the distance of sparse histograms is that of the formula, and the same both ways"""
    a, b = rng.random((2, 200)) * (rng.random((2, 200)) < 0.3)
    close(answer.chi_square(a, b), vision.chi_square_distance(a, b), "200 bins, most of them empty")
    close(answer.chi_square(b, a), vision.chi_square_distance(a, b), "the other way round")
