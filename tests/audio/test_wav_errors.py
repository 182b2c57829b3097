"""WAV files that are wrong: each is named, with the place and what to do."""

import os
import struct

import numpy as np
import pytest

from audio.wavs import chunk, extensible, fmt, riff, wav
from emolab.audio import read_wav, wav_info, write_wav
from emolab.core import ArgumentError, DataError, FileError, FormatError

SAMPLES = struct.pack("<4h", 1, 2, 3, 4)
WHOLE = wav(SAMPLES)
LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12\n"

BAD = {
    "empty": (b"", "empty"),
    "some bytes of a header": (WHOLE[:9], "cut short"),
    "no chunks": (WHOLE[:12], "no 'fmt ' chunk"),
    "no samples' chunk": (riff(chunk(b"fmt ", fmt())), "no 'data' chunk"),
    "cut inside fmt": (WHOLE[:30], "cut short by the end"),
    "cut inside data": (WHOLE[:-3], "claims 8 bytes of samples, 5 are there"),
    "half a sample": (wav(SAMPLES[:-1]), "claims 7 bytes"),
    "4 GiB claimed": (riff(chunk(b"fmt ", fmt()), b"data\xff\xff\xff\xff" + SAMPLES), "claims 4294967295"),
    "4 GiB of fmt": (riff(b"fmt \xff\xff\xff\xff" + fmt()), "no 'data' chunk"),
    "short fmt": (riff(chunk(b"fmt ", b"123")), "at least 16"),
    "text": (b"speaker,label\n1,happy\n", "no WAV file"),
    "one line of text": (b"hello, world and all", "looks like text"),
    "LFS pointer": (LFS, "git lfs pull"),
    "Ogg": (b"OggS" + bytes(50), "this is Ogg"),
    "MP3": (b"ID3\x04" + bytes(50), "this is MP3"),
    "big-endian": (b"RIFX" + WHOLE[4:], "big-endian"),
    "AVI": (b"RIFF" + WHOLE[4:8] + b"AVI " + WHOLE[12:], "not WAVE"),
    "rate 0": (wav(SAMPLES, fmt(rate=0)), "sample rate of 0"),
    "0 channels": (wav(SAMPLES, fmt(channels=0)), "0 channels"),
    "65535 channels": (wav(SAMPLES, fmt(channels=65535, block=0)), "65535 channels"),
    "ADPCM": (wav(SAMPLES, fmt(tag=2, bits=4)), "Microsoft ADPCM"),
    "mu-law": (wav(SAMPLES, fmt(tag=7, bits=8)), "mu-law"),
    "unknown codec": (wav(SAMPLES, fmt(tag=0x1234)), "0x1234"),
    "extensible codec": (wav(SAMPLES, extensible(tag=0x55)), "MP3"),
    "extensible, but short": (wav(SAMPLES, fmt(tag=0xFFFE)), "extensible"),
    "0 bits": (wav(SAMPLES, fmt(bits=0)), "0 bits"),
    "40 bits": (wav(SAMPLES, fmt(bits=40)), "40 bits"),
    "16-bit floats": (wav(SAMPLES, fmt(tag=3, bits=16)), "float samples"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_files_are_named(tmp_path, case):
    data, said = BAD[case]
    path = tmp_path / "bad file.wav"
    path.write_bytes(data)
    with pytest.raises(FormatError, match=said) as error:
        read_wav(path)
    assert str(path) in str(error.value) and "\n" not in str(error.value)


def test_cut_file_kept_on_request(tmp_path):
    path = tmp_path / "cut.wav"
    path.write_bytes(WHOLE[:-3])
    signal, _ = read_wav(path, truncated="keep")
    assert (signal * 32768).tolist() == [1, 2]
    path.write_bytes(riff(chunk(b"fmt ", fmt()), b"data\xff\xff\xff\xff" + SAMPLES))  # as a stream is written
    assert len(read_wav(path, truncated="keep")[0]) == 4
    assert wav_info(path).claimed == 0xFFFFFFFF


def test_every_cut_of_a_file_is_an_error_of_ours(tmp_path):
    path = tmp_path / "cut.wav"
    whole = wav(SAMPLES, extensible(), before=(chunk(b"LIST", b"abc"),))
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        with pytest.raises(FormatError):
            read_wav(path)


def test_no_samples(tmp_path):
    path = tmp_path / "none.wav"
    path.write_bytes(wav(b""))
    with pytest.raises(DataError, match="no sample"):
        read_wav(path)
    path.write_bytes(WHOLE[: -len(SAMPLES)])
    with pytest.raises(DataError, match="no sample"):
        read_wav(path, truncated="keep")


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_sample_that_is_not_finite(tmp_path, bad):
    path = tmp_path / "nan.wav"
    path.write_bytes(wav(struct.pack("<6f", 0, 0, 0, bad, 0, 0), fmt(tag=3, bits=32, channels=2)))
    with pytest.raises(DataError, match="sample 1 of channel 1"):
        read_wav(path)


def test_a_float64_too_large_for_float32(tmp_path):
    path = tmp_path / "large.wav"
    path.write_bytes(wav(struct.pack("<2d", 0, 1e300), fmt(tag=3, bits=64)))
    with pytest.raises(DataError, match="sample 1"):
        read_wav(path)
    assert read_wav(path, dtype=np.float64)[0][1] == 1e300


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(FileError, match="no such file"):
        read_wav(tmp_path / "none.wav")
    with pytest.raises(FileError, match="folder"):
        read_wav(tmp_path)
    with pytest.raises(FileError):
        wav_info(tmp_path)


def test_options_that_do_not_exist(tmp_path):
    path = tmp_path / "a.wav"
    path.write_bytes(WHOLE)
    with pytest.raises(ArgumentError, match="did you mean 'mean'"):
        read_wav(path, channel="mea")
    with pytest.raises(ArgumentError, match="channel 1"):
        read_wav(path, channel=1)
    with pytest.raises(ArgumentError):
        read_wav(path, channel=-1)
    with pytest.raises(ArgumentError):
        read_wav(path, truncated="maybe")


def test_what_write_wav_refuses(tmp_path):
    path = tmp_path / "a.wav"
    with pytest.raises(DataError, match="sample 2 is 1.5"):
        write_wav(path, np.array([0, 0.1, -1.5]), 8000)
    with pytest.raises(DataError, match="sample 1"):
        write_wav(path, np.array([0, np.nan]), 8000)
    with pytest.raises(ArgumentError, match="int64"):
        write_wav(path, np.array([1, 2]), 8000)
    with pytest.raises(ArgumentError, match="bits"):
        write_wav(path, np.zeros(3), 8000, bits=12)
    with pytest.raises(ArgumentError, match="sample_rate"):
        write_wav(path, np.zeros(3), 0)
    assert os.listdir(tmp_path) == []
    (tmp_path / "file").write_text("x")
    with pytest.raises(FileError):
        write_wav(tmp_path / "file" / "a.wav", np.zeros(3), 8000)
