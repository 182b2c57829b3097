"""Pre-emphasis, frames and windows against values written out by hand."""

import numpy as np
import pytest

from emolab.audio import frame, hamming, hann, preemphasis
from emolab.audio.windows import window_weights
from emolab.core import ArgumentError, ShapeError


def test_preemphasis_by_hand():
    x = np.array([1.0, 2.0, 4.0])
    assert np.allclose(preemphasis(x, 0.5), [1, 1.5, 3])
    assert np.allclose(preemphasis(x), [1, 2 - 0.97, 4 - 2 * 0.97])
    assert np.allclose(preemphasis(x, 0.5, first="scale"), [0.5, 1.5, 3])
    assert x.tolist() == [1, 2, 4]
    assert np.allclose(preemphasis(np.stack([x, 2 * x]), 0.5), [[1, 1.5, 3], [2, 3, 6]])


def test_preemphasis_lifts_high_frequencies():
    n = np.arange(4000)
    for f in (0.01, 0.2, 0.45):  # of the sample rate
        x = np.sin(2 * np.pi * f * n)
        gain = np.sqrt(np.mean(preemphasis(x)[1:] ** 2) / np.mean(x**2))
        assert abs(gain - abs(1 - 0.97 * np.exp(-2j * np.pi * f))) < 1e-3


def test_frames_by_hand():
    x = np.arange(1.0, 8.0)
    assert frame(x, 3, 2).tolist() == [[1, 2, 3], [3, 4, 5], [5, 6, 7]]
    assert frame(x, 4, 2).tolist() == [[1, 2, 3, 4], [3, 4, 5, 6]]
    assert frame(x, 4, 2, "end").tolist() == [[1, 2, 3, 4], [3, 4, 5, 6], [5, 6, 7, 0]]
    assert frame(x, 9, 2, "end").tolist() == [[1, 2, 3, 4, 5, 6, 7, 0, 0]]
    assert frame(x, 4, 3, "centre").tolist() == [[0, 0, 1, 2], [2, 3, 4, 5], [5, 6, 7, 0]]
    assert frame(x, 8, 2).shape == (0, 8)
    assert frame(x[:1], 4, 2, "centre").tolist() == [[0, 0, 1, 0]]


def test_whole_frames_are_a_view():
    x = np.zeros(100, np.float32)
    assert np.shares_memory(frame(x, 10, 3), x) and frame(x, 10, 3).dtype == np.float32


def test_hamming_as_printed():
    N = 10  # eq. 2.25: n = 0..N, that is N + 1 points
    printed = [0.54 - 0.46 * np.cos(2 * np.pi * n / N) for n in range(N + 1)]
    assert np.allclose(hamming(N + 1), printed)
    assert np.allclose(hamming(11), hamming(11)[::-1]) and np.isclose(hamming(11)[0], 0.08)
    assert np.allclose(hamming(10, periodic=True), printed[:N])


def test_the_periodic_window_of_n_points_is_not_the_printed_one():
    assert np.abs(hamming(400) - hamming(400, periodic=True)).max() > 1e-3


def test_hann_by_hand():
    assert np.allclose(hann(5), [0, 0.5, 1, 0.5, 0])
    assert np.allclose(hann(4, periodic=True), [0, 0.5, 1, 0.5])
    assert hann(1).tolist() == [1] and hamming(1).tolist() == [1]


def test_wrong_options():
    with pytest.raises(ArgumentError, match="did you mean 'centre'"):
        frame(np.zeros(9), 3, 1, "center")
    with pytest.raises(ArgumentError, match="hop"):
        frame(np.zeros(9), 3, 0)
    with pytest.raises(ArgumentError, match="length"):
        hamming(0)
    with pytest.raises(ArgumentError, match="first"):
        preemphasis(np.zeros(3), first="zero")
    with pytest.raises(ShapeError):
        frame(np.zeros((9, 2)), 3, 1)
    with pytest.raises(ArgumentError, match="did you mean 'hann'"):
        window_weights("hanning", 5)
    with pytest.raises(ShapeError, match="4"):
        window_weights(np.ones(4), 5)
