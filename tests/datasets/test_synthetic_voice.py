"""The voice's parts against their definitions: pulses, resonators, the moving filter."""

import numpy as np
import pytest
import scipy.signal

from emolab.datasets.synthetic.voice import BANDWIDTHS, glottal_pulse, pass_through, tract_response

RATE = 16000
MALE_A = np.array([720.0, 1200.0, 2500.0, 3500.0, 4500.0])


def taps(formants):
    """A(z) of the cascade, multiplied out one resonator after the other."""
    total = np.ones(1)
    for f, b in zip(formants, BANDWIDTHS):
        r = np.exp(-np.pi * b / RATE)
        total = np.convolve(total, [1, -2 * r * np.cos(2 * np.pi * f / RATE), r * r])
    return total


def test_the_pulse_is_the_derivative_of_a_flow_that_rises_and_closes():
    phase = np.arange(20000) / 20000
    pulse = glottal_pulse(phase)
    assert np.abs(np.diff(pulse)).max() < 0.02 * np.ptp(pulse)  # no jump within the period
    assert abs(pulse[0]) < 1e-9 and abs(pulse[-1]) < 1e-3 * np.ptp(pulse)
    assert pulse[phase < 0.4].min() >= 0 > pulse[(phase > 0.41) & (phase < 0.6)].max()
    assert np.cumsum(pulse)[phase < 0.4][-1] / 20000 == pytest.approx(1, abs=1e-3)  # the flow reaches 1
    assert phase[pulse.argmin()] == pytest.approx(0.6, abs=1e-3)


def test_a_sharper_closure_is_brighter():
    phase = np.arange(1000) / 1000
    dull, sharp = (np.abs(np.fft.rfft(glottal_pulse(phase, closing=c))) for c in (0.5, 2.0))
    assert sharp[20:60].sum() / sharp[1] > 1.5 * dull[20:60].sum() / dull[1]


def test_the_tract_is_a_cascade_of_resonators():
    response = tract_response(MALE_A[None], 1024, RATE)[0]
    a = taps(MALE_A)
    _, expected = scipy.signal.freqz([a.sum()], a, worN=np.fft.rfftfreq(1024) * 2 * np.pi)
    np.testing.assert_allclose(response, expected, rtol=1e-6)
    assert response[0] == pytest.approx(1)
    peaks = scipy.signal.find_peaks(np.abs(response))[0] * RATE / 1024
    np.testing.assert_allclose(peaks, MALE_A, atol=50)  # neighbours lean on one another


def test_a_filter_at_rest_is_plain_filtering():
    rng = np.random.default_rng(0)
    source = rng.standard_normal(6000)
    a = taps(MALE_A)
    response = np.repeat(tract_response(MALE_A[None], 1024, RATE), 60, axis=0)
    found = pass_through(source, response, 128)
    expected = scipy.signal.lfilter([a.sum()], a, source)
    assert found.shape == source.shape
    assert np.sqrt(np.mean((found - expected) ** 2)) < 0.02 * expected.std()


def test_a_filter_of_ones_changes_nothing_at_any_length():
    rng = np.random.default_rng(1)
    for n in (1, 127, 128, 129, 1000):
        source = rng.standard_normal(n)
        np.testing.assert_allclose(pass_through(source, np.ones((3, 513)), 128), source, atol=1e-5)


def test_a_moving_filter_moves_where_it_should():
    response = np.zeros((40, 513))
    response[20:] = 1
    found = np.abs(pass_through(np.ones(40 * 128), response, 128))
    assert found[: 18 * 128].max() < 1e-6 and np.abs(found[22 * 128 :] - 1).max() < 1e-5
    assert 0.2 < found[20 * 128 - 64] < 0.8
