"""Separating the voice: the way back, the masks, the methods by hand, and what cannot be separated."""

import warnings

import numpy as np
import pytest

import emolab
from emolab.audio import (
    SeparationWarning,
    beat_spectrum,
    hpss,
    istft,
    median_filter,
    noise_floor_mask,
    overlap_add,
    read_wav,
    repeating_mask,
    repeating_period,
    resample,
    separate_voice,
    separation_grid,
    separation_stft,
    si_sdr,
    soft_mask,
    stft,
)
from emolab.core import ArgumentError, DataError, ShapeError
from emolab.datasets import SyntheticClips
from emolab.datasets.synthetic.music import make_music
from emolab.datasets.synthetic.noise import NOISES, make_noise

RATE = 16000
METHODS = ["unet", "hpss", "repet", "combined"]


@pytest.fixture(scope="module")
def voice():
    """Nearly 4 s of a synthetic person."""
    clips = SyntheticClips(2, 1, 3, seconds=2.0)
    return np.concatenate([clips[8].sound, clips[13].sound])


def accompaniment(kind, seconds, seed):
    return make_music(seconds, RATE, seed) if kind == "music" else make_noise(kind, seconds, RATE, seed)


def mixed(voice, other):
    other = other[: len(voice)]
    return voice + other * np.sqrt(np.mean(voice**2) / np.mean(other**2))


@pytest.mark.parametrize("pad", ["none", "end", "centre"])
@pytest.mark.parametrize(("n_fft", "hop"), [(64, 16), (63, 20), (50, 25)])
def test_istft_gives_the_signal_back(each_backend, pad, n_fft, hop):
    x = np.random.default_rng(0).standard_normal(1000)
    X = stft(x, n_fft, hop, "hamming", pad=pad)
    back = istft(X, n_fft, hop, "hamming", pad=pad, length=len(x))
    covered = slice(0, (len(X) - 1) * hop + (n_fft if pad == "none" else 0) or None)
    assert np.abs(back[covered] - x[covered]).max() < 1e-12
    assert (back[len(x) :] == 0).all()


def test_istft_without_a_length_covers_what_the_frames_do():
    x = np.random.default_rng(0).standard_normal(1024)
    back = istft(stft(x, 64, 16), 64, 16)
    assert len(back) == 1024 and np.allclose(back, x)


def test_istft_of_a_changed_transform_is_the_nearest_signal():
    """No other signal's transform lies nearer: the gradient of the distance is 0 there."""
    rng = np.random.default_rng(1)
    X = stft(rng.standard_normal(256), 32, 8) * rng.random((33, 17))
    x = istft(X, 32, 8, length=256)

    def distance(signal):
        weights = np.full(17, 2.0)
        weights[[0, -1]] = 1  # the mirrored bins count as well
        return (weights * np.abs(stft(signal, 32, 8) - X) ** 2).sum()

    least = distance(x)
    for _ in range(5):
        step = 1e-3 * rng.standard_normal(256)
        assert distance(x + step) > least and distance(x - step) > least
        assert abs(distance(x + step) - distance(x - step)) < 1e-9


def test_istft_errors():
    X = np.zeros((3, 17), complex)
    with pytest.raises(ShapeError, match="17 bins; n_fft 64 needs 33"):
        istft(X, 64)
    with pytest.raises(ArgumentError, match="exceeds the frames"):
        istft(X, 32, 40)
    with pytest.raises(ArgumentError, match="hop"):
        overlap_add(np.zeros((2, 3)), 0)


def test_median_filter_by_hand(each_backend):
    x = np.array([1.0, 9, 2, 3, 8])
    assert median_filter(x, 3).tolist() == [1, 2, 3, 3, 8]
    assert median_filter(x, 1).tolist() == x.tolist()
    with pytest.raises(ArgumentError, match="odd"):
        median_filter(x, 4)
    with pytest.raises(ArgumentError, match="width"):
        median_filter(x, 0)


