"""A class graded: points with reasons, a run that goes on, tables, pages, and answers that are alike."""

import csv
import io
import json
import sys

import pytest

import emolab.teach.grading.classroom as classroom
from emolab.core.errors import ArgumentError, MissingExtra
from emolab.teach.grading import grade_class
from emolab.teach.grading.gradescope import gradescope_result
from emolab.teach.grading.report import write_report
from emolab.teach.grading.sheets import table
from tests.teach.small_class import HALF, MUTANT, RIGHT, hand_in, write_bank

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="answers are held in on Linux only"
)
NAMES = ("twice", "once_more")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """(bank, submissions, out, the class): graded once."""
    folder = tmp_path_factory.mktemp("class")
    bank, room = write_bank(folder), folder / "handed in"
    hand_in(room, "ann", twice=RIGHT, once_more=RIGHT)
    hand_in(room, "bob <b>", twice=MUTANT, once_more=HALF)
    hand_in(room, "=cmd", twice=b"\xff\xfe", once_more=RIGHT.replace("return 2 * x", "raise SystemExit(0)"))
    hand_in(room, "eve")
    out = folder / "out"
    return bank, room, out, grade_class(room, out, NAMES, bank=bank)


def of(graded, student):
    return next(result for result in graded.results if result["student"] == student)


def test_points_are_shared_by_the_weights_and_reasons_given(world):
    graded = world[3]
    ann, bob = of(graded, "ann"), of(graded, "bob <b>")
    assert (ann["points"], ann["out_of"]) == (8, 8)
    twice, more = bob["exercises"]
    worth = {test["test"]: test["out_of"] for test in twice["tests"]}
    assert worth["test_double"] == 2 and worth["test_total"] == pytest.approx(2 / 3, abs=1e-6)
    assert twice["points"] == pytest.approx(4 / 3, abs=1e-3) and more["points"] == pytest.approx(
        8 / 3, abs=1e-3
    )
    assert twice["mutant"] == {"name": "thrice", "says": "Twice is two times."}
    missed = twice["tests"][0]
    assert missed["status"] == "missed" and missed["points"] == 0 and "it should be" in missed["said"]
    assert [test["visible"] for test in twice["tests"]] == [True, True, False, False]


def test_broken_and_hostile_cost_their_own_points_only(world):
    graded = world[3]
    odd, eve = of(graded, "=cmd"), of(graded, "eve")
    assert "not UTF-8" in odd["exercises"][0]["trouble"] and odd["exercises"][0]["points"] == 0
    assert {test["status"] for test in odd["exercises"][0]["tests"]} == {"refused"}
    assert "SystemExit" in odd["exercises"][1]["tests"][0]["said"]
    assert odd["exercises"][1]["points"] == pytest.approx(4 / 3, abs=1e-3)  # total is right
    assert (eve["points"], eve["out_of"]) == (0, 8)
    assert eve["exercises"][0]["trouble"] == "nothing was handed in"
    assert of(graded, "ann")["points"] == 8


