"""Handouts give nothing away, and the command for instructors does what it says."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from emolab.cli.main import main
from emolab.core.errors import ArgumentError, FileError
from emolab.teach import markers
from emolab.teach.bank import exercise, folders
from emolab.teach.bank_check import TELLING
from emolab.teach.grading.autograder import write_autograder
from emolab.teach.grading.handout_check import check_handout
from emolab.teach.grading.release import release
from emolab.teach.properties import properties
from tests.teach.made_class import HOSTILE, write_class
from tests.teach.small_class import MUTANT, RIGHT, hand_in, write_bank

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="answers are held in on Linux only")


def handed_out(folder, names):
    """A handout: {file: text}, with what JSON escapes undone."""
    found = {}
    for path in release(names, folder):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".ipynb":
            text = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
        found[path.relative_to(folder).as_posix()] = text
    return found


def given_away(exercise, handout):
    """Yield (file, line) for each line of a solution, mutant or hidden test that stands in a handout."""
    source = exercise.source
    visible = (exercise.folder / "visible.py").read_text(encoding="utf-8").splitlines()
    hidden = (exercise.folder / "hidden.py").read_text(encoding="utf-8").splitlines()
    given = {line.strip() for line in (*exercise.stub.splitlines(), *visible)}
    secret = {line.strip() for line in markers.solution_lines(source)}
    for mutant in exercise.mutants:
        secret |= {line.strip() for line in exercise.mutated(mutant).splitlines()} - given
        secret |= {mutant.says, f'name = "{mutant.name}"'}
    secret |= {line.strip() for line in hidden} - given
    secret |= {test.name for test in properties(exercise) if not test.visible}
    secret |= set(exercise.hints)
    secret = {line for line in secret if len(line) >= TELLING and not line.startswith("#")}
    for name, text in handout.items():
        lines = {line.strip() for line in text.splitlines()}
        yield from ((name, line) for line in secret if line in lines or (len(line) >= 40 and line in text))
        for test in properties(exercise):
            if not test.visible and f"def {test.name}(" in text:
                yield name, test.name


@pytest.mark.parametrize("name", [path.name for path in folders()])
def test_a_handout_gives_nothing_away(tmp_path, name):
    handout = handed_out(tmp_path / "out", [name])
    assert len(handout) == 6 and list(given_away(exercise(name), handout)) == []
    assert "BEGIN SOLUTION" not in handout[f"{name}.py"] and "your turn" in handout[f"{name}.py"]


def test_the_search_would_find_what_is_given_away():
    wanted = exercise("hamming")
    for text in (wanted.solution, wanted.mutated(wanted.mutants[0]), wanted.mutants[0].says, wanted.hints[0],
                 (wanted.folder / "hidden.py").read_text(encoding="utf-8")):  # fmt: skip
        assert list(given_away(wanted, {"x": text}))


def test_the_handout_of_a_small_bank(tmp_path):
    bank = write_bank(tmp_path)
    out = tmp_path / "out"
    files = release(["twice", "once_more"], out, "Week 1", bank)
    assert {path.relative_to(out).as_posix() for path in files} == {
        "README.md", "check.py", "twice.py", "once_more.py", "visible/twice.py", "visible/once_more.py",
        "assignment.ipynb", "assignment.json"}  # fmt: skip
    readme = (out / "README.md").read_text()
    assert readme.startswith("# Week 1\n") and "8 points, about 20 minutes" in readme
    assert "- total is the sum of all entries" in readme and "every axis" not in readme
    with pytest.raises(FileError, match="holds files already"):
        release(["twice"], out, bank=bank)
    with pytest.raises(ArgumentError, match="--exercises"):
        release([], tmp_path / "none", bank=bank)
    with pytest.raises(ArgumentError, match="no exercise is called"):
        release(["nothing"], tmp_path / "none", bank=bank)
    assert not (tmp_path / "none").exists()


def test_students_check_a_handout_without_the_bank(tmp_path):
    bank = write_bank(tmp_path)
    out = tmp_path / "out"
    release(["twice"], out, bank=bank)
    assert {said for _, _, said in check_handout(out, "twice")} == {"not written yet: your turn"}
    (out / "twice.py").write_text(RIGHT)
    assert all(holds for _, holds, _ in check_handout(out, "twice"))
    (out / "twice.py").write_text(MUTANT)
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    done = subprocess.run([sys.executable, "check.py"], cwd=out, env=env, capture_output=True, text=True)
    assert done.returncode == 1 and "FAILED  double is twice x" in done.stdout
    assert "it should be" in done.stdout and "1 visible tests do not pass yet" in done.stdout
    (out / "twice.py").write_text("def (:")
    assert all("Python cannot read this" in said for _, _, said in check_handout(out, "twice"))
    done = subprocess.run([sys.executable, "-S", "-I", "check.py"], cwd=out, capture_output=True, text=True)
    assert done.returncode == 1 and done.stderr.endswith("this Python lacks emolab, see README.md\n")


def test_the_notebook_is_one(tmp_path):
    out = tmp_path / "out"
    release(["twice", "once_more"], out, bank=write_bank(tmp_path))
    found = json.loads((out / "assignment.ipynb").read_text())
    assert (found["nbformat"], found["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in found["cells"]}) == len(found["cells"]) == 8
    answer = "".join(found["cells"][3]["source"])
    assert answer.startswith("%%writefile twice.py\n") and "your turn" in answer
    assert answer.removeprefix("%%writefile twice.py\n") == (out / "twice.py").read_text().rstrip("\n")
    nbformat = pytest.importorskip("nbformat", reason="comes with pip install emolab[notebook]")
    nbformat.validate(nbformat.reads((out / "assignment.ipynb").read_text(), as_version=4))


@linux
def test_the_command_releases_and_grades(tmp_path, capsys):
    pytest.importorskip("jinja2", reason="pages need it: pip install emolab[report]")
    out, room, grades = tmp_path / "week1", tmp_path / "in", tmp_path / "grades"
    assert (
        main(["assignment", "release", "--exercises", "hamming", "--out", str(out), "--title", "Week 1"]) == 0
    )
    assert "no solution" in capsys.readouterr().out
    hand_in(room, "ann", hamming=exercise("hamming").solution)
    hand_in(room, "bob", hamming=(out / "hamming.py").read_bytes())
    (room / "readme.txt").write_text("x")
    command = ["assignment", "grade", str(room), "--out", str(grades), "--name", "week1"]
    assert main(command) == 0
    said = capsys.readouterr().out
    assert (
        "2 submissions\n" in said and "left out readme.txt" in said and str(grades / "summary.html") in said
    )
    assert main([*command, "--json", "--no-pages"]) == 0
    assert json.loads(capsys.readouterr().out)["exercises"][0]["full"] == 1
    assert main(command) == 0
    assert "2 of them as they were graded before" in capsys.readouterr().out
    for wrong in (["--jobs", "0"], ["--similar", "2"], ["--executor", "ssh://x"], ["--exercises", "nothing"]):
        assert main([*command, "--out", str(tmp_path / "x"), *wrong]) == 2
    assert main(["assignment", "grade", str(tmp_path / "gone"), "--out", str(grades)]) == 1


@linux
def test_the_command_takes_a_bank_of_ones_own(tmp_path, capsys):
    bank = ["--bank", str(write_bank(tmp_path))]
    out, room = str(tmp_path / "week1"), tmp_path / "in"
    assert main(["assignment", "release", "--exercises", "twice", "--out", out, *bank]) == 0
    hand_in(room, "ann", twice=RIGHT)
    grade = ["assignment", "grade", str(room), "--out", str(tmp_path / "grades"), "--no-pages"]
    assert main([*grade, *bank]) == 0
    assert "twice     4 of 4" in capsys.readouterr().out
    assert (
        main(["assignment", "gradescope", "--exercises", "twice", "--out", str(tmp_path / "ag"), *bank]) == 0
    )
    assert (tmp_path / "ag" / "emolab" / "teach" / "bank" / "01_topic" / "twice" / "hidden.py").is_file()
    capsys.readouterr()
    assert main([*grade, "--bank", str(tmp_path / "gone")]) == 1
    assert "gone holds no exercise" in capsys.readouterr().err


@linux
def test_a_class_of_everything_is_graded(tmp_path):
    """Solutions get all points, mutants are named, and the rest cost their own points only."""
    from emolab.teach.grading import grade_class

    wanted = exercise("hamming")
    plan = write_class(tmp_path / "in", [wanted], students=12)
    kinds = {what["hamming"].partition(" ")[0] for what in plan.values()}
    assert kinds == {"solution", "mutant", "hostile", "broken"}
    graded = grade_class(tmp_path / "in", tmp_path / "out", ("hamming",), jobs=2)
    assert len(graded.results) == 12
    for result in graded.results:
        kind, _, name = plan[result["student"]]["hamming"].partition(" ")
        one = result["exercises"][0]
        assert not one["error"]
        if kind == "solution":
            assert one["points"] == wanted.points and not one["mutant"]
        elif kind == "mutant":
            assert one["points"] < wanted.points and one["mutant"]["name"] == name
        else:
            assert one["points"] < wanted.points, name
            assert one["trouble"] or all(test["said"] for test in one["tests"] if test["status"] != "passed")
    assert set(HOSTILE) and len(list((tmp_path / "out" / "results").iterdir())) == 12


@linux
def test_an_autograder_runs_where_it_is_unpacked(tmp_path):
    name = "hamming"
    files = write_autograder([name], tmp_path / "source")
    assert [path.name for path in files] == ["setup.sh", "run_autograder", "emolab"]
    with pytest.raises(FileError, match="holds files already"):
        write_autograder([name], tmp_path / "source")
    banked = [path.name for path in (tmp_path / "source" / "emolab" / "teach" / "bank").glob("*/*")]
    assert banked == [name]
    for script in files[:2]:
        assert os.access(script, os.X_OK)
        subprocess.run(["bash", "-n", script], check=True)
    size = sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())
    assert size < 20 << 20
    hand_in(tmp_path, "submission", hamming=exercise(name).mutated(exercise(name).mutants[0]))
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    home = Path(sys.executable).parent.parent
    env |= {
        "AUTOGRADER_ROOT": str(tmp_path),
        "VIRTUAL_ENV": str(home),
        "PATH": f"{home}/bin:{os.environ['PATH']}",
    }
    # the tests' own Python stands in for that of setup.sh
    done = subprocess.run(["bash", files[1]], env=env, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    result = json.loads((tmp_path / "results" / "results.json").read_text())
    wanted = exercise(name)
    assert sum(test["max_score"] for test in result["tests"]) == pytest.approx(wanted.points, abs=1e-4)
    assert 0 <= sum(test["score"] for test in result["tests"]) < wanted.points
    assert wanted.mutants[0].says in result["output"]
