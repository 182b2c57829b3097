"""A student's way: start, wrong answers, hints, a pass, the next; every mistake in plain words."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from emolab.cli.main import main
from tests.teach.small_exercise import MUTANTS, SOURCE, write_exercise

GRADIENT = '''import numpy as np


def square_forward(x):
    """x^2, elementwise, and a cache."""
    # BEGIN SOLUTION
    return x**2, x
    # END SOLUTION


def square_backward(dy, cache):
    """The gradient."""
    # BEGIN SOLUTION
    return 2 * cache * dy
    # END SOLUTION
'''
GRADIENT_TEST = '''from emolab.teach.testing import gradient


def test_gradient{}(answer, rng):
    """backward is the derivative of forward"""
    x = rng.standard_normal((2, 3))
    gradient(answer.square_forward, answer.square_backward, {{"x": x}}, "the square")
'''


@pytest.fixture
def student(tmp_path, monkeypatch, capsys):
    """Run `emolab exercise ...` in a folder of one's own; returns (status, what was printed)."""
    write_exercise(tmp_path)
    monkeypatch.chdir(tmp_path)

    def run(*words):
        status = main(["exercise", *words, "--bank", str(tmp_path / "bank")])
        out, err = capsys.readouterr()
        assert max(map(len, out.splitlines()), default=0) <= 100 or "$$" in out
        return status, out + err

    run.file = tmp_path / "emolab-exercises" / "twice.py"
    return run


def solved(text):
    """Fill both gaps of the stub."""
    first = text.replace('raise NotImplementedError("your turn")', "return 2 * x", 1)
    return first.replace('raise NotImplementedError("your turn")', "return x.sum()", 1)


def test_from_the_start_to_a_pass(student):
    status, said = student("next")
    assert (
        status == 0 and "written: emolab-exercises/twice.py" in said and "Write `double` and `total`." in said
    )
    text = student.file.read_text()
    assert text.startswith("# Twice") and "# Write `double` and `total`." in text and "return" not in text

    status, said = student("check")
    assert status == 1 and "to do   double is twice x" in said and "hidden checks: 0 of 2 passed" in said
    line = text.splitlines().index('    raise NotImplementedError("your turn")') + 1
    assert f"line {line} is still the gap" in said

    student.file.write_text(solved(text).replace("2 * x", "3 * x"))
    status, said = student("check", "twice")
    assert status == 1 and "MISSED  double is twice x" in said and "passed  total is the sum" in said
    assert "tutor: Twice is two times." in said and "hidden checks: 1 of 2 passed" in said
    assert "2 of 4 points" in said and "(0 of 3 seen)" in said and "test_hidden" not in said

    student.file.write_text(solved(text))
    status, said = student("check", "emolab-exercises/twice.py")
    assert (
        status == 0
        and "all passed" in said
        and "hidden checks: 2 of 2 passed" in said
        and "tutor" not in said
    )
    assert student("next") == (0, "all exercises have passed\n")
    status, said = student("progress")
    assert "1 of 1 exercises passed, 4 of 4 points" in said and "twice" in said


def test_the_mutant_is_only_named_where_the_answer_behaves_like_it(student):
    student("start", "twice")
    text = student.file.read_text()
    student.file.write_text(solved(text).replace("2 * x", "x + x + x"))  # other code, the same mistake
    assert "tutor: Twice is two times." in student("check")[1]
    student.file.write_text(solved(text).replace("2 * x", "5 * x"))
    assert "tutor" not in student("check")[1]
    student.file.write_text(
        solved(text).replace("2 * x", "2 * x if x.ndim == 3 else 3 * x")
    )  # right when hidden
    assert "tutor" not in student("check")[1]


def test_starting_again_leaves_the_file(student):
    student("start", "twice")
    student.file.write_text("# mine\n")
    status, said = student("start", "twice")
    assert status == 0 and "already there, left as it is" in said and student.file.read_text() == "# mine\n"


def test_hints_come_one_by_one_and_the_solution_after_asking_twice(student):
    student("start", "twice")
    assert [student("hint")[1] for _ in range(3)] == [
        f"hint {k} of 3: {word}\n" for k, word in enumerate(("one", "two", "three"), 1)
    ]
    assert "these were all 3 hints" in student("hint", "twice")[1]
    status, said = student("solution")
    assert status == 1 and "Ask once more" in said and "2 * x" not in said
    status, said = student("solution")
    assert status == 0 and "return 2 * x" in said and "SOLUTION" not in said


def test_the_solution_opens_after_a_pass(student):
    student("start", "twice")
    student.file.write_text(solved(student.file.read_text()))
    student("check")
    assert "return 2 * x" in student("solution")[1]


@pytest.mark.parametrize("text, said", [
    ("def double(x)\n    return 2 * x\n", "line 1: Python cannot read this (expected ':'): def double(x)"),
    ("def double(x):\n    return 2 * x\n", "twice.py has no function called total"),
    ("def double(x):\n    return 2 * x\ndef totall(x):\n    return 1\n", "total; it has totall"),
    ("def double(x, y):\n    return 2 * x\ndef total(x):\n    return x.sum()\n", "it is called as double(x)"),
    ("import scipy\ndef double(x):\n    return 2 * x\n", "line 1: scipy may not be imported"),
    ("from emolab import nn\n", "line 1: emolab may not be imported"),
    ("def double(x):\n    return x.sun()\ndef total(x):\n    return x.sum()\n", "line 2: return x.sun()"),
    ("x = 1 / 0\n", "line 1: x = 1 / 0"), ("", "has no function called double"), ("\0", "null byte"),
    ("def double(x):\n    print('look', 7)\n    return x\ndef total(x):\n    return x.sum()\n", "| look 7"),
    ("def double(x): return (k for k in x)\ndef total(x): return x.sum()\n",
     "a generator, where numbers should be"),
    ("(" * 5000, "Python cannot read this"),
    ("def double(x): y = 2 * x\ndef total(x): return x.sum()\n", "double has no return with a value"),
])  # fmt: skip
def test_broken_files_are_explained(student, text, said):
    student("start", "twice")
    student.file.write_text(text)
    status, found = student("check")
    assert status == 1 and said in " ".join(found.split()), found


