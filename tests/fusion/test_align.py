"""Features brought onto other time steps."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, ShapeError
from emolab.fusion import align_to, align_weights


def test_twice_as_many_frames_are_means_of_pairs():
    x = np.arange(12.0).reshape(1, 6, 2)
    np.testing.assert_allclose(align_to(x, None, 3), x.reshape(1, 3, 2, 2).mean(axis=2))


def test_frames_that_lie_in_two_steps_are_shared_by_length():
    W = align_weights(5, 2)
    np.testing.assert_allclose(W, [[0.4, 0.4, 0.2, 0, 0], [0, 0, 0.2, 0.4, 0.4]])


def test_fewer_frames_are_interpolated_between_their_centres():
    ramp = ((np.arange(4) + 0.5) / 4)[None, :, None]  # its own time, at the centres
    y = align_to(ramp, None, 8)[0, :, 0]
    np.testing.assert_allclose(y[1:-1], (np.arange(8) + 0.5)[1:-1] / 8)
    np.testing.assert_allclose(y[[0, -1]], ramp[0, [0, -1], 0])


@pytest.mark.parametrize("T", [1, 2, 5, 9])
@pytest.mark.parametrize("steps", [1, 3, 9, 20])
def test_shares_are_shares(T, steps):
    W = align_weights(T, steps)
    assert W.shape == (steps, T) and (W >= 0).all()
    np.testing.assert_allclose(W.sum(axis=1), 1)
    if T == steps:
        np.testing.assert_allclose(W, np.eye(T), atol=1e-12)
    if T > steps:  # every frame counts the same in the whole
        np.testing.assert_allclose(W.sum(axis=0), steps / T)
    np.testing.assert_allclose(W, W[::-1, ::-1], atol=1e-12)  # backwards the same


def test_each_clip_by_its_own_length_and_steps():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((3, 7, 2)).astype(np.float32)
    lengths, steps = np.array([7, 2, 4]), np.array([3, 5, 4])
    y = align_to(x, lengths, steps)
    assert y.shape == (3, 5, 2) and y.dtype == np.float32
    for n, (length, count) in enumerate(zip(lengths, steps)):
        np.testing.assert_allclose(y[n, :count], align_weights(length, count) @ x[n, :length], rtol=1e-5)
        assert not y[n, count:].any()
    noisy = x.copy()
    noisy[np.arange(7) >= lengths[:, None]] = np.nan
    np.testing.assert_array_equal(align_to(noisy, lengths, steps), y)


def test_what_does_not_fit_is_named():
    x = np.ones((2, 3, 1))
    with pytest.raises(ArgumentError, match="from 1"):
        align_to(x, None, 0)
    with pytest.raises(ArgumentError, match="whole numbers"):
        align_to(x, None, 2.5)
    with pytest.raises(ShapeError, match="one a clip"):
        align_to(x, None, np.array([1, 2, 3]))
    with pytest.raises(ArgumentError, match="lengths"):
        align_to(x, np.array([4, 1]), 2)