def test_what_is_finished_and_unchanged_is_not_graded_again(world, monkeypatch, tmp_path):
    bank, room, out, first = world
    asked = []
    real = classroom.grade_submission

    class Pool:
        def __init__(self, *given):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *error):
            pass

        def submit(self, work, one, *options):
            from concurrent.futures import Future

            asked.append(one.student)
            if len(asked) > most:
                raise KeyboardInterrupt
            future = Future()
            future.set_result(real(one, *options))
            return future

    most = 99
    monkeypatch.setattr(classroom, "open_executor", Pool)
    again = grade_class(room, out, NAMES, bank=bank)
    assert asked == [] and again.kept == 4 and again.results == first.results

    path = room / "eve" / "twice.py"
    path.write_text(RIGHT)
    changed = grade_class(room, out, NAMES, bank=bank)
    path.unlink()
    assert asked == ["eve"] and of(changed, "eve")["points"] == 4 and changed.kept == 3

    (out / "results" / "ann.json").write_text("{ cut sh")
    asked.clear()
    assert of(grade_class(room, out, NAMES, bank=bank), "ann")["points"] == 8
    assert sorted(asked) == ["ann", "eve"]

    # ended in the midst, it goes on: what came before is kept
    asked.clear()
    most = 1
    monkeypatch.setattr(classroom, "AHEAD", 1)
    with pytest.raises(KeyboardInterrupt, match="the same command goes on"):
        grade_class(room, tmp_path, NAMES, bank=bank)
    assert len(list((tmp_path / "results").glob("*.json"))) == 1
    most = 99
    asked.clear()
    whole = grade_class(room, tmp_path, NAMES, bank=bank)
    assert len(asked) == 3 and whole.kept == 1
    bare = [
        [{**one, "tests": [t["points"] for t in one["tests"]]} for one in r["exercises"]]
        for r in whole.results
    ]
    wanted = [
        [{**one, "tests": [t["points"] for t in one["tests"]]} for one in r["exercises"]]
        for r in first.results
    ]
    assert bare == wanted

    # ended with answers under way, what is through by then is kept
    asked.clear()
    most = 2
    monkeypatch.setattr(classroom, "AHEAD", 4)
    with pytest.raises(KeyboardInterrupt):
        grade_class(room, tmp_path / "late", NAMES, bank=bank)
    assert len(list((tmp_path / "late" / "results").glob("*.json"))) == 2
    most = 99

    # an exercise that changed is graded again
    asked.clear()
    toml = bank / "01_topic" / "once_more" / "exercise.toml"
    text = toml.read_text()
    toml.write_text(text + "\n")
    grade_class(room, tmp_path, NAMES, bank=bank)
    toml.write_text(text)
    assert len(asked) == 4


def test_exercises_are_found_from_the_files_and_unknown_ones_named(world, tmp_path):
    bank, room, _, _ = world
    assert classroom.handed_in({"ann": room / "ann"}, bank) == ("once_more", "twice")
    with pytest.raises(ArgumentError, match="no exercise is called"):
        grade_class(room, tmp_path, ("nothing",), bank=bank)
    with pytest.raises(ArgumentError, match="--exercises"):
        classroom.handed_in({"eve": room / "eve"}, bank)
    with pytest.raises(ArgumentError, match="would be taken for a student"):
        grade_class(room, room / "out", NAMES, bank=bank)


@pytest.fixture(scope="module")
def report(world):
    pytest.importorskip("jinja2", reason="pages need it: pip install emolab[report]")
    bank, room, out, graded = world
    return out, *write_report(graded, out, "week 1")


def test_the_summary_counts(report):
    out, summary, paths = report
    twice = summary["exercises"][0]
    assert summary["students"] == 4 and summary["out_of"] == 8 and summary["highest"] == 8
    assert [test["failed"] for test in twice["tests"]] == [3, 2, 3, 2]
    assert twice["full"] == 1 and twice["mutants"][0]["students"] == ["bob <b>"]
    assert {one["student"] for one in twice["trouble"]} == {"=cmd", "eve"}
    assert all(path.is_file() for path in paths) and not summary["not_graded"]
    assert json.loads((out / "summary.json").read_text())["exercises"][0]["mutants"][0]["count"] == 1


def test_tables(report):
    out = report[0]
    rows = list(csv.DictReader(io.StringIO((out / "grades.csv").read_text())))
    assert [row["student"] for row in rows] == ["'=cmd", "ann", "bob <b>", "eve"]  # no spreadsheet runs it
    assert rows[3]["trouble"] == "nothing was handed in"  # once, not for each exercise
    assert rows[1]["percent"] == "100.0" and float(rows[2]["twice"]) == pytest.approx(4 / 3, abs=1e-3)
    tests = list(csv.DictReader(io.StringIO((out / "tests.csv").read_text())))
    assert len(tests) == 4 * 2 * 4 and {row["visible"] for row in tests} == {"visible", "hidden"}
    assert sum(float(row["out_of"]) for row in tests if row["student"] == "ann") == pytest.approx(8, abs=1e-4)
    columns = "assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,"
    columns += "late_submission_penalty,score,max_score"
    book = (out / "nbgrader.csv").read_text().splitlines()
    assert book[0] == columns
    assert book[2].startswith("week 1,,20") and book[2].endswith(",ann,,,,8.0,0.0,8.0,8")
    assert book[4].split(",")[2] == ""  # nothing was handed in
    assert table([("=1", "-2", "a", -2)]) == "'=1,'-2,a,-2\n"


