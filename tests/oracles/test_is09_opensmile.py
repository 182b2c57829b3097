"""IS09 held to openSMILE itself: recordings, voices at every rate, bad sound, what IS11 and IS13 share."""

import warnings

import numpy as np
import pytest

opensmile = pytest.importorskip("opensmile", reason="opensmile is not installed: pip install 'emolab[peers]'")

from emolab.audio import (  # noqa: E402
    IS09_FUNCTIONALS,
    LicenceWarning,
    frame,
    is09,
    is09_contours,
    is09_names,
    opensmile_set,
    opensmile_set_names,
    read_wav,
    rfft,
)
from emolab.audio.is09_contours import (  # noqa: E402
    is09_mfcc,
    is09_moving_average,
    is09_rms_energy,
    is09_samples,
    is09_zcr,
)
from emolab.audio.is09_plan import is09_plan  # noqa: E402

Set, Level = opensmile.FeatureSet, opensmile.FeatureLevel
RATES = [8000, 11025, 16000, 22050, 24000, 44100, 48000, 96000]


@pytest.fixture(scope="module")
def smile():
    return opensmile.Smile(Set.IS09, Level.Functionals)


def theirs(smile, x, rate):
    return smile.process_signal(x, rate).to_numpy()[0]


def relative(got, wanted):
    """Relative differences, 0 where both are equal (both are 0)."""
    return np.abs(got.astype(float) - wanted) / np.maximum(np.abs(wanted), 1e-30)


def unexplained(x, rate, got, wanted):
    """Values that differ by more than 1e-3 of themselves, and for another reason than these two.

    Cancellation: the value is small against its contour, of which it is a mean, slope, offset, minimum or
    moment. openSMILE's transform and its contours are float32, whose rounding is then all that is left.
    Accepted is a difference below 5e-6 of the contour's largest magnitude (of 1, for skewness).
    A tie: two frames are the extremum but for less than 1e-6 of the largest magnitude.
    """
    contours = is09_contours(x, rate)
    top = np.abs(contours).max(axis=0)  # (32,)
    found = []
    for place in np.flatnonzero(relative(got, wanted) > 1e-3):
        k, functional = divmod(place, 12)
        name = IS09_FUNCTIONALS[functional]
        if name.endswith("Pos"):
            first, second = contours[[int(got[place]), int(wanted[place])], k]
            explained = abs(first - second) <= 1e-6 * top[k]
        else:
            unit = {"skewness": 1, "linregc1": top[k] / len(contours), "linregerrQ": top[k] ** 2}
            gap = abs(got[place] - wanted[place])
            explained = name != "kurtosis" and gap <= 5e-6 * unit.get(name, top[k])
        if not explained:
            found.append((is09_names()[place], got[place], wanted[place]))
    return found


def assert_held(smile, paths):
    """Hold IS09 of recordings to a median of 1e-6 and at most 0.1 % beyond 1e-3, each of them explained."""
    gaps, left = [], []
    for path in paths:
        x, rate = read_wav(path)
        got, wanted = is09(x, rate), theirs(smile, x, rate)
        gaps.append(relative(got, wanted))
        left += [(path.name, *case) for case in unexplained(x, rate, got, wanted)]
    gaps = np.array(gaps)
    print(f"median {np.median(gaps):.1e}, {(gaps > 1e-3).mean():.4%} beyond 1e-3 in {len(paths)} clips")
    assert not left
    assert np.median(gaps) < 1e-6
    assert (gaps > 1e-3).mean() <= 1e-3


def test_names(smile):
    assert list(smile.feature_names) == is09_names()


@pytest.mark.parametrize("folder", ["emodb", "ravdess"])
def test_some_real_recordings(data_folder, smile, folder):
    paths = sorted((data_folder / folder).rglob("*.wav")) or pytest.skip(f"no {folder} here")
    assert_held(smile, paths[::12])


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["emodb", "ravdess"])
def test_all_real_recordings(data_folder, smile, folder):
    assert_held(smile, sorted((data_folder / folder).rglob("*.wav")) or pytest.skip(f"no {folder} here"))


def voice(rate, seconds=1.1):
    t = np.arange(int(rate * seconds)) / rate
    noise = np.random.default_rng(rate).standard_normal(len(t))
    harmonics = range(1, min(20, int(rate / 2 / 160)))
    buzz = sum(np.sin(2 * np.pi * k * 130 * t * (1 + 0.1 * t)) / k for k in harmonics)
    return (0.1 * buzz * (t < 0.8) + 0.003 * noise).astype(np.float32)


