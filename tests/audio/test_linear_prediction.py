"""Autocorrelation, linear prediction, its cepstrum and its resonances against what they must be."""

import warnings

import numpy as np
import pytest
import scipy.linalg
import scipy.signal

from emolab.audio import (
    autocorrelation,
    burg,
    formants,
    levinson_durbin,
    lpc,
    lpc_resonances,
    lpcc,
    lpcc_of_signal,
)
from emolab.core import ArgumentError, DataError, ShapeError

BANDWIDTHS = (70, 95, 140, 200, 280)
VOWELS = {
    "i": (300, 2250, 2950, 3500, 4500), "a": (720, 1200, 2500, 3500, 4500), "o": (480, 900, 2450, 3400, 4500),
}  # fmt: skip


def stable(rng, order=8, size=()):
    """Coefficients a of a stable 1 / (1 - sum of a_j z^-j), by reflection coefficients below 1."""
    a = np.zeros((*size, order))
    for i in range(order):
        k = rng.uniform(-0.8, 0.8, size)[..., None]
        past = a[..., :i]
        a[..., :i] = past - k * past[..., ::-1]
        a[..., i] = k[..., 0]
    return a


def vowel(resonances, pitch, rate, seconds=0.4):
    n = np.arange(int(rate * seconds))
    rng = np.random.default_rng(0)
    x = np.diff(np.floor(pitch * n / rate), prepend=0) + 1e-4 * rng.standard_normal(len(n))
    x = scipy.signal.lfilter([1], [1, -0.96], x)
    for f, b in zip(resonances, BANDWIDTHS):
        if f > 0.48 * rate:
            continue
        r = np.exp(-np.pi * b / rate)
        x = scipy.signal.lfilter([1], [1, -2 * r * np.cos(2 * np.pi * f / rate), r * r], x)
    return x / np.abs(x).max()


def test_autocorrelation_by_hand(each_backend):
    assert np.allclose(autocorrelation(np.array([1.0, 2, 3])), [14, 8, 3])
    x = np.random.default_rng(0).standard_normal((3, 50))
    wanted = [[x[i, : 50 - k] @ x[i, k:] for k in range(20)] for i in range(3)]
    assert np.allclose(autocorrelation(x, 20), wanted)
    assert autocorrelation(x.astype(np.float32), 20).dtype == np.float32


def test_fine_lags_lie_between_the_others(each_backend):
    x = np.random.default_rng(0).standard_normal(100)
    fine = autocorrelation(x, 30, fine=4)
    assert fine.shape == (120,) and np.allclose(fine[::4], autocorrelation(x, 30))
    n = np.arange(400)
    r = autocorrelation(np.sin(2 * np.pi * n / 25.5) * np.hanning(400), 60, fine=4)
    assert 40 + np.argmax(r[40:]) == 102  # the period of 25.5 samples, at 4 lags a sample


def test_levinson_solves_the_normal_equations(each_backend):
    x = np.random.default_rng(1).standard_normal((4, 300)) @ np.tri(300)
    r = autocorrelation(x, 11)
    a, e, k = levinson_durbin(r, 10)
    for i in range(4):
        solved = scipy.linalg.solve_toeplitz(r[i, :10], r[i, 1:])
        assert np.allclose(a[i], solved, atol=1e-7)
        assert np.isclose(e[i], r[i, 0] - solved @ r[i, 1:], rtol=1e-6)
    assert (np.abs(k) < 1).all()


@pytest.mark.parametrize("method", ["autocorrelation", "burg"])
def test_the_predictor_of_a_made_process_is_found(each_backend, method):
    rng = np.random.default_rng(2)
    a = stable(rng, 6)
    x = scipy.signal.lfilter([1], np.concatenate([[1], -a]), rng.standard_normal(60000))
    got, e = lpc(x, 6, method=method)
    assert np.abs(got - a).max() < 0.03
    assert np.isclose(e / len(x), 1, rtol=0.03)  # what is left is the noise
    assert np.array_equal(lpc(x, 6, method=method, sign="plus")[0], -got)


def test_silence_and_a_pure_prediction_stay_finite(each_backend):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for method in ("autocorrelation", "burg"):
            a, e = lpc(np.zeros((2, 50), np.float32), 8, method=method)
            assert not a.any() and not e.any() and a.dtype == np.float32
            a, e = lpc(np.full(50, 0.5), 8, method=method)
            assert np.isfinite(a).all() and e >= 0
    assert np.isclose(burg(np.full(50, 0.5), 3)[0][0], 1)  # a constant predicts itself


