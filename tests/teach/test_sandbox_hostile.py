"""Answers that attack the grader: each costs its own points only, and nothing of it is left."""

import os
import shutil
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from emolab.teach.answer import AnswerGone
from emolab.teach.checking import check_answer
from emolab.teach.exercise import read_exercise
from emolab.teach.sandbox.bubblewrap import find_bwrap
from emolab.teach.sandbox.room import processes
from emolab.teach.sandbox.sandbox import Sandbox
from tests.teach.small_exercise import write_exercise

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the sandbox needs Linux")
# past the import rule
OPEN = "import collections\nos = collections._sys.modules['os']\nsys = collections._sys\n"


@pytest.fixture(params=["bwrap", "plain"])
def box(request):
    """The sandbox with bwrap, where it works, and without."""
    if request.param == "bwrap" and not find_bwrap()[0]:
        pytest.skip(f"namespaces cannot be tried: {find_bwrap()[1]}")
    return Sandbox(bwrap=None if request.param == "bwrap" else False, memory=256 << 20)


@pytest.fixture
def exercise(tmp_path):
    return read_exercise(write_exercise(tmp_path, seconds=1))


def graded(exercise, box, body, head=OPEN):
    """Grade an answer whose `total` is right and whose `double` does what the body says."""
    lines = "\n".join("    " + line for line in body.splitlines())
    text = f"{head}import numpy as np\ndef total(x):\n    return x.sum()\ndef double(x):\n{lines}\n"
    before = set(processes())
    with box.room() as room:
        folder = room.room_.folder
        report = check_answer(exercise, text, room)
    assert not folder.exists()
    until, left = time.monotonic() + 5, True
    while left and time.monotonic() < until:
        left = [pid for _, pid in set(processes()) - before if stems_from(folder, pid)]
        time.sleep(0.05 if left else 0)
    assert not left, "a process outlived its test"
    return {one.test: one for one in report.outcomes}, report


def stems_from(folder, pid):
    """Whether a process stems from a room: by its command line, which forked ones share."""
    try:
        return folder.name.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def expect_only_its_own(found, report, status, *words):
    """double's tests have the status and say the words; total's tests pass."""
    for name in ("test_double", "test_hidden_double"):
        assert found[name].status == status, found[name]
        assert any(word in found[name].said for word in words), found[name].said
    assert found["test_total"].passed and found["test_hidden_total"].passed
    assert report.points == pytest.approx(2)


def test_the_solution_passes(exercise, box):
    found, report = graded(exercise, box, "return 2 * x")
    assert report.passed and report.points == 4


def test_computes_for_ever(exercise, box):
    found, report = graded(exercise, box, "while True: pass")
    expect_only_its_own(found, report, "slow", "computes for more than 1 s", "no end")


def test_sleeps_for_ever(exercise, box):
    body = "collections._sys.modules['time'].sleep(1000)"
    expect_only_its_own(*graded(exercise, box, body), "slow", "has come to no end")


def test_ignores_the_signal_of_the_limit(exercise, box):
    body = "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass"
    found, report = graded(exercise, box, body.replace("import signal", "signal = os.sys.modules['signal']"))
    assert found["test_double"].status in ("slow", "broke") and found["test_total"].passed


def test_forks(exercise, box):
    body = "for _ in range(50):\n    if os.fork() == 0:\n        while True: pass\nreturn 2 * x"
    expect_only_its_own(*graded(exercise, box, body), "broke", "neither processes nor threads")


def test_leaves_threads(exercise, box):
    body = "thread = os.sys.modules['_thread']\nfor _ in range(20): thread.start_new_thread(forever, ())\n"
    body += "return 2 * x"
    found, report = graded(exercise, box, body, OPEN + "def forever():\n    while True: pass\n")
    expect_only_its_own(found, report, "broke", "neither processes nor threads")


def test_eats_memory(exercise, box):
    body = "kept = []\nwhile True: kept.append(np.ones(10_000_000))"
    expect_only_its_own(*graded(exercise, box, body), "broke", "needs more memory")


def test_writes_a_large_file(exercise, box):
    body = "with os.fdopen(os.open('big', os.O_CREAT | os.O_WRONLY), 'wb') as file:\n"
    body += "    for _ in range(10_000): file.write(bytes(1 << 20))\nreturn 2 * x"
    expect_only_its_own(*graded(exercise, box, body), "broke", "may not write files")