@pytest.mark.parametrize("rate", RATES)
def test_voices_at_every_rate(each_backend, smile, rate):
    x = voice(rate)
    got, wanted = is09(x, rate), theirs(smile, x, rate)
    assert np.median(relative(got, wanted)) < 1e-6
    assert not unexplained(x, rate, got, wanted)


@pytest.mark.parametrize("rate", [8000, 16000, 48000])
@pytest.mark.parametrize("frames", [1, 2, 3, 4, 7])
def test_short_clips(smile, rate, frames):
    x = voice(rate)[: int(rate * (0.02501 + 0.01 * (frames - 1)))]
    got, wanted = is09(x, rate), theirs(smile, x, rate)
    if frames == 4:  # two frames have no skewness, only its rounding
        kept = [k for k, name in enumerate(is09_names()) if not name.endswith("skewness")]
        got, wanted = got[kept], wanted[kept]
    assert np.allclose(got, wanted, rtol=1e-3, atol=1e-4)


def test_nan_in_the_same_place(smile):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert np.isnan(theirs(smile, voice(16000)[:399], 16000)).all()
        assert np.isnan(is09(voice(16000)[:399], 16000)).all()


def test_bad_sound(each_backend, smile):
    """Silence, an offset, a click, clipping, noise of one bit: as openSMILE's, down to float32 noise."""
    rate, x = 16000, voice(16000)
    click = np.zeros(16000, np.float32)
    click[8000] = 0.9
    bits = np.random.default_rng(0).integers(-1, 2, 16000).astype(np.float32) / 32768
    clipped = np.clip(50 * x, -1, 32767 / 32768)
    for sound in (np.zeros(16000, np.float32), np.full(16000, 0.5, np.float32), click, clipped, bits):
        got, wanted = is09(sound, rate), theirs(smile, sound, rate)
        left = unexplained(sound, rate, got, wanted)
        if sound is click:  # a single pulse has no periodicity: their voicing is their transform's rounding
            assert wanted[is09_names().index("voiceProb_sma_max")] < 1e-6
            left = [case for case in left if "voiceProb" not in case[0]]
        assert not left


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 48000])
@pytest.mark.parametrize("name, seconds, cepstra", [("IS11", 0.020, 12), ("IS13", 0.060, 14)])
def test_contours_shared_with_the_larger_sets(each_backend, rate, name, seconds, cepstra):
    """Energy and zero crossings to the last bit, cepstra (of powers, from 20 Hz) but for their float32."""
    x = voice(rate)
    descriptors = opensmile.Smile(Set[name], Level.LowLevelDescriptors)
    columns = list(descriptors.feature_names)
    wanted = descriptors.process_signal(x, rate).to_numpy()
    plan = is09_plan(float(rate), 0.020, 20.0)
    samples = is09_samples(x)
    frames = frame(samples, plan.length, plan.hop)
    power = np.abs(rfft((frames * plan.window).astype(float), plan.n_fft)) ** 2
    own = {
        "pcm_RMSenergy_sma": is09_rms_energy(frames),
        "pcm_zcr_sma": is09_zcr(frame(samples, is09_plan(float(rate), seconds).length, plan.hop)),
    }
    prefix = "pcm_fftMag_" if name == "IS11" else ""
    for k, values in enumerate(is09_mfcc(32767 * power, plan.bank, 1, cepstra).T, 1):
        own[f"{prefix}mfcc_sma[{k}]"] = values
    for column, values in own.items():
        got = is09_moving_average(values.astype(np.float32)[:, None])[: len(wanted) - 2, 0]
        there = wanted[: len(got), columns.index(column)]
        bound = 5e-6 * np.abs(there).max() if "mfcc" in column else 0
        assert np.abs(got - there).max() <= bound, column


@pytest.mark.parametrize("name, size", [("IS11", 4368), ("IS13", 6373)])
def test_the_larger_sets(name, size):
    from emolab.audio import opensmile_sets

    opensmile_sets._smile.cache_clear()
    x = voice(16000)
    with pytest.warns(LicenceWarning, match="audEERING.*commercial use needs a licence"):
        got = opensmile_set(x, 16000, name)
    wanted = theirs(opensmile.Smile(Set[name], Level.Functionals), x, 16000)
    assert got.shape == (size,) and np.array_equal(got, wanted, equal_nan=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # it is said once
        assert len(opensmile_set_names(name)) == size and len(opensmile_set(x, 16000, name)) == size
    full = x / np.abs(x).max()
    full[np.argmax(np.abs(full))] = 1  # not turned into -1 on the way
    below = np.minimum(full, np.float32(32767 / 32768))
    assert np.array_equal(opensmile_set(full, 16000, name), opensmile_set(below, 16000, name), equal_nan=True)
