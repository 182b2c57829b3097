"""emolab train: both roads, what it prints, and its exit status where something is wrong."""

import json
import re

import numpy as np
import pytest

import emolab
from emolab.cli.main import main
from emolab.core.files import load_arrays
from emolab.papers.song2021 import System

TINY = ["--preset", "laptop", "--epochs", "2", "--set", "audio_hidden=8", "--set", "face_epochs=1"]

pytestmark = pytest.mark.filterwarnings("ignore:(macro_f1|unweighted_accuracy)")


@pytest.fixture(autouse=True)
def own_place(tmp_path, monkeypatch):
    """Run in an empty folder, with an empty cache; put the number of threads back."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EMOLAB_CACHE", str(tmp_path / "cache"))
    before = emolab.threads()
    yield
    emolab.set_threads(before)


def train(*options, data="synthetic:4x1", modality="audio"):
    return main(["train", "song2021", "--modality", modality, "--data", data, *TINY, *map(str, options)])


def test_both_splits_and_the_difference_between_them(capsys, tmp_path):
    assert train("--folds", 2, "--split", "random", "--out", "run") == 0
    out, err = capsys.readouterr()
    assert "32 clips of 4 people: 4 neutral, 4 calm" in err
    assert re.search(r"fold 2/2: accuracy [0-9.]+%, mean so far [0-9.]+%", err)
    lines = out.splitlines()
    assert lines[0].split() == ["mean", "best", "lowest", "std"]
    assert re.fullmatch(r"emolab, 2 random folds( +[0-9.]+%){3} +0\.[0-9]{4}", lines[1])
    assert lines[2].split()[-4:] == ["76.52%", "81.25%", "68.75%", "0.04"]
    assert "always naming the most frequent class: 12.50%" in out
    assert "run it with --split subjects" in out and "leak" not in out

    assert train("--folds", 2, "--split", "subjects", "--out", "run") == 0
    out = capsys.readouterr().out
    assert "emolab, 2 subject-disjoint folds" in out
    assert re.search(r"random folds +2 folds: mean .*\nsubject folds +2 folds: mean .*\nleak  +\S", out)
    assert (tmp_path / "run/subjects.txt").read_text() in out
    for split in ("random", "subjects"):
        assert (tmp_path / f"run/{split}_confusion.png").read_bytes().startswith(b"\x89PNG")
        assert json.loads((tmp_path / f"run/{split}.json").read_text())["folds"] == 2


def test_json_is_alone_on_the_output(capsys):
    assert train("--folds", 9, "--out", "run", "--json") == 0
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert found["note"] == "9 folds asked, 4 subjects there: one subject a fold, 4 folds"
    assert found["folds"] == len(found["accuracies"]) == 4 and found["leak_points"] is None
    assert found["mean"] == pytest.approx(np.mean(found["accuracies"])) and "fold 4/4" in err

    assert train("--out", "once", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["system"] == "once/system.npz" and found["test"]["clips"] == 8


@pytest.mark.parametrize("modality", ["audio", "joined"])
def test_a_system_trained_once_is_saved_and_people_are_held_out(capsys, tmp_path, modality):
    assert train("--out", "once", modality=modality) == 0
    out = capsys.readouterr().out
    who = re.search(r"on 8 clips of people not met in training \((\d\d)\): accuracy [0-9.]+%", out)[1]
    assert "try: emolab predict once/system.npz FILE" in out
    measured = json.loads((tmp_path / "once/metrics.json").read_text())
    assert measured["test_subjects"] == [who] and measured["test"]["clips"] == 8
    assert len(measured["history"]["epochs"]) == 2
    assert (tmp_path / "once/curves.png").exists()
    system = System.load("once/system.npz")
    assert system.modality == modality and system.settings.epochs == 2

    assert train("--out", "once", "--resume", modality=modality) == 0  # nothing is left to do
    assert json.loads((tmp_path / "once/metrics.json").read_text())["test"] == measured["test"]


def test_everybody_may_be_learned_from(capsys, tmp_path):
    assert train("--out", "all", "--hold-out", 0) == 0
    assert "not met" not in capsys.readouterr().out
    assert json.loads((tmp_path / "all/metrics.json").read_text())["test"] is None


def test_without_out_it_goes_to_runs(tmp_path):
    assert train() == 0
    assert (tmp_path / "runs/song2021-audio/system.npz").exists()


def test_recordings_from_files(tmp_path, capsys):
    from tests.papers.worlds import tiny_clips

    tiny_clips().write(tmp_path / "corpus", kinds=("wav",))
    assert train("--folds", 2, "--out", "run", data="corpus") == 0
    assert "12 clips of 4 people" in capsys.readouterr().err
    assert len(list((tmp_path / "cache/song2021-mfcc").glob("*/*.npz"))) == 1


# wrong use: status 2, and nothing written


@pytest.mark.parametrize(
    "options, said",
    [
        (["--foldz", "2"], "emolab train: unrecognized arguments: --foldz 2; did you mean --folds?"),
        (["--modality", "smell"], "invalid choice: 'smell'"),
        (["--folds", "two"], "invalid int value: 'two'"),
        (["--folds", "1"], "--folds 1: there must be at least 2"),
        (["--split", "random"], "--split random says how folds are cut, so it needs --folds"),
        (["--folds", "2", "--hold-out", "0.5"], "--hold-out has no use with --folds"),
        (["--hold-out", "1.5"], "--hold-out 1.5: the share must be from 0 to below 1"),
        (["--hold-out", "nan"], "--hold-out nan"),
        (["--epochs", "0"], "epochs is 0; it must be a whole number from 1"),
        (["--set", "epochs"], "--set epochs: write NAME=VALUE"),
        (["--set", "hidden=3"], "there is no setting 'hidden'; there are audio_hidden"),
        (["--set", "rng=3"], "there is no setting 'rng'"),
        (["--set", "audio_hidden=many"], "audio_hidden is 'many'; it must be a whole number from 1"),
        (["--set", "learning_rate=NaN"], "learning_rate is nan"),
        (["--seed", "-1"], "--seed -1: it must be a whole number from 0"),
        (["--threads", "0"], "must be a whole number from 1, not 0"),
        (["--data", "synthetic:x"], "write synthetic:SUBJECTS or synthetic:SUBJECTSxTAKES"),
        (["--data", "synthetic:3x0"], "write synthetic:SUBJECTS"),
        (["--vgg-weights", "vgg.h5"], "vgg_weights would not be used: the voice needs no VGG"),
        (["--modality", "video", "--vgg-weights", "vgg.h5"], "unless face_epochs=0"),
        (["--modality", "video", "--set", "face_epochs=0"], "name the file with --vgg-weights"),
    ],
)  # fmt: skip
def test_wrong_use_gives_status_2(capsys, tmp_path, options, said):
    assert train(*options, "--out", "run") == 2
    out, err = capsys.readouterr()
    assert out == "" and said in err and err.startswith("emolab") and "Traceback" not in err
    assert not (tmp_path / "run").exists() or not any((tmp_path / "run").iterdir())


def test_no_data_and_no_system_are_wrong_use(capsys):
    assert main(["train", "song2021"]) == 2
    assert "the following arguments are required: --data" in capsys.readouterr().err
    assert main(["train", "song2022", "--data", "synthetic"]) == 2
    assert "see emolab train --help" in capsys.readouterr().err


# work that fails: status 1


def small(*options):
    """As `train`, on three people."""
    return train(*options, data="synthetic:3x1")


def test_data_that_cannot_be_read_gives_status_1(capsys, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/notes.txt").write_text("no sound")
    for data, said in (("nowhere", "there is no such file"), ("empty", "empty"), ("notes", "notes")):
        assert train("--out", "run", data=data) == 1
        out, err = capsys.readouterr()
        assert out == "" and said in err and err.startswith("emolab: ") and "Traceback" not in err


def test_a_folder_that_cannot_be_written_is_said_before_any_work(capsys, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("kept")
    monkeypatch.setattr(System, "read", lambda *_: pytest.fail("work was done"))
    for folds in ([], ["--folds", 2]):
        assert train(*folds, "--out", "file/run") == 1
        assert "emolab: cannot write file/run: Not a directory" in capsys.readouterr().err
        assert train(*folds, "--out", "file") == 1
    assert (tmp_path / "file").read_text() == "kept"


def test_one_person_cannot_be_kept_apart(capsys):
    assert train("--folds", 2, "--out", "run", data="synthetic:1x1") == 1
    assert "subject-disjoint folds need clips of at least 2 subjects" in capsys.readouterr().err
    assert train("--folds", 100, "--split", "random", "--out", "run") == 1
    assert "32 clips cannot be cut into 100 folds" in capsys.readouterr().err


def test_a_weights_file_that_is_not_there_is_said_before_any_work(capsys, monkeypatch):
    monkeypatch.setattr(System, "read", lambda *_: pytest.fail("work was done"))
    options = ["--preset", "paper", "--set", "face_epochs=0", "--vgg-weights", "nowhere.h5"]
    assert train(*options, modality="video") == 1
    assert "nowhere.h5" in capsys.readouterr().err


def test_resume_with_other_settings_gives_status_1(capsys, tmp_path):
    assert small("--out", "run") == 0
    kept = (tmp_path / "run/checkpoint.npz").read_bytes()
    for change, said in (
        (["--set", "dense=7"], "made with the model's dense = 32, here it is 7"),
        (["--set", "learning_rate=1"], "learning_rate = 0.003, here it is 1"),
        (["--seed", "1"], "seed = 0, here it is 1"),
        (["--hold-out", "0.5"], "go on with the same settings and data"),
    ):
        assert small("--out", "run", "--resume", *change) == 1
        err = capsys.readouterr().err
        assert "run/checkpoint.npz was made with" in err and said in err
    assert (tmp_path / "run/checkpoint.npz").read_bytes() == kept
    assert small("--out", "run", "--folds", 2) == 0
    assert small("--out", "run", "--folds", 2, "--set", "dense=7", "--resume") == 1
    assert "is of a run with other settings" in capsys.readouterr().err


def test_a_broken_checkpoint_gives_status_1(capsys, tmp_path):
    assert small("--out", "run") == 0
    path = tmp_path / "run/checkpoint.npz"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert small("--out", "run", "--resume") == 1
    assert "run/checkpoint.npz" in capsys.readouterr().err
    assert path.read_bytes() == whole[: len(whole) // 2]


def test_a_fresh_start_keeps_the_earlier_checkpoint_aside(tmp_path):
    assert small("--out", "run") == 0
    kept = load_arrays(tmp_path / "run/checkpoint.npz")[0]
    assert small("--out", "run", "--seed", 1) == 0
    before = load_arrays(tmp_path / "run/checkpoint.before.npz")[0]
    assert all(np.array_equal(value, before[name]) for name, value in kept.items())


def test_ctrl_c_while_reading_says_so(capsys, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(System, "read", stop)
    assert train("--out", "run") == 1
    assert capsys.readouterr().err.splitlines()[-1] == "emolab: stopped"


def test_the_number_of_threads_is_taken():
    assert train("--out", "run", "--threads", 1) == 0
    assert emolab.threads() == 1


def test_help_shows_an_example(capsys):
    assert main(["train", "--help"]) == 0
    out = capsys.readouterr().out
    assert "example:\n  emolab train song2021 --modality audio" in out and "--vgg-weights" in out