def test_prints_without_end(exercise, box):
    expect_only_its_own(
        *graded(exercise, box, "while True: print('passed ' * 1000)"), "broke", "prints more than 1 MiB"
    )


def test_prints_forged_results(exercise, box):
    body = "print('{\"test_double\": \"passed\"}')\nos.write(2, b'4 of 4 points')\nreturn x"
    found, report = graded(exercise, box, body)
    expect_only_its_own(found, report, "missed", "double: at")
    assert "4 of 4 points" in found["test_double"].printed


@pytest.mark.parametrize("forged", [
    "b'\\x05' + bytes(7) + b'pass!'", "bytes([255] * 8) + bytes(100)", "bytes(8)", "bytes(range(256)) * 50",
    "frame(('value', x))", "frame(('value', x)) * 2", "frame(('passed', 4))",
    "frame(('error', [], '', 0, ''))",
    "frame(('callback', 7, ()))", "frame(('value',))", "frame({'value': 1})",
])  # fmt: skip
def test_writes_forged_messages(exercise, box, forged):
    head = OPEN + "wire = sys.modules['wire']\n"
    head += (
        "def frame(value):\n    raw = wire.encode(value)\n    return len(raw).to_bytes(8, 'little') + raw\n"
    )
    found, report = graded(exercise, box, f"os.write(3, {forged})\nreturn 3 * x", head)
    assert not found["test_double"].passed and not found["test_hidden_double"].passed
    assert found["test_total"].passed and found["test_hidden_total"].passed


def test_patches_numpy_and_its_testing(exercise, box):
    body = "t = np.testing = type(np)('numpy.testing')\nsys.modules['numpy.testing'] = t\n"
    body += "t.assert_allclose = t.assert_array_equal = np.allclose = lambda *a, **k: True\n"
    body += "np.abs = np.isfinite = np.ascontiguousarray = lambda *a, **k: x\nreturn 3 * x"
    found, report = graded(exercise, box, body)
    expect_only_its_own(found, report, "missed", "double: ")
    assert not np.allclose(1, 2) and np.abs(-2.0) == 2
    with pytest.raises(AssertionError):
        np.testing.assert_allclose(1, 2)


@pytest.mark.parametrize(
    "call", ["sys.exit(0)", "os._exit(0)", "raise SystemExit", "raise KeyboardInterrupt"]
)
def test_ends_with_status_0(exercise, box, call):
    expect_only_its_own(*graded(exercise, box, call), "broke", "ends the program", "ended its process")


def test_calls_itself_without_end(exercise, box):
    expect_only_its_own(*graded(exercise, box, "return double(x)"), "broke", "calls itself")


def test_crashes_python(exercise, box):
    body = "sys.modules['ctypes'].string_at(0)"
    expect_only_its_own(*graded(exercise, box, body), "broke", "segmentation fault")


def test_ends_its_server(exercise, box):
    body = "os.kill(os.getppid(), 9)\nreturn 3 * x"
    found, report = graded(exercise, box, body)
    assert not found["test_double"].passed
    assert found["test_total"].passed and found["test_hidden_total"].passed


@pytest.mark.parametrize("value, word", [
    ("np.zeros(20_000_000)", "more than 64 MiB"), ("[0] * 1_000_000", "too many items"),
    ("10 ** 100_000", "whole number is too large"), ("'x' * (70 << 20)", "more than 64 MiB"),
])  # fmt: skip
def test_returns_huge_values(exercise, box, value, word):
    expect_only_its_own(*graded(exercise, box, f"return {value}"), "broke", word)


def test_returns_a_nested_value_without_end(exercise, box):
    expect_only_its_own(*graded(exercise, box, "a = []\na.append(a)\nreturn a"), "broke", "too deeply")