def test_hpss_tells_a_tone_from_a_beat():
    S = np.full((60, 80), 1e-3)
    S[:, 20] = 1  # a tone
    S[30, :] = 1  # a beat
    M_h, M_p = hpss(S, 17, 17)
    assert M_h[10, 20] > 0.99 and M_p[30, 60] > 0.99
    assert np.allclose(M_h + M_p, 1)
    strict_h, strict_p = hpss(S, 17, 17, margin=3.0)
    assert (strict_h + strict_p).max() <= 1 + 1e-12 and strict_h[0, 0] + strict_p[0, 0] < 0.5


def test_soft_mask_by_hand():
    own, other = np.array([[3.0, 0, 0, 1e-200]]), np.array([[4.0, 0, 2, 1e-200]])
    assert np.allclose(soft_mask(own, other), [[9 / 25, 0.5, 0, 0.5]])
    assert soft_mask(own, other, halved=False)[0, 1] == 0


def test_noise_floor_mask_keeps_what_stands_out():
    power = np.ones((50, 3))
    power[20:25, 1] = 100
    M = noise_floor_mask(power, 0.5, 2.0, 0.1)
    assert np.allclose(M[20:25, 1], np.sqrt(0.98)) and np.allclose(M[0], 0.1)


def test_a_pattern_that_repeats_is_found():
    rng = np.random.default_rng(2)
    pattern = rng.random((37, 20)) ** 4
    V = np.tile(pattern, (6, 1))
    V[100:110, 5] += 3  # one event that does not come back
    found = repeating_period(beat_spectrum(V**2), 16, 500)
    assert found.period == 37 and found.strength > 0.1
    M = repeating_mask(V, 37)
    assert np.allclose(M[:90], 1) and M[100:110, 5].max() < 0.3
    assert repeating_mask(V[:200], 37).shape == (200, 20)  # the last period is broken off
    assert np.allclose(repeating_mask(V[:30], 37), 1)  # less than a period


def test_no_repetition():
    V = np.random.default_rng(3).random((200, 40))
    assert repeating_period(beat_spectrum(V)).strength < 0.03
    assert repeating_period(beat_spectrum(np.ones((200, 4)))).strength < 1e-6
    with pytest.raises(DataError, match="too short"):
        repeating_period(np.ones(40), 16)
    with pytest.raises(DataError, match="silent"):
        beat_spectrum(np.zeros((4, 4)))


def test_si_sdr_by_hand():
    t = np.array([1.0, -1, 1, -1])
    n = np.array([1.0, 1, -1, -1])  # at right angles
    assert si_sdr(3 * t + 0.3 * n, t) == pytest.approx(20)
    assert si_sdr(t * 5 + 2, t) == np.inf and si_sdr(n, t) == -np.inf
    with pytest.raises(DataError, match="silent or constant"):
        si_sdr(t, np.ones(4))
    with pytest.raises(ShapeError):
        si_sdr(t, t[:3])
    with pytest.raises(DataError, match="NaN"):
        si_sdr(t * np.nan, t)


@pytest.mark.parametrize(
    ("kind", "method", "least"),
    [("music", "unet", 3), ("white", "unet", 6), ("pink", "unet", 6), ("babble", "unet", 1.5),
     ("music", "combined", 1), ("white", "combined", 4), ("pink", "hpss", 2), ("pink", "repet", 3)],
)  # fmt: skip
def test_a_synthetic_voice_is_separated(voice, kind, method, least):
    """Mixtures that nothing was tuned on; the bound lies well below what was measured."""
    x = mixed(voice, accompaniment(kind, len(voice) / RATE, 77))
    stems = separate_voice(x, RATE, method)
    assert si_sdr(stems.voice, voice) - si_sdr(x, voice) > least
    assert si_sdr(stems.rest, x - voice) > si_sdr(x, x - voice)


