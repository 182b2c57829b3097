"""Pictures without their light and contrast."""

import numpy as np

from emolab.vision.standard_picture import standard_picture


def test_mean_and_deviation_are_taken_out():
    rng = np.random.default_rng(0)
    frames = rng.integers(0, 256, (5, 12, 9)).astype(np.uint8)
    y = standard_picture(frames)
    assert y.shape == (5, 12, 9, 1) and y.dtype == np.float32
    np.testing.assert_allclose(y.mean(axis=(1, 2, 3)), 0, atol=1e-5)
    np.testing.assert_allclose(y.std(axis=(1, 2, 3)), 1, atol=1e-5)
    np.testing.assert_allclose(
        standard_picture(frames // 2 * 1.0 + 40), standard_picture(frames // 2), atol=1e-4
    )


def test_a_picture_of_one_level_stays_dark():
    frames = np.full((2, 8, 8), 77, np.uint8)
    frames[1, 0, 0] = 78  # noise is not made large
    y = standard_picture(frames)
    assert (y[0] == 0).all() and abs(y[1]).max() <= 1
