"""The whole road: conventions, stages, wrong input."""

import warnings

import numpy as np
import pytest

import emolab
from emolab.audio import CONVENTIONS, Convention, fbank, hamming, mfcc, mfcc_stages, settings
from emolab.core import ArgumentError, DataError, ShapeError


def voice(rate, seconds=0.7, dtype=np.float64):
    t = np.arange(int(rate * seconds)) / rate
    noise = np.random.default_rng(3).standard_normal(len(t))
    return (0.3 * np.sin(2 * np.pi * 150 * t * (1 + 0.2 * t)) + 0.03 * noise).astype(dtype)


def mel(f):
    return 2595 * np.log10(1 + f / 700)


def literal_song2021(x, rate):
    """Equations 2.24 to 2.27 with loops, n_fft the next power of two, power spectrum, 26 filters."""
    K = round(rate * 4096 / 48000)
    y = [x[0]] + [x[n] - 0.97 * x[n - 1] for n in range(1, len(x))]
    n_fft = 2 ** int(np.ceil(np.log2(K)))
    corner = [700 * (10 ** (m / 2595) - 1) for m in np.linspace(0, mel(rate / 2), 28)]
    rows = []
    for start in range(0, len(y) - K + 1, K // 2):
        w = [y[start + n] * (0.54 - 0.46 * np.cos(2 * np.pi * n / (K - 1))) for n in range(K)]
        P = np.abs(np.fft.fft(w, n_fft)) ** 2
        s = []
        for j in range(1, 27):
            left, peak, right = corner[j - 1 : j + 2]
            f = np.arange(n_fft // 2 + 1) * rate / n_fft
            weight = np.maximum(0, np.minimum((f - left) / (peak - left), (right - f) / (right - peak)))
            s.append(np.log(max(1e-10, (weight * P[: n_fft // 2 + 1]).sum())))
        m = np.arange(1, 27)
        rows.append([sum(s * np.cos(np.pi * n * (m - 0.5) / 26)) for n in range(1, 14)])
    return np.array(rows)


@pytest.mark.parametrize("rate", [8000, 22050, 48000])
def test_song2021_by_its_equations(each_backend, rate):
    x = voice(rate)
    wanted = literal_song2021(x, rate)
    got = mfcc(x, rate, "song2021")
    assert got.shape == wanted.shape
    assert np.abs(got - wanted).max() < 1e-9 * np.ptp(wanted)


def literal_htk(x, rate):
    """One frame after the other as the HTK book has it: magnitude, filters straight over mel, c0 last."""
    K, step = int(0.025 * rate + 1e-6), int(0.010 * rate + 1e-6)
    n_fft = 2 ** int(np.ceil(np.log2(K)))
    centre = np.linspace(0, mel(rate / 2), 28)
    rows = []
    for start in range(0, len(x) - K + 1, step):
        f = x[start : start + K] * 32768
        y = np.array([f[0] * (1 - 0.97)] + [f[n] - 0.97 * f[n - 1] for n in range(1, K)])
        A = np.abs(np.fft.fft(y * np.hamming(K), n_fft))
        energy = np.zeros(28)
        for k in range(1, n_fft // 2):
            m = mel(k * rate / n_fft)
            j = np.searchsorted(centre, m, side="right") - 1  # each bin feeds the filters below and above it
            up = (m - centre[j]) / (centre[j + 1] - centre[j])
            energy[j] += (1 - up) * A[k]
            energy[j + 1] += up * A[k]
        s = np.log(np.maximum(1.0, energy[1:27]))
        c = [np.sqrt(2 / 26) * sum(s * np.cos(np.pi * n * (np.arange(1, 27) - 0.5) / 26)) for n in range(13)]
        lifted = [c[n] * (1 + 11 * np.sin(np.pi * n / 22)) for n in range(1, 13)]
        rows.append([*lifted, c[0]])
    return np.array(rows)


@pytest.mark.parametrize("rate", [8000, 16000, 44100])
def test_htk_by_its_book(each_backend, rate):
    x = voice(rate, 0.2)
    wanted = literal_htk(x, rate)
    got = mfcc(x, rate, "htk")
    assert got.shape == wanted.shape
    assert np.abs(got - wanted).max() < 1e-9 * np.ptp(wanted)


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_stages_end_in_mfcc(each_backend, convention, dtype):
    x = voice(16000, dtype=dtype)
    stages = mfcc_stages(x, 16000, convention)
    got = mfcc(x, 16000, convention)
    assert got.dtype == dtype and stages.mfcc.shape == got.shape
    assert np.abs(stages.mfcc - got).max() < (1e-5 if dtype == np.float32 else 1e-10) * np.ptp(got)
    assert np.allclose(stages.log, fbank(x, 16000, convention, differences=0), rtol=1e-3)
    assert len({len(stages.frames), len(stages.spectrum), len(stages.energies), len(got)}) == 1


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_single_precision_is_enough(each_backend, convention):
    wanted = mfcc(voice(16000), 16000, convention)
    got = mfcc(voice(16000, dtype=np.float32), 16000, convention)
    assert np.abs(got - wanted).max() < 1e-4 * np.ptp(wanted)


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_silence_gives_the_floor_without_a_warning(each_backend, convention):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        got = mfcc(np.zeros(16000, np.float32), 16000, convention)
    assert np.isfinite(got).all() and np.ptp(got, axis=0).max() <= 1e-6 * np.abs(got).max() + 1e-4
    if convention == "song2021":
        assert np.abs(got).max() < 1e-4  # a flat log spectrum has no shape
    if convention == "librosa":
        assert np.isclose(got[0, 0], -100 * np.sqrt(128))


def test_one_sample():
    assert mfcc(np.array([0.5]), 16000).shape == (1, 20)  # centred frames: zeros around it
    assert mfcc(np.array([0.5]), 16000, "psf").shape == (1, 13)  # zeros behind it
    for convention in ("htk", "song2021"):
        with pytest.raises(DataError, match="1 samples, less than one frame"):
            mfcc(np.array([0.5]), 16000, convention)
        assert mfcc(np.array([0.5]), 16000, convention, pad="end").shape == (1, 13)


def test_number_of_frames():
    x = np.random.default_rng(0).standard_normal(48000)
    assert mfcc(x, 48000, "song2021").shape == (1 + (48000 - 4096) // 2048, 13)
    assert mfcc(x[:16000], 16000, "song2021").shape == (1 + (16000 - 1365) // 682, 13)
    assert mfcc(x[:16000], 16000, "psf").shape == (99, 13)
    assert mfcc(x[:16000], 16000, "htk").shape == (98, 13)
    assert mfcc(x[:16000], 16000).shape == (32, 20)


def test_settings_change_a_convention():
    x = voice(16000)
    own = Convention(length=400, hop=160, bands=40, n=40)
    assert np.array_equal(mfcc(x, 16000, own), mfcc(x, 16000, Convention(length=0.025, bands=40, n=40)))
    assert mfcc(x, 16000, n=13, bands=40, n_fft=512, hop=160).shape == (1 + len(x) // 160, 13)
    weights = hamming(400)
    assert np.allclose(mfcc(x, 16000, "psf", window=weights), mfcc(x, 16000, "psf", window="hamming"))
    assert "hop" in settings() and "pad" in settings()
    with pytest.raises(TypeError):
        CONVENTIONS["own"] = own


WRONG = [
    (dict(convention="libroso"), "did you mean 'librosa'"),
    (dict(convention="zhu"), "choose one of"),
    (dict(bnads=3), "did you mean 'bands'"),
    (dict(n_mfcc=13), "called 'n'"),
    (dict(hop_length=13), "called 'hop'"),
    (dict(window="hanning"), "did you mean 'hann'"),
    (dict(n=200), "at most 128"),
    (dict(n=0), "n"),
    (dict(bands=2.5), "bands"),
    (dict(hop=160.0), "seconds"),
    (dict(hop=0), "hop"),
    (dict(length=4096), "n_fft is 2048"),
    (dict(length=None, n_fft=None), "both None"),
    (dict(floor=0), "floor"),
    (dict(fmax=9000), "fmax"),
    (dict(log="ln"), "top_db"),
    (dict(preemphasis=97), "preemphasis"),
    (dict(power=3), "power"),
    (dict(lifter=-1), "lifter"),
]


@pytest.mark.parametrize("changes, said", WRONG, ids=[str(w[0]) for w in WRONG])
def test_wrong_settings(changes, said):
    with pytest.raises(ArgumentError, match=said):
        mfcc(np.zeros(5000), 16000, **changes)


@pytest.mark.parametrize("rate", [0, -16000, np.nan, np.inf, "fast", None])
def test_wrong_rates(rate):
    with pytest.raises(ArgumentError, match="sample_rate"):
        mfcc(np.zeros(5000), rate)


def test_wrong_signals():
    with pytest.raises(DataError, match="empty"):
        mfcc(np.zeros(0), 16000)
    with pytest.raises(ShapeError, match=r"mean\(axis=1\)"):
        mfcc(np.zeros((5000, 2)), 16000)
    with pytest.raises(ShapeError, match=r"mean\(axis=0\)"):
        mfcc(np.zeros((2, 5000)), 16000)
    with pytest.raises(ArgumentError, match="32768"):
        mfcc(np.zeros(5000, np.int16), 16000)
    for bad in (np.nan, np.inf):
        x = np.zeros(5000)
        x[[321, 400]] = bad
        with pytest.raises(DataError, match="sample 321 .*2 of 5000"):
            mfcc(x, 16000)


def test_psf_cuts_long_frames_and_says_so():
    x = voice(44100)
    with pytest.warns(UserWarning, match="cut to n_fft = 512"):
        short = mfcc(x, 44100, "psf")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        whole = mfcc(x, 44100, "psf", n_fft=None)
    assert np.abs(short - whole).max() > 0.1


def test_same_numbers_on_one_thread_and_on_two():
    x = np.random.default_rng(0).standard_normal(16000 * 20).astype(np.float32)
    before = emolab.threads()
    try:
        emolab.set_threads(1)
        one = mfcc(x, 16000, "htk")
        emolab.set_threads(2)
        assert np.array_equal(mfcc(x, 16000, "htk"), one)
    finally:
        emolab.set_threads(before)
