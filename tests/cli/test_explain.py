import json

import numpy as np
import pytest

from emolab.audio import write_wav
from emolab.cli.main import main


@pytest.fixture
def talk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    t = np.arange(8000) / 16000
    noise = np.random.default_rng(0).standard_normal(len(t))
    write_wav("talk.wav", 0.2 * np.sin(2 * np.pi * 150 * t) + 0.01 * noise, 16000)
    return tmp_path


def test_the_table_says_where_they_part(talk, capsys):
    assert main(["explain", "mfcc", "talk.wav", "--convention", "kaldi", "--against", "htk"]) == 0
    out = capsys.readouterr().out
    assert "They part at frames (cut out, without mean, pre-emphasised), where centre differ." in out
    for said in ("window: 'povey' | 'hamming'", "power: 2 | 1", "bands: 23 | 26", "c0: 'first' | 'last'"):
        assert said in out
    assert [line.split()[0] for line in out.splitlines() if not line.startswith(" ")][2:9] == [
        "frames", "windowed", "spectrum", "bank", "energies", "log", "mfcc"
    ]  # fmt: skip
    assert (talk / "talk-kaldi-htk.png").read_bytes().startswith(b"\x89PNG")


def test_settings_of_either_side_and_the_same_twice(talk, capsys):
    same = ["explain", "mfcc", "talk.wav", "--convention", "psf", "--against", "psf", "--no-plot"]
    assert main(same) == 0
    assert "are the same on this signal" in capsys.readouterr().out
    assert main([*same, "--set", "lifter=0", "--set-against", "n_fft=none"]) == 0
    out = capsys.readouterr().out
    assert "psf (lifter=0) against psf (n_fft=none)" in out and "lifter: 0 | 22" in out
    assert "n_fft: 512 | None" in out and "They part at mfcc" in out
    assert not list(talk.glob("*.png"))


def test_json_and_a_picture_by_name(talk, capsys):
    arguments = ["explain", "mfcc", "talk.wav", "--against", "psf", "--json", "--plot", "way.svg"]
    assert main(arguments) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["conventions"] == ["librosa", "psf"] and found["part_at"] == "frames"
    assert found["stages"][0]["settings"]["preemphasis"] == [0.0, 0.97] and found["plot"] == "way.svg"
    assert "<svg" in (talk / "way.svg").read_text(encoding="utf-8")


def test_wrong_use(talk, capsys):
    for arguments, status, said in [
        (["talk.wav", "--against", "kaldy"], 2, "did you mean 'kaldi'"),
        (["talk.wav", "--against", "kaldi", "--set", "n"], 2, "NAME=VALUE"),
        (["talk.wav", "--against", "kaldi", "--set", "bnads=3"], 2, "did you mean 'bands'"),
        (["none.wav", "--against", "kaldi"], 1, "none.wav"),
        (["talk.wav", "--against", "kaldi", "--plot", "x.gif"], 2, "must end in"),
        (["talk.wav"], 2, "--against"),
    ]:
        assert main(["explain", "mfcc", *arguments]) == status, arguments
        assert said in capsys.readouterr().err