def test_lpcc_is_the_cepstrum_of_the_filter(each_backend):
    a = stable(np.random.default_rng(3), 8, (5,))
    A = np.fft.fft(np.concatenate([np.ones((5, 1)), -a], axis=1), 2**18, axis=1)
    log = -np.log(np.abs(A))  # of 1 / A
    c = 2 * np.fft.ifft(log).real[:, 1:21]  # minimum phase: twice the even part
    assert np.abs(lpcc(a, 20) - c).max() < 1e-9
    assert np.abs(lpcc(-a, 20, sign="plus") - c).max() < 1e-9
    assert np.abs(lpcc(a, 20, sign="plus") - c).max() > 0.1  # the other sign is another filter ...
    assert np.abs(lpcc(a, 20, sign="plus") + c).max() > 0.1  # ... not the negative one
    assert np.allclose(lpcc(a)[:, 0], a[:, 0]) and lpcc(a).shape == (5, 8)
    assert np.allclose(lpcc(a, 20)[:, :8], lpcc(a))


def test_lpcc_by_hand():
    assert np.allclose(lpcc(np.array([0.5]), 4), [0.5, 0.5**2 / 2, 0.5**3 / 3, 0.5**4 / 4])  # -ln(1 - x)
    assert np.allclose(lpcc(np.array([0.4, 0.2])), [0.4, 0.2 + 0.5 * 0.4 * 0.4])


def test_lpcc_of_a_signal(each_backend):
    x = vowel(VOWELS["a"], 120, 16000)
    c = lpcc_of_signal(x, 16000, n=13)
    assert c.shape == (1 + (len(x) - 400) // 160, 13) and np.isfinite(c).all()
    assert np.allclose(lpcc_of_signal(3 * x, 16000, n=13), c)  # the level is not among them
    other = lpcc_of_signal(vowel(VOWELS["i"], 120, 16000), 16000, 13)
    assert np.abs(np.median(c, axis=0) - np.median(other, axis=0)).max() > 0.2


def test_resonances_of_a_made_filter():
    rate, f, b = 10000, np.array([500.0, 1500, 2500]), np.array([60.0, 100, 150])
    r = np.exp(-np.pi * b / rate)
    poles = np.concatenate([r * np.exp(2j * np.pi * f / rate), r * np.exp(-2j * np.pi * f / rate), [0.5]])
    a = -np.poly(poles).real[1:]
    got, width = lpc_resonances(a[None], rate)
    assert np.allclose(got[0, :3], f) and np.allclose(width[0, :3], b) and np.isnan(got[0, 3:]).all()


@pytest.mark.parametrize("name", VOWELS)
@pytest.mark.parametrize("rate, pitch", [(8000, 120), (16000, 100), (16000, 130), (44100, 120)])
@pytest.mark.parametrize("method", ["burg", "autocorrelation"])
def test_formants_of_made_vowels(name, rate, pitch, method):
    found = formants(vowel(VOWELS[name], pitch, rate), rate, ceiling=5000.0, method=method)
    median = np.nanmedian(found.hz[:, :4], axis=0)
    assert found.hz.shape == (len(found.time), 5)
    assert np.abs(median - VOWELS[name][:4]).max() < 40
    assert np.nanmedian(found.bandwidth[:, 1]) < 200


def test_formants_of_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isnan(formants(np.zeros(8000, np.float32), 16000).hz).all()
        click = np.zeros(8000)
        click[4000] = 1
        assert formants(click, 16000).hz.shape[1] == 5
        assert np.isnan(formants(np.full(8000, 0.3), 16000).hz[1:-1]).all()
    with pytest.raises(DataError, match="less than one frame"):
        formants(np.zeros(100), 16000)
    with pytest.raises(ArgumentError, match="lowest"):
        formants(np.zeros(8000), 16000, lowest=4000)


def test_wrong_input():
    with pytest.raises(ArgumentError, match="order 12"):
        lpc(np.zeros(12), 12)
    with pytest.raises(ArgumentError, match="did you mean 'burg'"):
        lpc(np.zeros(50), 3, method="burgs")
    with pytest.raises(ArgumentError, match="sign"):
        lpcc(np.zeros(3), sign="-")
    with pytest.raises(ArgumentError, match="lags"):
        autocorrelation(np.zeros(3), 4)
    with pytest.raises(DataError, match="sample 7 "):
        lpcc_of_signal(np.where(np.arange(800) == 7, np.nan, 0.1), 16000)
    with pytest.raises(ShapeError, match="mean"):
        formants(np.zeros((800, 2)), 16000)
