import numpy as np

from emolab.teach.testing import close


def test_each_channel(answer, rng):
    """with gamma 1 and beta 0 each channel has mean 0 and variance 1"""
    x = rng.standard_normal((50, 3)) * (1, 5, 0.2) + (0, -7, 100)
    y, mean, _ = answer.batch_norm(x, np.ones(3), np.zeros(3), 1e-12)
    close(mean, x.mean(axis=0), "the mean of each channel")
    close(np.mean(y, axis=0) + 1, np.ones(3), "1 + the mean of y")
    close(np.std(y, axis=0), np.ones(3), "the deviation of y")


def test_variance_by_m(answer, rng):
    """the variance of 0 and 2 is 1"""
    y, _, variance = answer.batch_norm(np.array([[0.0], [2.0]]), np.ones(1), np.zeros(1), 1e-12)
    close(variance, [1.0], "the variance of 0 and 2, divided by m = 2")
    close(y, [[-1.0], [1.0]], "y of 0 and 2")


def test_running_share(answer, rng):
    """the kept mean is a times the past and 1 - a times the batch's"""
    x = np.array([[1.0], [3.0]])
    mean, _ = answer.running(np.array([10.0]), np.ones(1), x, 0.75)
    close(mean, [0.75 * 10 + 0.25 * 2], "the kept mean after a batch of mean 2, with a = 0.75")