def test_real_speakers_that_training_never_heard(data_folder):
    """At 0 dB, on average over music, white and pink noise, at least 6 dB."""
    paths = sorted((data_folder / "ravdess" / "Actor_08").glob("*.wav"))[7::25]
    paths += sorted((data_folder / "emodb").glob("12*.wav"))[5::20]
    if not paths:
        pytest.skip(f"{data_folder} has neither ravdess/Actor_08 nor emodb/12*")
    gains = {"music": [], "white": [], "pink": []}
    for i, path in enumerate(paths):
        signal, rate = read_wav(path)
        real = resample(signal, rate, RATE)
        for kind, found in gains.items():
            seconds = len(real) / RATE
            x = mixed(real, accompaniment(kind, seconds, 900 + i))
            found.append(si_sdr(separate_voice(x, RATE)[0], real) - si_sdr(x, real))
    assert {kind: np.mean(found) >= 6 for kind, found in gains.items()} == dict.fromkeys(gains, True), gains


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_two_stems_add_up(voice, method, dtype):
    x = mixed(voice, make_music(len(voice) / RATE, RATE, 5)).astype(dtype)
    stems = separate_voice(x, RATE, method)
    speech, rest = stems
    assert speech.dtype == rest.dtype == dtype and len(speech) == len(rest) == len(x)
    assert np.abs(speech + rest - x).max() < 1e-6 and stems.said == ""
    assert np.isfinite(speech).all()


@pytest.mark.parametrize("rate", [8000, 22050, 44100, 48000, 96000])
def test_every_sample_rate_gives_the_same_voice(voice, rate):
    x = mixed(voice, make_noise("pink", len(voice) / RATE, RATE, 5))
    there = separate_voice(resample(x, RATE, rate), rate).voice
    back = resample(there, rate, RATE)[: len(x)]
    straight = separate_voice(x, RATE).voice[: len(back)]
    assert si_sdr(back, straight) > (6 if rate == 8000 else 15)


def test_the_level_does_not_matter(voice):
    x = mixed(voice, make_noise("white", len(voice) / RATE, RATE, 5))
    assert np.allclose(separate_voice(x / 64, RATE).voice * 64, separate_voice(x, RATE).voice, atol=1e-4)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("level", [0.0, 0.25])
def test_silence_and_dc_say_so(method, level):
    x = np.full(20000, level)
    with pytest.warns(SeparationWarning, match="silent"):
        stems = separate_voice(x, RATE, method)
    assert "silent" in stems.said and not stems.voice.any() and (stems.rest == x).all()


def test_one_stem_says_so(voice):
    with pytest.warns(SeparationWarning, match="nothing but voice"):
        assert "nothing but voice" in separate_voice(voice, RATE).said
    with pytest.warns(SeparationWarning, match="no voice was found"):
        separate_voice(make_noise("white", 3, RATE, 1), RATE)
    tone = np.sin(2 * np.pi * 440 * np.arange(2 * RATE) / RATE)
    with pytest.warns(SeparationWarning, match="no voice was found"):
        separate_voice(tone, RATE, "hpss")


def test_no_repetition_says_so():
    x = make_noise("white", 3, RATE, 1)
    with pytest.warns(SeparationWarning, match="no repetition.*unchanged"):
        stems = separate_voice(x, RATE, "repet")
    assert (stems.voice == x).all() and not stems.rest.any()
    with pytest.warns(SeparationWarning, match="no repetition"):
        separate_voice(x, RATE, "combined")
    with pytest.warns(SeparationWarning, match="too short for a repetition"):
        separate_voice(x[:2000], RATE, "repet")


@pytest.mark.parametrize("method", METHODS)
def test_odd_signals_stay_finite(voice, method):
    click = np.zeros(RATE)
    click[7000] = 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # nothing but the library's own remark
        warnings.simplefilter("ignore", SeparationWarning)
        late, clipped = np.r_[np.zeros(RATE), voice], np.clip(20 * voice, -1, 1)
        for x in (click, clipped, voice[:1100], late, voice * 1e-4):
            stems = separate_voice(x, RATE, method)
            assert np.isfinite(stems.voice).all() and np.abs(stems.voice + stems.rest - x).max() < 1e-6


