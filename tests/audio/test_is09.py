"""IS09 as a whole: names, bad input, and what must not change the values."""

import warnings

import numpy as np
import pytest

import emolab
from emolab import ArgumentError, DataError, MissingExtra, ShapeError
from emolab.audio import (
    IS09_CONTOURS,
    is09,
    is09_contours,
    is09_names,
    is09_raw_contours,
    opensmile_set,
    opensmile_set_names,
)

RATES = [8000, 11025, 16000, 22050, 32000, 44100, 48000, 96000]


def voice(rate, seconds=0.7, f0=220):
    t = np.arange(int(rate * seconds)) / rate
    harmonics = np.arange(1, int(min(20, rate / 2 / f0)))
    buzz = sum(np.sin(2 * np.pi * k * f0 * t) / k for k in harmonics)
    noise = np.random.default_rng(rate).standard_normal(len(t))
    return (0.1 * buzz + 0.0003 * noise).astype(np.float32)


def value(values, name):
    return values[is09_names().index(name)]


def test_names():
    names = is09_names()
    assert len(names) == len(set(names)) == 384
    assert names[0] == "pcm_RMSenergy_sma_max" and names[-1] == "F0_sma_de_kurtosis"
    assert names[12:15] == [f"pcm_fftMag_mfcc_sma[1]_{f}" for f in ("max", "min", "range")]
    assert names[16 * 12 + 12] == "pcm_fftMag_mfcc_sma_de[1]_max"


@pytest.mark.parametrize("rate", RATES)
def test_a_voice_at_every_rate(each_backend, rate):
    y = is09(voice(rate), rate)
    assert y.shape == (384,) and y.dtype == np.float32 and np.isfinite(y).all()
    assert abs(value(y, "F0_sma_max") - 220) < 6 and value(y, "voiceProb_sma_amean") > 0.6


def test_both_faces_agree_as_a_whole():
    x = voice(16000, 3.5)  # long enough for several pieces
    with emolab.use("numpy"):
        wanted = is09_contours(x, 16000)
    with emolab.use("numba"):
        got = is09_contours(x, 16000)
    scale = np.abs(wanted).max(axis=0)
    assert (np.abs(got - wanted) <= 1e-6 * scale).all()


def test_the_bits_do_not_depend_on_the_threads():
    x = voice(16000, 9.0)
    before = emolab.threads()
    try:
        emolab.set_threads(1)
        one = is09(x, 16000)
        emolab.set_threads(3)
        assert np.array_equal(one, is09(x, 16000))
    finally:
        emolab.set_threads(before)


def test_contours_belong_to_their_frames():
    """A frame's values do not depend on where its block is cut; the pitch smoother alone looks back."""
    x = voice(16000, 4.0)
    whole, part = is09_raw_contours(x, 16000), is09_raw_contours(x[160 * 150 :], 16000)
    assert len(whole) == (len(x) - 400) // 160 + 1
    scale = np.abs(whole[:, :15]).max(axis=0)
    assert (np.abs(whole[150:, :15] - part[:, :15]) <= 1e-6 * scale).all()


def test_float64_is_kept_and_gives_the_same():
    x = voice(16000)
    y = is09(x.astype(np.float64), 16000)
    assert y.dtype == np.float64 and np.array_equal(y.astype(np.float32), is09(x, 16000))


def test_the_first_of_several_channels():
    x = voice(16000)
    assert np.array_equal(is09(np.stack([x, -0.5 * x], axis=1), 16000), is09(x, 16000))
    with pytest.raises(ShapeError, match="one channel"):
        is09(np.stack([x, x]), 16000)


def test_silence(each_backend):
    y = is09(np.zeros(16000, np.float32), 16000)
    assert np.isfinite(y).all()
    assert value(y, "pcm_zcr_sma_max") == value(y, "pcm_zcr_sma_min") == pytest.approx(0.995)
    rest = [v for v, name in zip(y, is09_names()) if "zcr" not in name]
    assert not np.any(rest)


