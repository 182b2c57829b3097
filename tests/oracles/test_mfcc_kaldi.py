"""The convention kaldi, held to kaldi-native-fbank without dither."""

import numpy as np
import pytest

knf = pytest.importorskip(
    "kaldi_native_fbank", reason="kaldi-native-fbank is not installed: pip install 'emolab[peers]'"
)

from emolab.audio import fbank, mfcc, povey, read_wav  # noqa: E402

RATES = [8000, 16000, 22050, 44100, 48000]


def voice(rate, dtype=np.float32, seconds=1.1):
    t = np.arange(int(rate * seconds)) / rate
    noise = np.random.default_rng(rate).standard_normal(len(t))
    buzz = sum(np.sin(2 * np.pi * k * 130 * t * (1 + 0.1 * t)) / k for k in range(1, 20))
    return (0.1 * buzz * (t < 0.8) + 0.01 * noise + 0.02).astype(dtype)


def kaldi(x, rate, kind="mfcc", **settings):
    options = knf.MfccOptions() if kind == "mfcc" else knf.FbankOptions()
    options.frame_opts.dither = 0
    options.frame_opts.samp_freq = rate
    if kind == "mfcc":
        options.use_energy = False
    for name, value in settings.items():
        place, _, last = name.rpartition("__")
        setattr(getattr(options, place) if place else options, last, value)
    online = (knf.OnlineMfcc if kind == "mfcc" else knf.OnlineFbank)(options)
    online.accept_waveform(rate, x.tolist())
    online.input_finished()
    return np.array([online.get_frame(i) for i in range(online.num_frames_ready)])


def assert_agree(got, wanted, tolerance=1e-4):
    assert got.shape == wanted.shape
    assert np.abs(got - wanted).max() <= tolerance * np.ptp(wanted)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("gain", [1.0, 32768.0])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_mfcc_and_fbank(each_backend, rate, gain, dtype):
    x = voice(rate, dtype)
    assert_agree(mfcc(x, rate, "kaldi", gain=gain), kaldi(x * gain, rate))
    assert_agree(fbank(x, rate, "kaldi", gain=gain), kaldi(x * gain, rate, "fbank"))


@pytest.mark.parametrize("rate", [8000, 16000])
def test_log_energy_in_place_of_order_0(each_backend, rate):
    x = voice(rate)
    assert_agree(mfcc(x, rate, "kaldi", c0="raw"), kaldi(x, rate, use_energy=True))


def test_other_settings(each_backend):
    x = voice(16000)
    wanted = kaldi(
        x, 16000, mel_opts__num_bins=40, mel_opts__high_freq=7600.0, num_ceps=20, cepstral_lifter=0.0,
        frame_opts__frame_length_ms=32.0, frame_opts__window_type="hamming", frame_opts__preemph_coeff=0.9,
        frame_opts__remove_dc_offset=False,
    )  # fmt: skip
    got = mfcc(
        x, 16000, "kaldi", bands=40, fmax=7600, n=20, lifter=0, length=0.032, window="hamming",
        preemphasis=0.9, centre=False,
    )  # fmt: skip
    assert_agree(got, wanted)


def test_silence_clicks_and_tones(each_backend):
    click = np.zeros(8000, np.float32)
    click[4000] = 1
    for x in (click, np.zeros(5000, np.float32), np.full(5000, 0.5, np.float32), voice(16000)[:400]):
        wanted = kaldi(x, 16000)
        got = mfcc(x, 16000, "kaldi")
        assert got.shape == wanted.shape
        assert np.abs(got - wanted).max() <= 1e-4 * max(np.ptp(wanted), 1)


@pytest.mark.parametrize("folder", ["ravdess", "ravdess_original", "emodb"])
def test_real_recordings(data_folder, folder):
    paths = sorted((data_folder / folder).rglob("*.wav"))[::40] or pytest.skip(f"no {folder} here")
    for path in paths:
        x, rate = read_wav(path)
        assert_agree(mfcc(x, rate, "kaldi", gain=32768.0), kaldi(x * 32768, rate))
        assert_agree(fbank(x, rate, "kaldi", gain=32768.0), kaldi(x * 32768, rate, "fbank"))


def test_the_window():
    options = knf.FrameExtractionOptions()
    options.samp_freq = 16000
    ones = knf.FeatureWindowFunction(options).apply(np.ones(512, np.float32))
    assert np.abs(povey(400) - np.asarray(ones)[:400]).max() < 1e-6
