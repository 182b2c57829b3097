"""Exercises are read whole or not at all; stubs, solutions and mutants are made from one source."""

import pytest

from emolab.cli.exercise import SignOfLife
from emolab.core.errors import FileError, FormatError
from emolab.teach import markers
from emolab.teach.bank import exercises
from emolab.teach.checking import check_answer
from emolab.teach.exercise import read_exercise
from emolab.teach.properties import properties
from emolab.teach.reading import forbidden
from tests.teach.small_exercise import MUTANTS, SOURCE, TOML, VISIBLE, write_exercise


def test_a_whole_one_is_read(tmp_path):
    one = read_exercise(write_exercise(tmp_path))
    assert one.name == "twice" and one.topic == "01_topic" and one.answers == ("double", "total")
    assert [mutant.name for mutant in one.mutants] == ["thrice", "rows", "minus"]
    tests = properties(one)
    assert [test.visible for test in tests] == [True, True, False, False]
    assert tests[0].words == "double is twice x"


@pytest.mark.parametrize("change, said", [
    (("title =", "titel ="), "exercise.toml lacks title"),
    (('title = "Twice"', "title = 3"), "title must be str"),
    (("hints =", "tips = 1\nhints ="), "no field is called tips"),
    (("points = 4", "points = 0"), "points must be above 0"),
    (("difficulty = 1", "difficulty = 7"), "difficulty is 1 to 5"),
    (('tutorial = "01"', 'tutorial = "1"'), "two digits"),
    (('["double", "total"]', "[]"), "answers names no function"),
    (('"total"]', '"to tal"]'), "'to tal' is no name"),
    (('["one", "two", "three"]', "[1]"), "hints must be a list of texts"),
    (("points = 4", "points = "), "line 7"),
])  # fmt: skip
def test_a_broken_file_is_named_with_its_field(tmp_path, change, said):
    folder = write_exercise(tmp_path, toml=TOML.replace(*change))
    with pytest.raises(FormatError, match=said) as error:
        read_exercise(folder)
    assert "exercise.toml" in str(error.value)


def test_broken_mutants_and_weights_are_named(tmp_path):
    with pytest.raises(FormatError, match="mutant 2: says is missing"):
        read_exercise(write_exercise(tmp_path, more=MUTANTS.replace('says = "The total', 'say = "The total')))
    with pytest.raises(FormatError, match=r"weights.test_double must be a number above 0"):
        read_exercise(write_exercise(tmp_path, more="[weights]\ntest_double = 0"))


@pytest.mark.parametrize("text, refused", [
    ("import numpy as np\ny = np.hamming(4)", "line 2: np.hamming does what"),
    ("import numpy\ny = numpy.hamming(4)", "line 2: np.hamming"),
    ("import numpy as xp\nf = xp.hamming", "line 2: np.hamming"),
    ("from numpy import hamming as h", "line 1: np.hamming"),
    ("import numpy.fft as f\ny = f.rfft(x)", "line 2: np.fft.rfft"),
    ("from numpy.fft import rfft", "line 1: np.fft.rfft"),
    ("import numpy as np\ny = np.fft.rfft(x)", "line 2: np.fft"),
    ("from numpy import *\ny = hamming(4)", "line 2: np.hamming"),
    ("from numpy import *\ny = cos(4)", ""),
    ("import numpy as np\ny = np.hamming_of(4) + own.hamming(3) + np.cos(1)", ""),
    ("def hamming(N):\n    return N\nhamming(3)", ""),
])  # fmt: skip
def test_a_shortcut_is_found_by_whatever_name(text, refused):
    said = forbidden(text, ("np.hamming", "np.fft"), "mine.py")
    assert said.startswith(f"mine.py, {refused}") if refused else said == ""


def test_an_answer_by_a_shortcut_is_refused():
    one = exercises()["hamming"]
    report = check_answer(one, "import numpy as np\ndef hamming(N):\n    return np.hamming(N)\n")
    assert report.points == 0 and "does what the exercise asks you to write" in report.outcomes[0].said


def test_a_long_test_gives_a_sign_of_life(capsys, monkeypatch):
    monkeypatch.setattr("emolab.cli.exercise.QUIET", 0.05)
    with SignOfLife() as tell:
        tell(1, 2)
        tell(2, 2)
        tell.timer.join()
    tell(1, 1)
    tell.__exit__()
    assert capsys.readouterr().err == "test 2 of 2 is still running\n"


def test_each_test_is_announced():
    one, told = exercises()["hamming"], []
    check_answer(one, one.solution, recognise=False, tell=lambda *which: told.append(which))
    count = len(properties(one))
    assert told == [(number, count) for number in range(1, count + 1)]


def test_a_missing_file_is_named(tmp_path):
    folder = write_exercise(tmp_path)
    (folder / "hidden.py").unlink()
    with pytest.raises(FileError, match="hidden.py: no such file"):
        read_exercise(folder)


def test_tests_without_words_or_that_do_not_run_are_named(tmp_path):
    one = read_exercise(
        write_exercise(tmp_path, visible=VISIBLE.replace('    """double is twice x"""\n', ""))
    )
    with pytest.raises(FormatError, match="test_double has no docstring"):
        properties(one)
    one = read_exercise(write_exercise(tmp_path, visible=VISIBLE + "\n1 / 0\n"))
    with pytest.raises(FormatError, match="visible.py does not run: ZeroDivisionError"):
        properties(one)
    one = read_exercise(write_exercise(tmp_path, hidden=VISIBLE))
    with pytest.raises(FormatError, match="two tests are called test_double"):
        properties(one)


def test_stub_solution_and_mutant():
    stub = markers.stub(SOURCE)
    assert stub.count('    raise NotImplementedError("your turn")\n') == 2
    assert "2 * x" not in stub and "SOLUTION" not in stub and "Twice x" in stub
    assert "    return 2 * x\n" in markers.solution(SOURCE) and "SOLUTION" not in markers.solution(SOURCE)
    assert "return 3 * x" in markers.mutated(SOURCE, "2 * x", "3 * x")
    assert compile(stub, "stub", "exec") and compile(markers.solution(SOURCE), "solution", "exec")


@pytest.mark.parametrize("text, said", [
    ("x = 1\n", "has no '# BEGIN"), ("# BEGIN SOLUTION\nx = 1\n", "has no '# END"),
    ("# END SOLUTION\n", "line 1"), ("# BEGIN SOLUTION\n# BEGIN SOLUTION\n# END SOLUTION\n", "line 2"),
])  # fmt: skip
def test_markers_that_do_not_pair(text, said):
    with pytest.raises(FormatError, match=said):
        markers.stub(text)


@pytest.mark.parametrize("find", ["return", "Twice", "4 * x"])
def test_a_mutant_must_be_found_once_between_the_markers(find):
    with pytest.raises(FormatError, match="it must be once"):
        markers.mutated(SOURCE, find, "0")