def test_offset_click_and_clipping(each_backend):
    offset = is09(np.full(16000, 0.5, np.float32), 16000)
    assert value(offset, "pcm_zcr_sma_max") == 0 and value(offset, "F0_sma_max") == 0
    assert value(offset, "pcm_RMSenergy_sma_range") == 0 < value(offset, "pcm_RMSenergy_sma_max")
    click = np.zeros(16000, np.float32)
    click[8000] = 1
    y = is09(click, 16000)
    assert np.isfinite(y).all() and value(y, "voiceProb_sma_max") < 1e-6 and value(y, "F0_sma_max") == 0
    assert abs(value(y, "pcm_RMSenergy_sma_maxPos") - (8000 - 200) / 160) <= 2
    clipped = np.clip(20 * voice(16000), -1, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        y = is09(clipped, 16000)
    assert np.isfinite(y).all() and abs(value(y, "F0_sma_max") - 220) < 6


def test_full_scale_keeps_its_sign_and_beyond_it_is_clipped_with_a_warning():
    x = voice(16000)
    x /= np.abs(x).max()
    loudest = int(np.argmax(np.abs(x)))
    x[loudest] = 1
    below = x.copy()
    below[loudest] = 32767 / 32768
    assert np.array_equal(is09(x, 16000), is09(below, 16000))
    with pytest.warns(UserWarning, match=r"\d+ of 11200 samples lie beyond -1..1 and are clipped"):
        y = is09(1.5 * x, 16000)
    assert np.array_equal(y, is09(np.clip(1.5 * x, -1, 1), 16000))


@pytest.mark.parametrize("rate", [8000, 16000, 48000])
def test_less_than_a_frame_gives_nan_and_says_so(each_backend, rate):
    with pytest.warns(UserWarning, match=rf"{rate // 100} samples \(0.010 s\), less than one frame"):
        y = is09(voice(rate, 0.01), rate)
    assert y.shape == (384,) and np.isnan(y).all()
    for frames in (1, 2, 3, 4):
        assert np.isfinite(is09(voice(rate, 0.02501 + 0.01 * (frames - 1)), rate)).all()


def test_nan_infinity_and_nothing():
    x = voice(16000)
    x[5000] = np.nan
    with pytest.raises(DataError, match="is09: sample 5000 of the signal is nan"):
        is09(x, 16000)
    x[5000], x[6000] = 0, np.inf
    with pytest.raises(DataError, match="sample 6000 of the signal is inf"):
        is09(x, 16000)
    with pytest.raises(DataError, match="empty"):
        is09(x[:0], 16000)


def test_wrong_arguments():
    x = voice(16000)
    with pytest.raises(ArgumentError, match="int16"):
        is09((x * 32767).astype(np.int16), 16000)
    for rate in (0, -1, np.nan, "fast"):
        with pytest.raises(ArgumentError, match="sample_rate"):
            is09(x, rate)
    with pytest.raises(ArgumentError, match="1000 Hz.*at least 2000"):
        is09(x, 1000)
    assert np.array_equal(is09(x.tolist(), 16000).astype(np.float32), is09(x, 16000))


def test_the_sets_by_name(monkeypatch):
    x = voice(16000)
    assert np.array_equal(opensmile_set(x, 16000, "IS09"), is09(x, 16000))
    assert opensmile_set_names("IS09") == is09_names()
    with pytest.raises(ArgumentError, match="did you mean 'IS13'"):
        opensmile_set(x, 16000, "IS133")
    from emolab.audio import opensmile_sets

    def absent(name):
        raise ImportError(name)

    opensmile_sets._smile.cache_clear()
    monkeypatch.setattr(opensmile_sets.importlib, "import_module", absent)
    with pytest.raises(MissingExtra, match=r"pip install 'emolab\[opensmile\]'"):
        opensmile_set(x, 16000, "IS13")


def test_the_order_of_contours():
    assert len(IS09_CONTOURS) == 32
    assert IS09_CONTOURS[15] == "F0_sma" and IS09_CONTOURS[29] == "pcm_zcr_sma_de"
    x = voice(16000)
    louder, plain = is09_contours(2 * x, 16000), is09_contours(x, 16000)
    assert np.allclose(louder[:, 0], 2 * plain[:, 0], rtol=1e-3)  # energy
    assert np.array_equal(louder[:, 15], plain[:, 15])  # pitch
