"""What must hold for every signal."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from emolab.audio import (
    autocorrelation,
    best_path,
    burg,
    harmonics_to_noise,
    intensity,
    levinson_durbin,
    lpc,
    lpcc,
    perturbation,
    pitch,
    rolling_windows,
    zero_crossings,
)

seeds = st.integers(0, 2**32 - 1)
few = settings(max_examples=40, deadline=None)


def noise(seed, *shape):
    return np.random.default_rng(seed).standard_normal(shape)


@few
@given(seeds, st.integers(1, 60), st.integers(1, 4))
def test_autocorrelation_is_largest_at_lag_0_and_follows_the_square_of_the_level(seed, K, fine):
    x = noise(seed, 2, K)
    r = autocorrelation(x, fine=fine)
    assert (np.abs(r) <= r[:, :1] * (1 + 1e-9)).all()
    assert np.allclose(r[:, 0], (x**2).sum(axis=1))
    assert np.allclose(autocorrelation(-3 * x, fine=fine), 9 * r)
    assert np.allclose(autocorrelation(x[:, ::-1], fine=fine), r)


@few
@given(seeds, st.integers(1, 12))
def test_predictors_are_stable_and_leave_less_with_every_order(seed, order):
    x = noise(seed, 3, 40)
    r = autocorrelation(x, order + 1)
    for a, e, k in (levinson_durbin(r, order), burg(x, order)):
        assert (np.abs(k) <= 1).all()
        assert (e <= (x**2).sum(axis=1) * (1 + 1e-9)).all() and (e >= 0).all()
        for row in a:
            assert np.abs(np.roots(np.concatenate([[1], -row]))).max() < 1 + 1e-9
    errors = [lpc(x, p)[1] for p in range(1, order + 1)]
    assert all((b <= a * (1 + 1e-9)).all() for a, b in zip(errors, errors[1:]))


@few
@given(seeds, st.integers(1, 10), st.integers(1, 30))
def test_lpcc_of_a_product_of_filters_add_up(seed, order, n):
    """The logarithm turns a cascade into a sum."""
    a, b = (lpc(noise(seed + i, 60), order)[0] for i in range(2))
    both = -np.convolve(np.concatenate([[1], -a]), np.concatenate([[1], -b]))[1:]
    assert np.allclose(lpcc(both, n), lpcc(a, n) + lpcc(b, n), atol=1e-9)


@few
@given(seeds, st.floats(0.01, 100), st.floats(-5, 5))
def test_intensity_follows_the_level_and_no_offset(seed, level, offset):
    x = noise(seed, 2000)
    wanted = intensity(x, 16000, pad="none") + 20 * np.log10(level)
    assert np.allclose(intensity(level * x + offset, 16000, pad="none"), wanted, atol=1e-6)


@few
@given(seeds, st.integers(2, 50), st.floats(0.1, 10))
def test_zero_crossings_know_no_level_and_no_direction(seed, K, level):
    x = noise(seed, 4, K)
    z = zero_crossings(x)
    assert np.allclose(zero_crossings(level * x), z) and np.allclose(zero_crossings(x[:, ::-1]), z)
    assert np.allclose(zero_crossings(-x), z) and (z <= (K - 1) / K).all()


@few
@given(seeds, st.integers(1, 40), st.integers(1, 6))
def test_the_best_path_is_no_worse_than_any_other(seed, T, C):
    rng = np.random.default_rng(seed)
    octave = rng.uniform(6, 9, (T, C))
    octave[:, 0] = np.nan
    strength = rng.standard_normal((T, C))

    def worth(path):
        o, rows = octave[np.arange(T), path], np.arange(T)
        jumps = np.abs(np.diff(o))
        switched = np.isnan(o[1:]) != np.isnan(o[:-1])
        return strength[rows, path].sum() - 0.35 * np.nansum(jumps) - 0.14 * switched.sum()

    best = worth(best_path(strength, octave))
    for _ in range(20):
        assert worth(rng.integers(0, C, T)) <= best + 1e-9
    assert worth(strength.argmax(axis=1)) <= best + 1e-9


@few
@given(seeds, st.integers(2, 40), st.sampled_from([2, 3, 5, 11]), st.floats(0.1, 10))
def test_perturbation_is_a_share(seed, count, width, scale):
    v = 1 + 0.1 * np.abs(noise(seed, count))
    a, b = perturbation(v, width), perturbation(scale * v, width)
    assert (np.isnan(a) and np.isnan(b)) or np.isclose(a, b)
    assert np.isclose(perturbation(v[::-1], width), a, equal_nan=True)


@few
@given(st.floats(0.001, 0.999))
def test_harmonics_to_noise_is_odd_around_a_half(r):
    assert np.isclose(harmonics_to_noise(r), -harmonics_to_noise(1 - r))
    assert harmonics_to_noise(r) < harmonics_to_noise(r + 0.0005)


@few
@given(st.integers(1, 40), st.integers(1, 12), st.integers(1, 12))
def test_every_frame_is_in_a_padded_piece(T, width, step):
    x = np.arange(T * 2.0).reshape(T, 2)
    whole = rolling_windows(x, width, step)
    padded = rolling_windows(x, width, step, "repeat")
    assert np.array_equal(padded[: len(whole)], whole) and len(padded) - len(whole) in (0, 1)
    if step <= width:
        assert set(range(T)) == set((padded[..., 0] / 2).astype(int).ravel().tolist())


@settings(max_examples=15, deadline=None)
@given(seeds, st.floats(75, 400), st.sampled_from(["autocorrelation", "cepstrum"]), st.floats(1e-3, 3))
def test_pitch_knows_no_level_and_no_polarity(seed, f0, method, level):
    n = np.arange(4000)
    x = sum(np.cos(2 * np.pi * k * f0 * n / 8000 + k) / k for k in range(1, int(3500 / f0)))
    x = x + 1e-3 * noise(seed, len(n))
    found = pitch(x, 8000, method).hz
    assert np.abs(found[10:-10] / f0 - 1).max() < 0.01
    assert np.allclose(pitch(-level * x, 8000, method).hz, found, rtol=1e-4)
