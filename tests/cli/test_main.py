"""The command line as a whole: help, status, no traceback for a user's mistake."""

import json
import subprocess
import sys

import numpy as np
import pytest

from emolab.audio import write_wav
from emolab.cli.main import VERBS, main


def test_every_verb_has_help_with_an_example(capsys):
    for verb in VERBS:
        assert main([verb, "--help"]) == 0
        text = capsys.readouterr().out
        assert f"emolab {verb}" in text and "example:" in text


@pytest.mark.parametrize(
    "words, said",
    [
        ([], ""),
        (["trian"], "did you mean train?"),
        (["demo", "--sead", "1"], "--sead"),
        (["demo", "--seed", "one"], "invalid int"),
        (["train", "song2021"], "--data"),
        (["check", "gruu"], "gru"),
        (["demo", "--threads", "0"], "whole number"),
    ],
)
def test_wrong_use_is_status_2(words, said, capsys):
    assert main(words) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "words, said",
    [
        (["predict", "no.npz", "x.wav"], "no.npz: no such file"),
        (["train", "song2021", "--modality", "audio", "--data", "nowhere"], "--data nowhere"),
        (["evaluate", "no.npz", "--data", "synthetic"], "no.npz"),
    ],
)
def test_work_that_fails_is_status_1(words, said, capsys):
    assert main(words) == 1
    assert said in capsys.readouterr().err


def test_doctor_in_words_and_json(capsys):
    assert main(["doctor"]) == 0
    text = capsys.readouterr().out
    assert "backend" in text and "threads" in text and "pip install 'emolab[gpu]'" in text
    assert main(["doctor", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["problems"] == [] and found["core"]["numpy"] == np.__version__


@pytest.mark.parametrize("where", ["/usr/bin/bwrap", None])
def test_doctor_says_where_bubblewrap_is(where, monkeypatch, capsys):
    monkeypatch.setattr("emolab.cli.doctor.shutil.which", lambda name: where if name == "bwrap" else None)
    assert main(["doctor"]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.split()[:1] == ["bwrap"]]
    assert line.endswith(where or "no: your system's package bubblewrap")


def test_doctor_says_what_is_wrong_and_what_to_do(tmp_path):
    import os

    bad = {**os.environ, "EMOLAB_BACKEND": "numbat", "EMOLAB_THREADS": "-2"}
    done = subprocess.run([sys.executable, "-m", "emolab", "doctor"], env=bad, capture_output=True, text=True)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "PROBLEM  EMOLAB_BACKEND" in done.stdout and "PROBLEM  EMOLAB_THREADS" in done.stdout


def test_warmup_runs_everything_that_has_a_kernel(capsys):
    assert main(["warmup", "--json", "--jobs", "1"]) == 0
    assert json.loads(capsys.readouterr().out)["jobs"] > 50
    assert main(["warmup", "--jobs", "0"]) == 2
    assert "--jobs 0" in capsys.readouterr().err


def test_warmup_shares_the_work_among_processes():
    from emolab.cli.warmup import _in_processes, jobs

    names = [name for name, _ in jobs()][:3]
    assert sorted(_in_processes(3, 2)) == sorted(names)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A voice system after two epochs, and three files to try it on."""
    out = tmp_path_factory.mktemp("run")
    words = ["train", "song2021", "--modality", "audio", "--preset", "laptop", "--data", "synthetic:3x1"]
    assert main([*words, "--epochs", "2", "--out", str(out)]) == 0
    rng = np.random.default_rng(0)
    write_wav(out / "a.wav", 0.1 * rng.standard_normal(16000), 16000)
    write_wav(out / "short.wav", np.zeros(10), 16000)
    (out / "text.wav").write_text("not a sound")
    return out


def test_predict_prints_probabilities_and_goes_on_after_a_broken_file(trained, capsys):
    files = [str(trained / name) for name in ("text.wav", "a.wav", "short.wav", "none.wav")]
    assert main(["predict", str(trained / "system.npz"), *files, "--json"]) == 1
    captured = capsys.readouterr()
    (found,) = json.loads(captured.out)
    assert found["file"].endswith("a.wav") and abs(sum(found["probabilities"].values()) - 1) < 1e-5
    assert abs(sum(found["attention"]["audio"]) - 1) < 1e-5
    for name in ("text.wav", "short.wav", "none.wav"):
        assert name in captured.err
    assert main(["predict", str(trained / "system.npz"), str(trained / "a.wav")]) == 0
    assert "%" in capsys.readouterr().out


def test_predict_says_which_files_it_reads(trained, capsys):
    (trained / "a.mp3").write_bytes(b"")
    assert main(["predict", str(trained / "system.npz"), str(trained / "a.mp3"), str(trained)]) == 1
    said = capsys.readouterr().err
    assert ".mp3 is not read" in said and "is a folder" in said


def test_evaluate_prints_the_matrix(trained, capsys):
    system = str(trained / "system.npz")
    words = [
        "evaluate",
        system,
        "--data",
        "synthetic:2x1",
        "--seed",
        "5",
        "--confusion",
        str(trained / "c.png"),
    ]
    assert main(words) == 0
    assert "accuracy (WA)" in capsys.readouterr().out and (trained / "c.png").stat().st_size > 1000
    assert main([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["clips"] == np.sum(found["confusion"]) == 16
    assert main([*words, "--subjects", "77"]) == 2
    assert "there is no subject '77'" in capsys.readouterr().err


def test_import_is_light():
    code = (
        "import sys, emolab; heavy = {'numba', 'scipy', 'matplotlib', 'PIL', 'tqdm', 'av', 'threadpoolctl'};"
        "print(sorted(heavy & {name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
