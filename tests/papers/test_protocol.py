"""The protocol of song2021: folds, what is kept of them, resume, and the leak between both kinds."""

import json

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, DataError, FileError, FormatError
from emolab.papers import protocol
from emolab.papers.song2021.system import System
from emolab.training import Interrupted
from tests.papers.worlds import TINY, tiny_clips, tiny_system

pytestmark = pytest.mark.filterwarnings("ignore:(macro_f1|unweighted_accuracy)")


@pytest.fixture(scope="module")
def clips():
    return tiny_clips()


def cross(clips, split, out, *, folds=2, modality="audio", **changes):
    settings = {"preset": "laptop", "progress": False, **TINY, **changes}
    return protocol.run(System, clips, modality, split, folds, out, **settings)


# folds


def test_random_folds_mix_people_and_subject_folds_keep_them_apart(clips):
    people = np.array(clips.subjects)
    random, note = protocol.folds_of(clips, "random", 4)
    assert note is None and [len(test) for _, test in random] == [3, 3, 3, 3]
    assert any(set(people[train]) & set(people[test]) for train, test in random)
    apart, note = protocol.folds_of(clips, "subjects", 4)
    assert note is None and not any(set(people[train]) & set(people[test]) for train, test in apart)
    for cut in (random, apart):
        assert sorted(np.concatenate([test for _, test in cut])) == list(range(len(clips)))
        assert all(len(train) + len(test) == len(clips) for train, test in cut)


def test_the_seed_decides_random_folds(clips):
    first, again, other = (protocol.folds_of(clips, "random", 3, seed)[0][0][1] for seed in (1, 1, 2))
    assert np.array_equal(first, again) and not np.array_equal(first, other)


def test_more_subject_folds_than_people_are_fewer_and_it_is_said(clips):
    cut, note = protocol.folds_of(clips, "subjects", 10)
    assert len(cut) == 4
    assert note == "10 folds asked, 4 subjects there: one subject a fold, 4 folds"


def test_folds_that_cannot_be(clips):
    with pytest.raises(DataError, match="at least 2 subjects; there is 1"):
        protocol.folds_of(clips.choose(subject="01"), "subjects", 2)
    with pytest.raises(DataError, match="12 clips cannot be cut into 13 folds"):
        protocol.folds_of(clips, "random", 13)
    for folds in (1, 0, -3):
        with pytest.raises(ArgumentError, match=f"folds is {folds}; there must be at least 2"):
            protocol.folds_of(clips, "random", folds)
    with pytest.raises(ArgumentError, match="'half' is none of random, subjects"):
        protocol.folds_of(clips, "half", 2)


# a run


def test_a_run_keeps_each_fold_and_the_leak_comes_with_the_second_split(clips, tmp_path):
    said = []
    result, note = cross(clips, "random", tmp_path, show=lambda *facts: said.append(facts))
    assert note is None and protocol.kept_leak(tmp_path) is None
    assert [facts[:2] for facts in said] == [(1, 2), (2, 2)]
    assert said[-1][3] == pytest.approx(result.summary.mean)
    for number in (1, 2):
        kept = json.loads((tmp_path / "random" / f"fold_{number:02d}" / "result.json").read_text())
        assert len(kept["predicted"]) == len(kept["test"]) == 6
    kept = json.loads((tmp_path / "random.json").read_text())
    assert kept["accuracies"] == list(result.accuracies) and np.sum(kept["confusion"]) == 12
    subjects, _ = cross(clips, "subjects", tmp_path)
    both = protocol.kept_leak(tmp_path)
    assert both.points == pytest.approx(100 * (result.summary.mean - subjects.summary.mean))


def test_a_leak_is_only_told_between_runs_of_like_settings(clips, tmp_path):
    cross(clips, "random", tmp_path)
    cross(clips, "subjects", tmp_path, epochs=1)
    assert protocol.kept_leak(tmp_path) is None
    cross(clips, "subjects", tmp_path, folds=4)
    assert protocol.kept_leak(tmp_path) is not None
    (tmp_path / "random.json").write_text("{}")
    with pytest.raises(FormatError, match="random.json is broken"):
        protocol.kept_leak(tmp_path)