def test_gradescope_gets_its_form(world, report):
    result = gradescope_result(of(world[3], "bob <b>"))
    assert set(result) == {
        "execution_time",
        "output",
        "visibility",
        "stdout_visibility",
        "tests",
        "extra_data",
    }
    assert result["output"] == "twice: Twice is two times."
    assert sum(test["max_score"] for test in result["tests"]) == pytest.approx(8, abs=1e-4)
    assert [test["visibility"] for test in result["tests"][:4]] == 2 * ["visible"] + 2 * ["after_published"]
    assert result["tests"][2]["name"] == "twice: double keeps every axis"
    assert {test["status"] for test in result["tests"]} == {"passed", "failed"}
    assert len(list((report[0] / "gradescope").glob("*.json"))) == 4


def test_a_student_sees_no_hidden_test_and_the_instructor_does(world, report):
    from tests.papers.page_reader import Reader

    out = report[0]
    for path in out.rglob("*.html"):
        text = path.read_text()
        read = Reader(text)
        assert not read.wrong and not read.open and len(read.ids) == len(set(read.ids)), path
        assert "<b>" not in text.replace("bob &lt;b&gt;", "") or "bob <b>" not in text
    bob = next(path.name for path in (out / "students").iterdir() if path.name.startswith("bob"))
    student, instructor = ((out / kind / bob).read_text() for kind in ("students", "instructor"))
    assert "double keeps every axis" in instructor and "thrice" in instructor
    assert "double keeps every axis" not in student and "thrice" not in student
    assert "hidden tests are pending" in student and "Twice is two times." in student
    assert "what is wrong" not in student
    graded = world[3]
    write_report(graded, out / "revealed", "week 1", reveal=True)
    assert "double keeps every axis" in (out / "revealed" / "students" / bob).read_text()


def test_what_is_said_to_a_mistake_waits_where_only_hidden_tests_show_it(world):
    from emolab.teach.grading.gradescope import shows_mutant

    one = of(world[3], "bob <b>")["exercises"][0]
    assert shows_mutant(one)
    passing = {
        **one,
        "tests": [{**test, "status": "passed"} if test["visible"] else test for test in one["tests"]],
    }
    assert not shows_mutant(passing) and not shows_mutant({**one, "mutant": None})


def test_tables_alone_need_no_extra(world, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "jinja2", None)
    _, paths = write_report(world[3], tmp_path, pages=False)
    assert len(paths) == 5
    with pytest.raises(MissingExtra, match=r"emolab\[report\]"):
        write_report(world[3], tmp_path)


def test_a_worker_that_is_ended_takes_nobody_with_it(world, tmp_path, monkeypatch):
    """One submission that ends its worker is tried alone, said so, and tried again at the next run."""
    from concurrent.futures import BrokenExecutor, Future

    bank, room, _, _ = world
    real = classroom.grade_submission

    class Pool:
        def __init__(self, *given):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *error):
            pass

        def submit(self, work, one, *options):
            future = Future()
            if one.student == "ann":
                future.set_exception(BrokenExecutor("gone"))
            else:
                future.set_result(real(one, *options))
            return future

    monkeypatch.setattr(classroom, "open_executor", Pool)
    monkeypatch.setattr(classroom, "local_pool", Pool)
    graded = grade_class(room, tmp_path, NAMES, bank=bank)
    assert "ended from outside" in of(graded, "ann")["exercises"][0]["error"]
    assert of(graded, "bob <b>")["points"] > 0 and len(graded.results) == 4
    again = grade_class(room, tmp_path, NAMES, bank=bank)
    assert again.kept == 3