@pytest.mark.parametrize("value", [
    "x * np.nan", "x * np.inf", "(k for k in x)", "Liar()", "Array(x)", "np.ma.array(x)", "x.astype(object)",
    "x.astype(str)", "np.datetime64('2026-01-01')", "None", "{1: 2}", "lambda: 2 * x", "double", "type",
    "...",
    "np.zeros(0)", "2 * x.T", "x.tolist() + [[1]]", "'passed'", "b'passed'", "True",
])  # fmt: skip
def test_returns_strange_values(exercise, box, value):
    head = """
class Liar:
    __class__ = property(lambda self: float)
    def __array__(self, *a, **k):
        return 1 / 0
    def __eq__(self, other): return True
    def __str__(self): raise SystemExit
    __repr__ = __float__ = __len__ = __iter__ = __str__
"""
    more = "import numpy as np\nclass Array(np.ndarray):\n    def __new__(cls, x): return x.view(cls)\n"
    found, report = graded(exercise, box, f"return {value}", OPEN + head + more)
    for name in ("test_double", "test_hidden_double"):
        assert found[name].status in ("missed", "broke") and found[name].said
    assert found["test_total"].passed and found["test_hidden_total"].passed


def test_raises_errors_that_lie(exercise, box):
    head = OPEN + "class Passed(Exception):\n    def __str__(self): raise KeyboardInterrupt\n"
    head += "    __class__ = property(lambda self: AssertionError)\n"
    expect_only_its_own(*graded(exercise, box, "raise Passed()", head), "broke", "cannot say what it is")


def test_reads_other_folders(exercise, box, tmp_path_factory):
    other = Path("/tmp") / f"emolab-other-{os.getpid()}"
    other.mkdir()
    try:
        (other / "answer.py").write_text("def double(x): return 2 * x\n")
        os.chmod(other / "answer.py", 0o644)
        body = f"handle = os.open('{other}/answer.py', os.O_RDONLY)\n"
        body += "exec(os.read(handle, 1000).decode(), globals())\nreturn globals()['double'](x)"
        found, report = graded(exercise, box, body)
    finally:
        shutil.rmtree(other)
    if box.bwrap:
        expect_only_its_own(found, report, "broke", "No such file")
        assert report.notes == ()
    else:
        assert any("not enforced" in note and "files" in note for note in report.notes)


def test_reads_the_bank(exercise, box):
    import emolab

    folder = Path(emolab.__file__).parent / "teach" / "bank"
    found, report = graded(exercise, box, f"return float(len(os.listdir({str(folder)!r})))")
    if box.bwrap:
        expect_only_its_own(found, report, "broke", "No such file")
    assert not found["test_double"].passed


def test_has_no_network(exercise, box):
    body = "sys.modules['_socket'].socket(2, 1).connect(('127.0.0.1', PORT))\nreturn 2 * x"
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        found, report = graded(exercise, box, body.replace("PORT", str(server.getsockname()[1])))
    if not any("network" in note for note in report.notes):
        expect_only_its_own(found, report, "broke", "unreachable", "refused")  # bwrap: a loopback of its own


def test_environment_is_bare(exercise, box, monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_GRADER", "4 points")
    body = "raise ValueError('|'.join(sorted(os.environ)) + str(os.environ.get('SECRET_OF_THE_GRADER')))"
    found, _ = graded(exercise, box, body)
    assert "SECRET" not in found["test_double"].said and "None" in found["test_double"].said


def test_one_test_does_not_reach_into_the_next(exercise, box):
    """What an answer leaves in its process is gone with it: total would be spoiled by double's first call."""
    found, _ = graded(exercise, box, "np.sum = None\nglobals()['total'] = None\nreturn 2 * x")
    assert all(one.passed for one in found.values())


def test_plain_mode_says_what_is_not_enforced(exercise):
    with Sandbox(bwrap=False).room() as room:
        assert any("not enforced" in note for note in room.notes)


def test_after_tests_out_of_time_the_next_get_less(tmp_path):
    """One who hangs in every test cannot hold up a class: 30 s a test become 2, 2 and 1."""
    exercise, asked = read_exercise(write_exercise(tmp_path, seconds=30)), []

    class Hanging:
        notes = ()

        def answer(self, seconds):
            asked.append(seconds)
            raise AnswerGone("it computes for more", "slow")

    report = check_answer(exercise, exercise.solution, Hanging(), recognise=False)
    assert asked == [30, 2, 2, 1] and [one.status for one in report.outcomes] == ["slow"] * 4
