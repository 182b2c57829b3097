"""What holds for IS09 on any sound and any contour."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from emolab.audio import IS09_FUNCTIONALS, is09, is09_functionals
from emolab.audio.is09_contours import is09_delta, is09_moving_average
from emolab.audio.is09_pitch import is09_smooth_pitch

SCALED = [
    IS09_FUNCTIONALS.index(n) for n in ("max", "min", "range", "amean", "linregc1", "linregc2", "stddev")
]
PLAIN = [IS09_FUNCTIONALS.index(n) for n in ("maxPos", "minPos", "skewness", "kurtosis")]

contours = arrays(np.float64, st.tuples(st.integers(3, 40), st.integers(1, 3)), elements=st.integers(-99, 99))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(300, 6000), st.sampled_from([8000, 16000, 22050]))
def test_turning_the_sign_of_the_sound_changes_nothing(seed, samples, rate):
    rng = np.random.default_rng(seed)
    x = (0.3 * np.sin(np.arange(samples) * 0.08) + 0.1 * rng.standard_normal(samples)).astype(np.float32)
    x = np.clip(x, -0.99, 0.99)
    if samples >= 0.026 * rate:
        assert np.allclose(is09(x, rate), is09(-x, rate), rtol=1e-5, atol=1e-6)


@given(contours, st.sampled_from([0.25, 2.0, 64.0]))
def test_functionals_follow_the_scale(x, factor):
    plain, scaled = is09_functionals(x), is09_functionals(factor * x)
    assert np.array_equal(scaled[:, SCALED], factor * plain[:, SCALED])
    assert np.allclose(scaled[:, PLAIN], plain[:, PLAIN])
    assert (plain[:, 1] <= plain[:, 5]).all() and (plain[:, 5] <= plain[:, 0] + 1e-9).all()
    assert (plain[:, 8] <= plain[:, 9] ** 2 * (1 + 1e-9) + 1e-9).all()  # the line fits no worse than the mean


@given(contours, contours)
def test_average_and_delta_are_linear_and_keep_constants(x, y):
    T, D = min(len(x), len(y)), min(x.shape[1], y.shape[1])
    x, y = x[:T, :D], y[:T, :D]
    for apply in (is09_moving_average, is09_delta):
        assert np.allclose(apply(x + y), apply(x) + apply(y))
    flat = np.full((T, D), 7.0)
    assert np.array_equal(is09_moving_average(flat), np.full((T + 1, D), 7.0)) and not is09_delta(flat).any()


@given(arrays(np.float32, st.integers(0, 60), elements=st.sampled_from([0, 80, 100, 120, 200, 400])))
def test_smoothed_pitch_stays_inside_the_range_and_ends_with_the_voice(f0):
    y = is09_smooth_pitch(f0)
    voiced = f0[f0 > 0]
    assert y.shape == f0.shape
    if len(voiced):
        assert y.max() <= voiced.max() * (1 + 1e-6) and (y[y > 0] >= voiced.min() * (1 - 1e-6)).all()
    assert not y[1:][f0[:-1] == 0].any()
