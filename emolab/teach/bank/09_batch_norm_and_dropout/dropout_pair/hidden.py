import numpy as np

from emolab.teach.testing import Miss, close


def test_mean_is_x(answer, rng):
    """over many masks the mean of y is x"""
    x, keep = np.tile(rng.uniform(1, 2, 4), (4000, 1)), float(rng.uniform(0.3, 0.7))
    mask = answer.dropout_mask(rng.random(x.shape), keep)
    y, _ = answer.dropout_forward(x, mask, keep)
    close(np.mean(y, axis=0), x[0], "the mean of y over 4,000 masks", 0.15)


def test_share_of_many(answer, rng):
    """of many entries the share keep is left"""
    for keep in (0.99, 0.2):
        share = np.mean(answer.dropout_mask(rng.random(5000), keep))
        if abs(share - keep) > 4 * np.sqrt(keep * (1 - keep) / 5000):
            raise Miss(f"with keep {keep} a share of {share:.3f} is kept")


def test_strange_values(answer, rng):
    """an infinity that is dropped leaves 0"""
    y, _ = answer.dropout_forward(np.array([np.inf, 1.0]), np.array([False, True]), 0.5)
    close(y, [0.0, 2.0], "y of a dropped infinity")


def test_keep_everything(answer, rng):
    """with keep 1 it does nothing, in both directions"""
    x = rng.standard_normal((2, 3))
    y, cache = answer.dropout_forward(x, np.ones((2, 3), bool), 1.0)
    close(y, x, "y with keep 1")
    close(answer.dropout_backward(x, cache), x, "dx with keep 1")
