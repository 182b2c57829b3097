"""Runs kept and compared: what moved beyond noise is named, what cannot be compared is said."""

import csv
import json

import pytest

import benchmarks.__main__ as runner
from benchmarks import timing
from benchmarks.history import FIELDS, compared, read_run, remember
from benchmarks.work import Sides, Work

ABOUT = {"commit": "abc", "processor": "chip", "threads": 2, "cores": 2}


def row(name, *seconds, **more):
    middle = sorted(seconds)[len(seconds) // 2]
    return {"name": name, "own": middle, "seconds": {"emolab": list(seconds)}, **more}


def test_only_what_moved_beyond_noise_is_named():
    old = {
        "slow": row("slow", 1.0, 1.1, 1.2), "quick": row("quick", 1.0, 1.1, 1.2),
        "noisy": row("noisy", 1.0, 2.0, 3.0), "same": row("same", 1.0, 1.0, 1.0),
        "gone": row("gone", 1.0, 1.0, 1.0),
    }  # fmt: skip
    new = [
        row("slow", 1.5, 1.6, 1.7), row("quick", 0.5, 0.6, 0.7), row("noisy", 1.2, 2.6, 3.2),
        row("same", 1.05, 1.05, 1.05), row("new", 1, 1, 1),
    ]  # fmt: skip
    lines = compared(new, ABOUT, old, ABOUT)
    assert [line.split()[-1] for line in lines[1:5]] == ["SLOWER", "FASTER", "+30%", "+5%"]
    assert lines[0] == "against commit abc:" and lines[-1] == "1 slower, 1 faster, 2 same"


def test_another_machine_is_not_compared_silently():
    lines = compared([], ABOUT, {}, {**ABOUT, "threads": 1})
    assert lines[0] == "NOT COMPARABLE: threads was 1, is 2"


def test_the_history_grows_by_a_line_a_row(tmp_path):
    found = {"machine": ABOUT, "quick": True, "rows": [row("a", 1.0, ratio=2.5, share=0.5), row("b", 0.25)]}
    found["rows"].append({"name": "left out", "own": None})
    for _ in range(2):
        remember(found, tmp_path / "history.csv")
    lines = list(csv.reader((tmp_path / "history.csv").open()))
    assert lines[0] == list(FIELDS) and len(lines) == 5
    assert lines[1][1:] == ["abc", "chip", "2", "1", "a", "1", "2.500", "0.500"]
    assert lines[2][-3:] == ["0.25", "", ""]


@pytest.fixture
def quiet(monkeypatch):
    monkeypatch.setattr(timing, "PAUSE", 0)
    monkeypatch.setattr(timing, "SAMPLE", 0)
    roof = {"flops": 1e9, "double": 1e9, "bytes": 1e9, "product": "emolab"}
    monkeypatch.setattr(runner, "measure_roof", lambda: roof)


def test_a_run_is_held_against_an_older_one(tmp_path, capsys, quiet):
    def subjects(seconds):
        return {"one": [Work("tiny", "t", "s", lambda peer: Sides(lambda: seconds, {}, seconds=True), None)]}

    old, new = str(tmp_path / "old.json"), str(tmp_path / "new.json")
    assert runner.main(["--json", old], subjects(0.5)) == 0
    assert runner.main(["--json", new, "--compare", old], subjects(0.75)) == 0
    said = capsys.readouterr().out
    assert "+50%  SLOWER" in said and "1 slower, 0 faster, 0 same" in said
    assert len((tmp_path / "history.csv").read_text().splitlines()) == 3


@pytest.mark.parametrize("text", ["no JSON", "[]", '{"rows": 3, "machine": {}}', None])
def test_a_file_that_is_no_run_is_named_before_any_work(tmp_path, capsys, quiet, text):
    path = tmp_path / "old.json"
    if text is not None:
        path.write_text(text)
    assert runner.main(["--compare", str(path)], {}) == 2
    assert "old.json" in capsys.readouterr().err


def test_what_is_written_is_read_back(tmp_path):
    path = tmp_path / "run.json"
    path.write_text(json.dumps({"rows": [row("a", 1.0)], "machine": ABOUT}))
    assert read_run(path) == ({"a": row("a", 1.0)}, ABOUT)
