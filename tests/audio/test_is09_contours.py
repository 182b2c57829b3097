"""The contours of IS09 one by one, on inputs whose answer is known."""

import numpy as np
import pytest

from emolab.audio.is09_contours import (
    is09_autocorrelation,
    is09_cepstrum,
    is09_contours,
    is09_delta,
    is09_mfcc,
    is09_moving_average,
    is09_raw_contours,
    is09_rms_energy,
    is09_samples,
    is09_zcr,
)
from emolab.audio.is09_pitch import is09_pitch, is09_smooth_pitch, is09_voicing
from emolab.audio.is09_plan import is09_mel_bank, is09_plan

pytestmark = pytest.mark.usefixtures("each_backend")


def test_frames_at_every_rate():
    plans = {rate: is09_plan(float(rate)) for rate in (8000, 16000, 22050, 44100, 48000)}
    assert {rate: p[:3] for rate, p in plans.items()} == {
        8000: (200, 80, 256), 16000: (400, 160, 512), 22050: (551, 221, 1024), 44100: (1103, 441, 2048),
        48000: (1200, 480, 2048),
    }  # fmt: skip
    assert [p.skip for p in plans.values()] == [15, 31, 44, 88, 96]  # 15 and 31 by rounding to float32
    assert all(p.bank.shape == (26, p.n_fft // 2 + 1) and not p.bank[:, 0].any() for p in plans.values())


def test_mel_bands_overlap_to_one_and_end_at_8000_hz():
    bank = is09_mel_bank(1024, 24000 / 1024)
    last = 341  # at 7,992 Hz: it is left out, because 8,000 Hz is nearer to it than to the next bin
    peaks = bank.argmax(axis=1)
    inner = bank[:, peaks[0] + 1 : peaks[-1] - 1].sum(axis=0)
    assert np.abs(inner - 1).max() < 1e-5
    assert bank[:, last - 1].any() and not bank[:, last:].any()


def test_bins_count_the_nominal_length_of_a_frame():
    plan = is09_plan(44100.0)  # 1103 samples, which are 25.01 ms
    assert np.array_equal(plan.bank, 32767 * is09_mel_bank(2048, 1103 / (0.025 * 2048)))
    assert plan.period == np.float32(0.025 * 2048 / 1103) / np.float32(2048)


def test_samples_are_rounded_towards_zero():
    x = np.array([0.9, -0.9, 1.9, -1.9, 3.0]) / 32768
    assert np.array_equal(is09_samples(x) * 32767, [0, 0, 1, -1, 3])


def test_energy_of_a_sine():
    x = np.sin(2 * np.pi * np.arange(400) / 40)[None].repeat(3, axis=0).astype(np.float32)
    assert np.allclose(is09_rms_energy(x), np.sqrt(0.5), rtol=1e-6)


@pytest.mark.parametrize("frame, crossings", [
    ([1, 1, 1, 1, 1], 0), ([1, -1, 1, -1, 1], 3), ([0, 0, 0, 0, 0], 3),
    ([1, 0, -1, -1, -1], 1),  # through zero
    ([1, 0, 1, 1, 1], 0),  # touches zero
    ([1, 1, 0, 0, 1], 2),  # rests on zero: both places count
    ([1, 1, 1, 1, -1], 0),  # the last sample is only a neighbour
])  # fmt: skip
def test_zero_crossings(frame, crossings):
    assert is09_zcr(np.array([frame], float)) == pytest.approx(crossings / 5)


def test_cepstra_of_a_flat_spectrum_are_zero():
    bank = np.ones((26, 9))
    assert np.allclose(is09_mfcc(np.full((2, 9), 3.0), bank), 0, atol=1e-12)
    assert not is09_mfcc(np.full((2, 9), 1e-9), is09_plan(16000.0).bank[:, :9]).any()  # all at the floor of 1
    assert is09_mfcc(np.ones((2, 9)), bank, 1, 14).shape == (2, 14)


def test_the_first_cepstrum_by_hand():
    logs = np.arange(26.0)[::-1]  # energy falls with frequency: order 1 is positive
    got = is09_mfcc(np.exp(logs)[None], np.eye(26), 1, 2)[0]
    j = np.arange(1, 27)
    for order, value in zip((1, 2), got):
        plain = sum(logs * np.cos(np.pi * order * (j - 0.5) / 26)) * np.sqrt(2 / 26)
        assert value == pytest.approx(plain * (1 + 11 * np.sin(np.pi * order / 22)), abs=1e-9)


def test_autocorrelation_and_cepstrum_of_a_pulse_train():
    x = np.zeros(512)
    x[::64] = 1
    power = np.abs(np.fft.rfft(x))[None] ** 2
    a, c = is09_autocorrelation(power), is09_cepstrum(power)
    assert a.shape == c.shape == (1, 256)
    assert a[0, 0] == pytest.approx(8 * 256 / 257) and np.allclose(a[0, ::64], a[0, 0])
    assert c[0, 64] == pytest.approx(c[0, 0]) and np.abs(c[0, 1:64]).max() < 1e-9


def test_the_cepstrum_keeps_its_sign():
    x = np.zeros(512)
    x[[0, 50]] = 1, -0.8  # an upside-down echo
    assert is09_cepstrum(np.abs(np.fft.rfft(x))[None] ** 2)[0, 50] < -0.1


def test_voicing_takes_rising_values_and_the_last():
    a = np.array([[4.0, 3, 2, 1, 2, 1, 0.5], [4, 3, 2.5, 2, 1.5, 1, 0.5], [0, 0, 0, 0, 0, 0, 0]])
    assert np.array_equal(is09_voicing(a, 2), [0.5, 0.125, 0])
    assert np.array_equal(is09_voicing(a, 5), [0.125, 0.125, 0])


def test_pitch_is_the_first_high_peak():
    c = np.zeros((4, 40))
    c[0, 20] = 1  # a peak
    c[1, [12, 24]] = 0.9, 1  # the first that is high enough
    c[2, [12, 24]] = 0.3, 1  # the first is too low
    c[3, [3, 24]] = 1, 0.5  # lag 3 is skipped
    period = np.float32(1 / 8000)
    assert np.allclose(is09_pitch(c, period, 5), 8000 / np.array([20, 12, 24, 24]), rtol=1e-6)
    assert not is09_pitch(np.zeros((2, 40)), period, 5).any()


def smoothed(*f0):
    return is09_smooth_pitch(np.array(f0, np.float32))


def test_smoothing_comes_one_frame_late_and_averages():
    assert np.array_equal(smoothed(0, 100, 110, 120, 0, 0), [0, 0, 100, 105, 115, 0])


def test_smoothing_drops_single_frames():
    assert not smoothed(0, 100, 0, 0, 200, 0).any()


def test_smoothing_replaces_outliers_by_the_mean():
    # the running mean goes 100, 110 (a tenth of the first outlier), 119 (of the second), 113.3
    y = smoothed(100, 100, 200, 200, 100, 100, 100)
    assert np.allclose(y, [0, 100, 100, 100, 105, 105, 100], rtol=1e-6)
    assert smoothed(100, 139, 100)[2] == 119.5 and smoothed(100, 61, 100)[2] == 80.5  # inside the bounds
    assert smoothed(100, 141, 100)[2] == 100 and smoothed(100, 59, 100)[2] == 100  # outside


def test_ties_fall_as_float32_rounds():
    """Lags of 21 and then 35 samples at 16 kHz: a ratio of 0.6 exactly. openSMILE takes it for an outlier."""
    f0 = 1 / (np.repeat([21, 35], 4).astype(np.float32) * is09_plan(16000.0).period)
    assert np.array_equal(is09_smooth_pitch(f0)[5:7], [f0[0], (f0[0] + f0[4]) / 2])
    assert is09_smooth_pitch(f0.astype(np.float64))[5] == (f0[0].astype(float) + f0[4]) / 2  # would not


def test_smoothing_rounds_alike_on_both_faces():
    lags = np.random.default_rng(0).integers(32, 160, 4000)
    f0 = (1 / (lags.astype(np.float32) * is09_plan(16000.0).period)) * (lags % 9 > 0)
    y = is09_smooth_pitch(f0)
    assert y.dtype == np.float32 and np.array_equal(y, is09_smooth_pitch.formula.function(f0))


def test_moving_average_adds_from_the_left():
    small = np.float32(2**-24)  # vanishes beside 1, twice it does not
    x = np.array([[1], [small], [small], [1]], np.float32)
    y = is09_moving_average(x)[1:3, 0]
    assert y[0] == np.float32(1) / np.float32(3) < y[1] == (np.float32(1) + 2 * small) / np.float32(3)


def test_moving_average_repeats_the_edges():
    x = np.array([[0.0], [3], [6], [0]])
    assert np.array_equal(is09_moving_average(x)[:, 0], [1, 3, 3, 2, 0])


def test_delta_is_the_slope():
    ramp = np.arange(8.0)[:, None] * [[1.0, -2.0]]
    d = is09_delta(ramp)
    assert d.shape == (10, 2) and np.allclose(d[2:6], [1, -2])
    assert np.allclose(d[:2, 0], [0.5, 0.8]) and np.allclose(d[8:, 0], [0.2, 0])


def test_frames_that_the_functionals_see():
    x = (0.1 * np.sin(np.arange(16000) * 0.05)).astype(np.float32)
    for frames, kept in ((1, 1), (2, 1), (3, 1), (4, 2), (50, 48)):
        part = x[: 400 + 160 * (frames - 1)]
        assert len(is09_raw_contours(part, 16000)) == frames
        assert is09_contours(part, 16000).shape == (kept, 32)
    assert is09_raw_contours(x[:399], 16000).shape == (0, 16)
    assert is09_contours(x[:399], 16000).shape == (0, 32)
