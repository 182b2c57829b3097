"""Cross-validation: every clip tested once, finished folds kept, and kept folds not believed blindly."""

import json

import numpy as np
import pytest

from emolab.core.errors import FileError, FormatError
from emolab.training import KFold, cross_validate

TARGETS = np.array([0, 1, 2, 0, 1, 2, 0, 1, 2, 0])
NAMES = ("sad", "happy", "angry")
FOLDS = list(KFold(3, rng=1).split(10))


class Runner:
    """A fold that names each clip's class, all but the first one's; it counts its calls."""

    def __init__(self, fail_at=None):
        self.calls, self.fail_at = [], fail_at

    def __call__(self, train, test, folder):
        if len(self.calls) + 1 == self.fail_at:
            raise KeyboardInterrupt
        self.calls.append((train, test, folder))
        guess = TARGETS[test].copy()
        guess[0] = (guess[0] + 1) % 3
        return guess


def test_all_clips_are_tested_once_and_the_figures_are_those_of_the_folds():
    said, run = [], Runner()
    result = cross_validate(run, FOLDS, TARGETS, NAMES, show=lambda *facts: said.append(facts))
    assert [folder for _, _, folder in run.calls] == [None] * 3
    for (train, test, _), (wanted_train, wanted_test) in zip(run.calls, FOLDS):
        assert np.array_equal(train, wanted_train) and np.array_equal(test, wanted_test)
    assert result.accuracies == (0.75, 2 / 3, 2 / 3)
    assert np.array_equal(result.true, TARGETS[np.concatenate([test for _, test in FOLDS])])
    summary = result.summary
    assert (summary.best, summary.lowest) == (0.75, 2 / 3)
    assert summary.mean == pytest.approx((0.75 + 4 / 3) / 3)
    assert summary.std == pytest.approx(np.std([0.75, 2 / 3, 2 / 3]))
    assert [facts[:2] for facts in said] == [(1, 3), (2, 3), (3, 3)]
    assert [facts[3] for facts in said] == pytest.approx([0.75, (0.75 + 2 / 3) / 2, summary.mean])
    found = json.loads(json.dumps(result.to_dict()))
    assert found["classes"] == list(NAMES) and found["folds"] == 3
    assert np.sum(found["confusion"]) == 10 and np.trace(found["confusion"]) == 7
    recalls = np.diag(found["confusion"]) / np.sum(found["confusion"], axis=1)
    assert found["unweighted_accuracy"] == pytest.approx(recalls.mean())


def test_what_is_done_is_taken_over(tmp_path):
    whole = cross_validate(Runner(), FOLDS, TARGETS, NAMES, folder=tmp_path / "whole", settings={"a": 1})
    with pytest.raises(KeyboardInterrupt):
        cross_validate(Runner(3), FOLDS, TARGETS, NAMES, folder=tmp_path / "cut", settings={"a": 1})
    assert sorted(path.name for path in (tmp_path / "cut").iterdir()) == ["fold_01", "fold_02"]
    run = Runner()
    settings = {"folder": tmp_path / "cut", "settings": {"a": 1}, "resume": True}
    again = cross_validate(run, FOLDS, TARGETS, NAMES, **settings)
    assert [folder.name for _, _, folder in run.calls] == ["fold_03"]
    assert again.to_dict() == whole.to_dict() and np.array_equal(again.predicted, whole.predicted)
    run = Runner()
    cross_validate(run, FOLDS, TARGETS, NAMES, **{**settings, "resume": False})
    assert len(run.calls) == 3  # only a resume takes over


def test_settings_are_compared_as_json_holds_them(tmp_path):
    settings = {"classes": ("a", "b"), "rate": 0.1, "none": None}
    cross_validate(Runner(), FOLDS, TARGETS, NAMES, folder=tmp_path, settings=settings)
    run = Runner()
    cross_validate(run, FOLDS, TARGETS, NAMES, folder=tmp_path, settings=settings, resume=True)
    assert not run.calls


@pytest.mark.parametrize("change", ["settings", "folds"])
def test_a_fold_of_another_run_is_refused(tmp_path, change):
    cross_validate(Runner(), FOLDS, TARGETS, NAMES, folder=tmp_path, settings={"epochs": 2})
    folds = list(KFold(3, rng=2).split(10)) if change == "folds" else FOLDS
    settings = {"epochs": 3 if change == "settings" else 2}
    with pytest.raises(FormatError, match="fold_01.result.json is of a run with other settings or clips"):
        cross_validate(Runner(), folds, TARGETS, NAMES, folder=tmp_path, settings=settings, resume=True)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", b"\xff\xfe", '{"settings": null, "test": TEST}',
     '{"settings": null, "test": TEST, "predicted": [0]}',
     '{"settings": null, "test": TEST, "predicted": [0, 1, 2, 3]}',
     '{"settings": null, "test": TEST, "predicted": [0, 1, 2, -1]}',
     '{"settings": null, "test": TEST, "predicted": [0, 1, 2, 0.5]}',
     '{"settings": null, "test": TEST, "predicted": "none"}'],
)  # fmt: skip
def test_a_broken_fold_is_named(tmp_path, text):
    cross_validate(Runner(), FOLDS, TARGETS, NAMES, folder=tmp_path)
    path = tmp_path / "fold_01" / "result.json"
    if isinstance(text, str):
        text = text.replace("TEST", str(FOLDS[0][1].tolist())).encode()
    path.write_bytes(text)
    with pytest.raises(FormatError, match="fold_01.result.json is broken .*; delete it to run"):
        cross_validate(Runner(), FOLDS, TARGETS, NAMES, folder=tmp_path, resume=True)
    path.unlink()
    run = Runner()
    cross_validate(run, FOLDS, TARGETS, NAMES, folder=tmp_path, resume=True)
    assert len(run.calls) == 1


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot write"):
        cross_validate(Runner(), FOLDS, TARGETS, NAMES, folder=tmp_path / "file")