def test_bad_input_is_named(voice):
    with pytest.raises(DataError, match="sample 7 of the signal is nan"):
        x = voice.copy()
        x[7] = np.nan
        separate_voice(x, RATE)
    with pytest.raises(DataError, match="160 samples, 0.010 s.*window of 1024"):
        separate_voice(np.ones(160), RATE)
    with pytest.raises(DataError, match="empty"):
        separate_voice(np.zeros(0), RATE)
    with pytest.raises(ShapeError, match=r"shape \(2000, 2\)"):
        separate_voice(np.zeros((2000, 2)), RATE)
    with pytest.raises(ArgumentError, match="int16"):
        separate_voice(np.zeros(2000, np.int16), RATE)
    with pytest.raises(ArgumentError, match="did you mean 'repet'"):
        separate_voice(voice, RATE, "repeat")
    with pytest.raises(ArgumentError, match="sample_rate"):
        separate_voice(voice, 0)


def test_a_mask_of_ones_own(voice):
    x = mixed(voice, make_noise("white", len(voice) / RATE, RATE, 5))
    S, N = separation_stft(voice, RATE), separation_stft(x - voice, RATE)
    ideal = separate_voice(x, RATE, mask=lambda signal, rate: soft_mask(np.abs(S), np.abs(N)))
    assert si_sdr(ideal.voice, voice) > 8
    with pytest.raises(ShapeError, match="frames, bins"):
        separate_voice(x, RATE, mask=lambda signal, rate: np.ones((3, 4)))
    with pytest.raises(DataError, match="outside 0 to 1"):
        separate_voice(x, RATE, mask=lambda signal, rate: np.full(S.shape, 1.5))
    assert separation_grid(RATE) == (1024, 256) and separation_grid(44100) == (2822, 706)


def test_both_faces_agree(voice):
    x = mixed(voice, make_music(len(voice) / RATE, RATE, 5))
    for method in METHODS:
        with emolab.use("numpy"):
            formula = separate_voice(x, RATE, method).voice
        with emolab.use("numba"):
            kernel = separate_voice(x, RATE, method).voice
        assert np.abs(formula - kernel).max() < 1e-3 * np.abs(formula).max(), method


def test_music_and_noise_are_as_asked():
    makers = lambda seed: make_music(2.5, 8000, seed), lambda seed: make_noise("babble", 2.5, 8000, seed)
    for make in makers:
        x = make(4)
        assert x.shape == (20000,) and x.dtype == np.float32 and np.sqrt(np.mean(x**2)) == pytest.approx(0.1)
        assert (make(4) == x).all() and not (make(5) == x).all()
    slope = {}
    for kind in NOISES[:3]:
        P = np.abs(np.fft.rfft(make_noise(kind, 8, 8000, 1))) ** 2
        f = np.fft.rfftfreq(64000, 1 / 8000)
        low, high = P[(f > 100) & (f < 200)].mean(), P[(f > 1600) & (f < 3200)].mean()
        slope[kind] = 10 * np.log10(low / high) / 4  # dB an octave
    assert slope == pytest.approx({"white": 0, "pink": 3, "brown": 6}, abs=0.5)
    bar = make_music(20, 8000, 3, parts=["chords", "bass"])
    X = separation_stft(bar, 8000)
    assert repeating_period(beat_spectrum(np.abs(X) ** 2)).strength > 0.03
    with pytest.raises(ArgumentError, match="harp"):
        make_music(1, 8000, 1, parts=["harp"])
    with pytest.raises(ArgumentError, match="parts|one part"):
        make_music(1, 8000, 1, parts=[])
    with pytest.raises(ArgumentError, match="unknown kind"):
        make_noise("green", 1, 8000)
    with pytest.raises(ArgumentError, match="above 0"):
        make_music(0, 8000)