def test_the_test_clips_are_not_learned_from(clips, tmp_path, monkeypatch):
    seen, train_on = [], System.train_on

    def watch(self, features, targets, classes, **settings):
        seen.append({key.tobytes() for key in features["audio"]})
        assert settings.get("validation") is None
        return train_on(self, features, targets, classes, **settings)

    monkeypatch.setattr(System, "train_on", watch)
    cross(clips, "subjects", tmp_path)
    cut, _ = protocol.folds_of(clips, "subjects", 2)
    features = System("audio").read(clips, False)["audio"]
    for keys, (train, test) in zip(seen, cut):
        assert keys == {features[i].tobytes() for i in train}
        assert not keys & {features[i].tobytes() for i in test}


# resume


def stop_in_fold(monkeypatch, number):
    """Make Ctrl-C come after the first epoch of a fold."""
    from emolab.training.loop import Loop

    judge, folds = Loop.judge, []

    def stop(self, epoch):
        judge(self, epoch)
        folds.extend([self.path] if self.path not in folds else [])
        if len(folds) == number and epoch.epoch == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(Loop, "judge", stop)


@pytest.mark.parametrize("modality", ["audio", "joined"])
def test_resume_takes_over_what_is_done_and_gives_the_same_numbers(clips, tmp_path, monkeypatch, modality):
    settings = {"modality": modality, "folds": 3, "epochs": 3}
    whole, _ = cross(clips, "random", tmp_path / "whole", **settings)
    stop_in_fold(monkeypatch, 2 if modality == "audio" else 4)  # each fold's face trains first
    with pytest.raises(Interrupted, match=r"after 1 of 3 epochs.*fold_02.checkpoint.npz.*--resume"):
        cross(clips, "random", tmp_path / "broken", **settings)
    assert (tmp_path / "broken/random/fold_01/result.json").exists()
    assert not (tmp_path / "broken/random/fold_02/result.json").exists()
    monkeypatch.undo()
    monkeypatch.setenv("EMOLAB_CACHE", str(tmp_path / "cache"))
    stamp = (tmp_path / "broken/random/fold_01/checkpoint.npz").stat().st_mtime_ns
    again, _ = cross(clips, "random", tmp_path / "broken", resume=True, **settings)
    assert (tmp_path / "broken/random/fold_01/checkpoint.npz").stat().st_mtime_ns == stamp
    assert again.accuracies == whole.accuracies and np.array_equal(again.predicted, whole.predicted)
    for name in ("random.json", "random/fold_02/result.json", "random/fold_03/result.json"):
        assert (tmp_path / "broken" / name).read_text() == (tmp_path / "whole" / name).read_text()


def test_the_face_goes_on_where_it_was_interrupted(clips, tmp_path, monkeypatch):
    settings = {"modality": "video", "face_epochs": 3, "epochs": 1}
    whole, _ = cross(clips, "random", tmp_path / "whole", **settings)
    stop_in_fold(monkeypatch, 1)
    with pytest.raises(Interrupted, match=r"interrupted after 1 of 3 epochs.*fold_01.face.checkpoint.npz"):
        cross(clips, "random", tmp_path / "broken", **settings)
    monkeypatch.undo()
    monkeypatch.setenv("EMOLAB_CACHE", str(tmp_path / "cache"))
    again, _ = cross(clips, "random", tmp_path / "broken", resume=True, **settings)
    assert np.array_equal(again.predicted, whole.predicted)
    from emolab.core.files import load_arrays

    states = [load_arrays(tmp_path / run / "random/fold_01/checkpoint.npz")[0] for run in ("whole", "broken")]
    assert states[0].keys() == states[1].keys()
    assert all(np.array_equal(value, states[1][name]) for name, value in states[0].items())


