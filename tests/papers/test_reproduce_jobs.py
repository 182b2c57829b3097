"""Jobs of `papers reproduce`: done once, whatever happens to the process or to their files."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from emolab.core.errors import DataError
from emolab.papers.reproduce import reproduce
from emolab.papers.reproduce.job import Job, kept, perform
from emolab.papers.reproduce.row import Row, summary


def made_row(jobs, missing=None, what="made"):
    """A Row whose figure is the mean over its jobs' values."""

    def measure(results):
        return summary([100 * x for result in results for x in result["values"]["accuracy"]], "%", "job")

    return Row("made", "song2021", what, "50.00 %", "none", "all", tuple(jobs), measure, missing)


def made_job(number, done, stop=None, fail=None, **settings):
    """A Job that notes in `done` that it was run."""

    def work(folder, show):
        folder.mkdir(parents=True, exist_ok=True)
        if number == stop:
            raise KeyboardInterrupt
        if number == fail:
            raise DataError("no voice in it")
        done.append(number)
        return {"values": {"accuracy": [number / 10]}}

    return Job(f"made-{number}", {"number": number, **settings}, "data", work)


def said_by(rows, out):
    said = []
    found = reproduce(rows, out, say=said.append, show=False)
    return found, "\n".join(said)


def test_a_job_whose_file_is_there_is_not_run_again(tmp_path):
    done = []
    row = made_row([made_job(1, done), made_job(2, done)])
    found, said = said_by([row], tmp_path)
    assert done == [1, 2] and "0 of 2 jobs are done, 2 to do" in said
    again, said = said_by([row], tmp_path)
    assert done == [1, 2] and "2 of 2 jobs are done, 0 to do" in said
    assert again.lines == found.lines and found.lines[0].measured.mean == pytest.approx(15)
    assert not any((tmp_path / "work").iterdir())


@pytest.mark.parametrize("change", [{"settings": True}, {"fingerprint": "other"}, {"name": "made-x"}])
def test_other_settings_or_data_are_another_job(tmp_path, change):
    done = []
    job = made_job(1, done)
    perform(job, tmp_path, False)
    other = made_job(1, done, rate=2) if "settings" in change else job._replace(**change)
    assert other.key != job.key and kept(other, tmp_path).result is None
    assert kept(job, tmp_path).result is not None


def damage(text, how):
    stored = json.loads(text)
    if how == "cut short":
        return text[: len(text) // 2]
    if how == "another job's":
        stored["key"] = "0" * 16
    elif how == "no values":
        stored["values"] = {}
    elif how == "not finite":
        stored["values"]["accuracy"] = [None]
    elif how == "an empty series":
        stored["values"]["accuracy"] = []
    return "[]" if how == "a list" else json.dumps(stored)


@pytest.mark.parametrize(
    "how", ["cut short", "another job's", "no values", "not finite", "an empty series", "a list"]
)
def test_a_damaged_result_is_named_and_run_again(tmp_path, how):
    done = []
    row = made_row([made_job(1, done), made_job(2, done)])
    said_by([row], tmp_path)
    path = row.jobs[0].path(tmp_path)
    path.write_text(damage(path.read_text(), how))
    found, said = said_by([row], tmp_path)
    assert str(path) in said and "it is run again" in said and "1 of 2 jobs are done" in said
    assert done == [1, 2, 1] and found.lines[0].measured.n == 2
    assert kept(row.jobs[0], tmp_path).defect is None


def test_after_ctrl_c_the_table_holds_what_is_done_and_the_rest_goes_on(tmp_path):
    done = []
    with pytest.raises(KeyboardInterrupt):
        said_by([made_row([made_job(n, done, stop=2)], what=f"row {n}") for n in (1, 2, 3)], tmp_path)
    rows = json.loads((tmp_path / "table.json").read_text())["rows"]
    assert [row["ours"] is None for row in rows] == [False, True, True]
    assert rows[1]["not_measured"] == "1 of its 1 jobs are not done yet"
    assert len(list((tmp_path / "work").iterdir())) == 1, "the job under way keeps its checkpoints"
    said_by([made_row([made_job(n, done)]) for n in (1, 2, 3)], tmp_path)
    assert done == [1, 2, 3]


def test_a_job_that_fails_does_not_stop_the_others(tmp_path):
    done = []
    found, said = said_by([made_row([made_job(n, done, fail=1)]) for n in (1, 2)], tmp_path)
    assert done == [2] and found.failed == ["made-1"] and "made-1 failed: no voice in it" in said
    assert found.lines[0].why == "made-1 failed: no voice in it" and found.lines[1].measured is not None


def test_a_missing_collection_is_told_once_and_its_rows_are_not_measured(tmp_path):
    rows = [made_row([], missing="CK+: fetch it", what=name) for name in ("one", "two")]
    found, said = said_by(rows, tmp_path)
    assert said.count("not measured: CK+: fetch it") == 1
    assert all(line.measured is None and line.why == "CK+: fetch it" for line in found.lines)
    assert (tmp_path / "table.md").read_text().count("| not measured |") == 2


KILLED = """
import sys, time
from pathlib import Path
from emolab.papers.reproduce import reproduce
sys.path.insert(0, sys.argv[2])
from tests.papers.test_reproduce_jobs import made_job, made_row

def slow(folder, show):
    folder.mkdir(parents=True)
    time.sleep(600)

done = []
first, second = made_job(1, done), made_job(2, done)._replace(work=slow)
reproduce([made_row([first, second])], Path(sys.argv[1]), show=False)
"""


@pytest.mark.skipif(os.name == "nt", reason="processes are killed by a signal")
def test_a_killed_run_loses_the_job_under_way_alone(tmp_path):
    root = Path(__file__).resolve().parents[2]
    run = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path), str(root)], cwd=root)
    done = []
    row = made_row([made_job(1, done), made_job(2, done)])
    under_way = tmp_path / "work" / f"made-2-{row.jobs[1].key}"
    try:
        end = time.monotonic() + 60
        while not under_way.is_dir() and time.monotonic() < end and run.poll() is None:
            time.sleep(0.02)
        assert under_way.is_dir()
    finally:
        run.send_signal(signal.SIGKILL)
        run.wait()
    said_by([row], tmp_path)
    assert done == [2]
