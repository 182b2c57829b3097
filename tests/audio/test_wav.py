"""WAV files that are right: every way to store samples gives the samples."""

import struct

import numpy as np
import pytest

from audio.wavs import chunk, extensible, fmt, riff, wav
from emolab.audio import read_wav, wav_info, write_wav


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.wav"


def test_8_bits_are_unsigned(path):
    path.write_bytes(wav(bytes([0, 128, 255]), fmt(bits=8)))
    signal, rate = read_wav(path)
    assert rate == 8000 and signal.dtype == np.float32
    assert signal.tolist() == [-1.0, 0.0, 127 / 128]


def test_16_bits(path):
    path.write_bytes(wav(struct.pack("<3h", -32768, 1, 32767)))
    assert read_wav(path)[0].tolist() == [-1.0, 1 / 32768, 32767 / 32768]


def test_24_bits(path):
    values = [-(2**23), -1, 1, 2**23 - 1]
    data = b"".join(v.to_bytes(3, "little", signed=True) for v in values)
    path.write_bytes(wav(data, fmt(bits=24)))
    assert read_wav(path)[0].tolist() == [v / 2**23 for v in values]


def test_32_bits(path):
    values = [-(2**31), 1, 2**31 - 1]
    path.write_bytes(wav(struct.pack("<3i", *values), fmt(bits=32)))
    assert read_wav(path, dtype=np.float64)[0].tolist() == [v / 2**31 for v in values]


@pytest.mark.parametrize("bits, letter", [(32, "f"), (64, "d")])
def test_floats_are_taken_as_they_are(path, bits, letter):
    path.write_bytes(wav(struct.pack(f"<3{letter}", -1.5, 0.25, 0.1), fmt(tag=3, bits=bits)))
    signal = read_wav(path, dtype=np.float64)[0]
    assert np.array_equal(signal, np.array([-1.5, 0.25, 0.1], letter))


def test_extensible_header_and_narrow_samples(path):
    # 20 valid bits, left-justified in 3 bytes
    data = b"".join((v << 4).to_bytes(3, "little", signed=True) for v in (-(2**19), 3))
    path.write_bytes(wav(data, extensible(bits=24, valid=20)))
    assert read_wav(path)[0].tolist() == [-1.0, 3 / 2**19]
    path.write_bytes(wav(struct.pack("<2f", 0.5, -0.5), extensible(tag=3, bits=32, valid=32)))
    assert read_wav(path)[0].tolist() == [0.5, -0.5]


def test_extra_chunks_with_odd_sizes_are_passed_over(path):
    junk = (chunk(b"FLLR", b"123"), chunk(b"bext", b"x" * 602))
    path.write_bytes(wav(struct.pack("<2h", 5, 6), before=junk, after=(chunk(b"_PMX", b"<x/>1"),)))
    assert (read_wav(path)[0] * 32768).tolist() == [5, 6]


def test_odd_number_of_bytes_of_samples(path):
    path.write_bytes(wav(bytes([128, 129, 130]), fmt(bits=8), after=(chunk(b"LIST", b"abcd"),)))
    assert (read_wav(path)[0] * 128).tolist() == [0, 1, 2]


def test_samples_before_their_format(path):
    path.write_bytes(riff(chunk(b"data", struct.pack("<2h", 7, 8)), chunk(b"fmt ", fmt())))
    assert (read_wav(path)[0] * 32768).tolist() == [7, 8]


def test_rf64(path):
    data = struct.pack("<3h", 1, 2, 3)
    sizes = struct.pack("<QQQI", 0, len(data), 3, 0)
    long_data = b"data" + struct.pack("<I", 0xFFFFFFFF) + data
    path.write_bytes(riff(chunk(b"ds64", sizes), chunk(b"fmt ", fmt()), long_data, kind=b"RF64"))
    assert (read_wav(path)[0] * 32768).tolist() == [1, 2, 3]


def test_channel_rules(path):
    path.write_bytes(wav(struct.pack("<6h", 10, 20, 30, 50, -7, 7), fmt(channels=2)))
    assert (read_wav(path)[0] * 32768).tolist() == [15, 40, 0]
    assert (read_wav(path, channel=1)[0] * 32768).tolist() == [20, 50, 7]
    assert (read_wav(path, channel="all")[0] * 32768).tolist() == [[10, 20], [30, 50], [-7, 7]]


def test_one_sample_and_silence(path):
    path.write_bytes(wav(struct.pack("<h", 3)))
    assert read_wav(path)[0].shape == (1,)
    path.write_bytes(wav(bytes(200)))
    assert not read_wav(path)[0].any()


def test_the_header_alone(path):
    path.write_bytes(wav(bytes(24), fmt(channels=3, rate=48000)))
    info = wav_info(path)
    assert (info.sample_rate, info.channels, info.samples, info.bits, info.kind) == (48000, 3, 4, 16, "pcm")


@pytest.mark.parametrize(
    "bits, kind", [(8, "pcm"), (16, "pcm"), (24, "pcm"), (32, "pcm"), (32, "float"), (64, "float")]
)
@pytest.mark.parametrize("shape", [(7,), (8, 3)])
def test_what_is_written_reads_back(path, bits, kind, shape):
    signal = np.random.default_rng(0).uniform(-1, 1, shape)
    signal.flat[0], signal.flat[1] = 1, -1
    write_wav(path, signal, 22050, bits, kind)
    back, rate = read_wav(path, channel="all", dtype=np.float64)
    assert rate == 22050 and back.shape == (len(signal), signal.size // len(signal))
    step = 2.0 ** (1 - bits) if kind == "pcm" else 1e-7
    assert np.abs(back.reshape(shape) - signal).max() <= step  # half a step, but a whole one at +1
    write_wav(path, back, rate, bits, kind)
    assert np.array_equal(read_wav(path, channel="all", dtype=np.float64)[0], back)  # from now on exactly


def test_real_originals_read(data_folder):
    paths = sorted((data_folder / "ravdess_original").glob("*.wav"))
    if not paths:
        pytest.skip("no ravdess_original in the data folder")
    channels = set()
    for path in paths:
        info = wav_info(path)
        signal, rate = read_wav(path)
        assert rate == 48000 and signal.shape == (info.samples,) and 0 < np.abs(signal).max() <= 1
        every, _ = read_wav(path, channel="all")
        assert np.allclose(every.mean(axis=1), signal, atol=1e-7)
        channels.add(info.channels)
    assert channels == {1, 2}


@pytest.mark.parametrize("folder, rate", [("ravdess", 16000), ("emodb", 22050)])
def test_real_recordings_read(data_folder, folder, rate):
    paths = sorted((data_folder / folder).rglob("*.wav"))
    if not paths:
        pytest.skip(f"no {folder} in the data folder")
    for path in paths:
        signal, found = read_wav(path)
        assert found == rate and len(signal) == wav_info(path).samples and np.abs(signal).max() > 0.001, path