def test_a_fresh_start_stopped_in_the_face_is_not_gone_on_with_an_older_network(clips, tmp_path, monkeypatch):
    tiny_system("joined", epochs=1).train(clips, folder=tmp_path, show=False)
    settings = {"dense": 7, "face_epochs": 3}
    stop_in_fold(monkeypatch, 1)
    with pytest.raises(Interrupted, match="after 1 of 3 epochs, which are in .*face.checkpoint.npz"):
        tiny_system("joined", **settings).train(clips, folder=tmp_path, show=False)
    with pytest.raises(Interrupted, match="no folder was given, so nothing is on disk"):
        stop_in_fold(monkeypatch, 1)
        tiny_system("joined", **settings).train(clips, show=False)
    monkeypatch.undo()
    monkeypatch.setenv("EMOLAB_CACHE", str(tmp_path / "cache"))
    again, whole = tiny_system("joined", **settings), tiny_system("joined", **settings)
    again.train(clips, folder=tmp_path, resume=True, show=False)
    whole.train(clips, show=False)
    assert np.array_equal(again.probabilities(clips), whole.probabilities(clips))
    assert (tmp_path / "checkpoint.before.npz").exists()


@pytest.mark.parametrize("changes", [{"epochs": 3}, {"seed": 1}, {"dense": 7}, {"folds": 3}])
def test_resume_with_other_settings_is_refused(clips, tmp_path, changes):
    cross(clips, "subjects", tmp_path)
    before = (tmp_path / "subjects.json").read_bytes()
    with pytest.raises(FormatError, match="fold_01.result.json is of a run with other settings"):
        cross(clips, "subjects", tmp_path, resume=True, **changes)
    assert (tmp_path / "subjects.json").read_bytes() == before


def test_resume_with_other_clips_of_the_same_number_is_refused(clips, tmp_path):
    cross(clips, "subjects", tmp_path)
    with pytest.raises(FormatError, match="other settings or clips"):
        cross(tiny_clips(seed=3), "subjects", tmp_path, resume=True)


def test_a_fresh_run_puts_the_earlier_one_aside(clips, tmp_path, monkeypatch):
    cross(clips, "random", tmp_path, epochs=1)
    old = (tmp_path / "random/fold_02/result.json").read_text()
    stop_in_fold(monkeypatch, 1)
    with pytest.raises(Interrupted):
        cross(clips, "random", tmp_path)
    assert (tmp_path / "random.before/fold_02/result.json").read_text() == old
    assert not (tmp_path / "random/fold_02").exists()
    monkeypatch.undo()
    monkeypatch.setenv("EMOLAB_CACHE", str(tmp_path / "cache"))
    cross(clips, "random", tmp_path, resume=True)  # not confused by folds of other settings
    cross(clips, "random", tmp_path)
    assert json.loads((tmp_path / "random.before/fold_02/result.json").read_text())["settings"]["epochs"] == 2


def test_a_folder_that_cannot_be_written(clips, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot write"):
        cross(clips, "random", tmp_path / "file")


# the table


def test_the_table_stands_beside_the_thesis_s(clips, tmp_path):
    result, _ = cross(clips, "random", tmp_path)
    head, own, printed = protocol.table(result, "random", "song2021", System.printed["audio"])
    assert head.split() == ["mean", "best", "lowest", "std"]
    assert own.startswith("emolab, 2 random folds") and f"{result.summary.mean:.2%}" in own
    assert printed.split()[-4:] == ["76.52%", "81.25%", "68.75%", "0.04"]
    assert "subject-disjoint" in protocol.table(result, "subjects", "song2021")[1]
    assert protocol.chance(clips) == pytest.approx(1 / 3)


# real voices


def test_random_folds_over_real_actors_flatter(data_folder, tmp_path):
    from emolab.datasets import Ravdess

    clips = Ravdess(data_folder / "ravdess")
    clips = clips.choose(subject=sorted(set(clips.subjects))[:4])
    settings = {"epochs": 6, "audio_hidden": 32, "dense": 32, "learning_rate": 1e-2, "batch_size": 16}
    for split in protocol.SPLITS:
        result, _ = cross(clips, split, tmp_path, **settings)
        assert len(result.true) == len(clips) == 240
    both = protocol.kept_leak(tmp_path)
    assert both.random.mean > 2 * protocol.chance(clips)  # even so little training hears something
    assert both.points > 5