def test_a_file_that_is_no_text(student):
    student("start", "twice")
    student.file.write_bytes(b"\xff\xfe\x00def")
    status, said = student("check")
    assert status == 1 and "is not UTF-8 text" in said


def test_wrong_names_get_the_nearest(student):
    status, said = student("start", "twise")
    assert status == 2 and "did you mean twice?" in said
    assert "did you mean twice?" in student("start", "twice_backward")[1]
    assert "did you mean twice?" in student("start", "tw")[1]
    status, said = student("check", "twice")
    assert status == 1 and "no such file; emolab exercise start twice writes it" in said
    status, said = student("check")
    assert status == 2 and "emolab exercise next begins the first" in said
    assert "in emolab-exercises (--folder names another folder)" in said
    assert student("start", "twice.py")[0] == 0 and student.file.exists()
    status, said = student("check", "twice.py")
    assert status == 1 and "twice.py: no such file; yours is emolab-exercises/twice.py" in said


def test_a_broken_progress_file_is_named(student):
    student("start", "twice")
    (student.file.parent / "progress.json").write_text("{")
    status, said = student("check")
    assert status == 1 and "progress.json cannot be read" in said and "delete it" in said


def test_files_of_other_names_and_folders(student, tmp_path):
    mine = tmp_path / "my_answer.py"
    mine.write_text("def double(x):\n    return 2 * x\n\n\ndef total(x):\n    return x.sum()\n")
    assert student("check", "my_answer.py")[0] == 0
    assert "passed" in student("progress")[1]
    assert (
        student("start", "twice", "--folder", "elsewhere")[0] == 0
        and (tmp_path / "elsewhere/twice.py").exists()
    )
    mine.write_text("y = 1\n")
    assert "does not say which exercise" in student("check", "my_answer.py")[1]


def test_the_gradient_table_is_shown(student, tmp_path):
    toml = (tmp_path / "bank/01_topic/twice/exercise.toml").read_text().partition("[[mutants]]")[0]
    toml = toml.replace('["double", "total"]', '["square_forward", "square_backward"]')
    tests = {"visible": GRADIENT_TEST.format(""), "hidden": GRADIENT_TEST.format("_hidden")}
    write_exercise(
        tmp_path, toml=toml.replace("{", "{{").replace("}", "}}"), more="", source=GRADIENT, **tests
    )
    student("start", "twice")
    text = GRADIENT.replace("2 * cache * dy", "-2 * cache * dy")
    student.file.write_text(text)
    said = student("check")[1]
    assert "the square: dx is right but for its sign" in said and "gradients against differences" in said
    assert "dx    (2, 3)" in said and "FAILED" in said
    student.file.write_text(GRADIENT)
    said = student("check")[1]
    assert "FAILED" not in said and "passed" in said and "dx    (2, 3)" in said


def test_json_tells_of_hidden_tests_the_count_alone(student):
    student("start", "twice")
    student.file.write_text(solved(student.file.read_text()).replace("2 * x", "-2 * x"))
    status, said = student("check", "--json")
    found = json.loads(said)
    assert status == 1 and found["hidden"] == {"passed": 1, "of": 2} and found["tutor"] == "The sign is lost."
    assert "test_hidden" not in said and len(found["visible"]) == 2


def test_watch_checks_at_each_save_and_ends_plainly(student, tmp_path):
    student("start", "twice")
    command = [sys.executable, "-m", "emolab", "exercise", "watch", "--bank", str(tmp_path / "bank")]
    with open(tmp_path / "log", "w+") as log:
        process = subprocess.Popen(
            command, cwd=tmp_path, stdout=log, stderr=log,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell may have it ignored
        )  # fmt: skip
        try:
            wait_for(tmp_path / "log", "0 of 4 points")
            student.file.write_text(solved(student.file.read_text()))
            wait_for(tmp_path / "log", "4 of 4 points")
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0
        finally:
            process.kill()
            process.wait()
    said = (tmp_path / "log").read_text()
    assert said.rstrip().endswith("stopped watching") and "Traceback" not in said
    assert os.path.exists(student.file)


def wait_for(path, words, seconds=60):
    until = time.monotonic() + seconds
    while words not in path.read_text():
        assert time.monotonic() < until, path.read_text()
        time.sleep(0.1)


def test_mutants_of_the_small_exercise_are_all_found(student):
    """Each catalogued mistake gets its own sentence."""
    student("start", "twice")
    text = solved(student.file.read_text())
    for find, put, says in (("2 * x", "3 * x", "Twice is two"), ("2 * x", "-2 * x", "The sign"),
                            ("x.sum()", "x.sum(axis=0)", "The total is over")):  # fmt: skip
        assert find in SOURCE and put in MUTANTS
        student.file.write_text(text.replace(find, put))
        assert says in student("check")[1]
