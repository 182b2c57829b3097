"""WAV files as soundfile and SciPy read and write them."""

import numpy as np
import pytest

soundfile = pytest.importorskip("soundfile", reason="soundfile is not installed: pip install 'emolab[peers]'")

import scipy.io.wavfile  # noqa: E402

from emolab.audio import read_wav, write_wav  # noqa: E402

KINDS = ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", ["WAV", "WAVEX", "RF64"])
@pytest.mark.parametrize("channels", [1, 2, 5])
def test_what_soundfile_writes(tmp_path, kind, form, channels):
    path = tmp_path / "a.wav"
    signal = np.random.default_rng(0).uniform(-0.9, 0.9, (101, channels))
    soundfile.write(path, signal, 44100, subtype=kind, format=form)
    wanted, rate = soundfile.read(path, always_2d=True)
    got, found = read_wav(path, channel="all", dtype=np.float64)
    assert found == rate and np.array_equal(got, wanted)


@pytest.mark.parametrize("kind", ["ULAW", "ALAW", "IMA_ADPCM", "MS_ADPCM", "GSM610"])
def test_what_is_compressed_is_named(tmp_path, kind):
    path = tmp_path / "a.wav"
    soundfile.write(path, np.zeros(4000), 8000, subtype=kind)
    name = {"ULAW": "mu-law", "ALAW": "A-law", "GSM610": "GSM 6.10"}.get(kind, "ADPCM")
    with pytest.raises(ValueError, match=name):
        read_wav(path)


@pytest.mark.parametrize(
    "bits, kind", [(8, "pcm"), (16, "pcm"), (24, "pcm"), (32, "pcm"), (32, "float"), (64, "float")]
)
@pytest.mark.parametrize("channels", [1, 3])
def test_what_we_write(tmp_path, bits, kind, channels):
    path = tmp_path / "a.wav"
    signal = np.random.default_rng(0).uniform(-1, 1, (101, channels))
    write_wav(path, signal, 22050, bits, kind)
    ours, _ = read_wav(path, channel="all", dtype=np.float64)
    theirs, rate = soundfile.read(path, always_2d=True)
    assert rate == 22050 and np.array_equal(ours, theirs)
    scipy_rate, raw = scipy.io.wavfile.read(path)
    assert scipy_rate == 22050 and len(raw) == 101


@pytest.mark.parametrize("folder", ["ravdess", "ravdess_original", "emodb"])
def test_real_recordings(data_folder, folder):
    step = 1 if folder == "ravdess_original" else 20
    paths = sorted((data_folder / folder).rglob("*.wav"))[::step] or pytest.skip(f"no {folder} here")
    for path in paths:
        wanted, rate = soundfile.read(path, always_2d=True, dtype="float32")
        got, found = read_wav(path, channel="all")
        assert found == rate and np.array_equal(got, wanted)
        assert np.allclose(read_wav(path)[0], wanted.mean(axis=1), atol=1e-7)
