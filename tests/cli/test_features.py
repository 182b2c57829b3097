"""emolab features: many recordings into one file, broken ones listed."""

import json

import numpy as np
import pytest

from emolab.audio import is09, mfcc, read_wav, write_wav
from emolab.cli.main import main
from emolab.datasets.extract import load_features
from emolab.datasets.feature_sets import FEATURE_SETS, OPENSMILE_SETS


@pytest.fixture(scope="module")
def talks(tmp_path_factory):
    """Five sounds, one of them broken."""
    folder = tmp_path_factory.mktemp("talks")
    rng = np.random.default_rng(0)
    for name in "abcd":
        tone = np.sin(2 * np.pi * 200 * np.arange(8000) / 16000)
        write_wav(folder / f"{name}.wav", 0.3 * tone + 0.01 * rng.standard_normal(8000), 16000)
    (folder / "b2.wav").write_bytes((folder / "b.wav").read_bytes()[:50])
    return folder


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_all_clips_in_order_and_the_broken_one_listed(talks, tmp_path, capsys, jobs):
    out = tmp_path / "x.npz"
    assert main(["features", str(talks), "--set", "is09", "-o", str(out), "--jobs", jobs, "--json"]) == 1
    captured = capsys.readouterr()
    said = json.loads(captured.out)
    assert said["clips"] == 4 and said["skipped"][0][0].endswith("b2.wav") and "b2.wav" in captured.err
    parts, header = load_features(out)
    assert [name[-5:] for name in header["files"]] == ["a.wav", "b.wav", "c.wav", "d.wav"]
    assert len(header["names"]) == 384
    for path, row in zip(header["files"], parts["is09"]):
        np.testing.assert_array_equal(row, is09(*read_wav(path)))


@pytest.mark.parametrize("name", [name for name in FEATURE_SETS if name not in OPENSMILE_SETS])
def test_every_set(talks, tmp_path, name):
    out = tmp_path / "x.npz"
    assert main(["features", str(talks / "a.wav"), "--set", name, "-o", str(out)]) == 0
    parts, header = load_features(out)
    assert header["set"] == name and all(np.isfinite(rows[0]).all() for rows in parts.values())
    if name == "librosa":
        np.testing.assert_array_equal(parts[name][0], mfcc(*read_wav(talks / "a.wav"), name))
    if name == "zhu2022":
        assert set(parts) == {"mfcc", "fbank", "spectrogram"}


@pytest.mark.parametrize(
    "words, status, said",
    [
        (["nowhere.wav", "-o", "x.npz"], 1, "nowhere.wav: no such file"),
        (["a.wav", "--set", "is90", "-o", "x.npz"], 2, "invalid choice"),
        (["a.wav", "-o", "x.csv"], 2, "must end in .npz"),
        (["a.wav", "-o", "x.npz", "--jobs", "0"], 2, "at least 1"),
    ],
)
def test_wrong_use_and_nothing_to_do(tmp_path, capsys, monkeypatch, words, status, said):
    monkeypatch.chdir(tmp_path)
    assert main(["features", *words]) == status
    assert said in capsys.readouterr().err and not (tmp_path / "x.npz").exists()
