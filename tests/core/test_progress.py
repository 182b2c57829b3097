"""Progress of loops: lines in a log, a bar on a terminal, nothing where nothing is wanted."""

import importlib
import io
import sys

import pytest

from emolab.core.progress import progress

module = importlib.import_module("emolab.core.progress")


class Terminal(io.StringIO):
    """An error stream that says it is a terminal."""

    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    """A clock that moves only when it is told to."""

    class Clock:
        now = 100.0

        def monotonic(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


def slow(clock, items, seconds, **settings):
    """Go through the items, each of which takes so many seconds."""
    for item in progress(items, "clips read", **settings):
        clock.now += seconds
        yield item


def test_a_short_loop_says_nothing(clock, capsys):
    assert list(slow(clock, range(10), 0.1)) == list(range(10))
    assert capsys.readouterr() == ("", "")


def test_a_long_loop_writes_a_line_now_and_then_to_the_error_stream(clock, capsys):
    assert list(slow(clock, range(30), 1, unit="clips")) == list(range(30))
    out, lines = capsys.readouterr()
    assert out == "" and lines.splitlines() == [
        "clips read: 11 of 30 clips, about 19 s left",
        "clips read: 22 of 30 clips, about 8 s left",
        "clips read: 30 of 30 clips, in 30 s",
    ]


def test_a_loop_of_a_few_seconds_says_its_end(clock, capsys):
    list(slow(clock, [1, 2, 3], 1))
    assert capsys.readouterr().err == "clips read: 3 of 3, in 3 s\n"


def test_a_generator_needs_its_total(clock, capsys):
    list(slow(clock, iter("abc"), 4, total=3))
    assert capsys.readouterr().err.splitlines()[-1] == "clips read: 3 of 3, in 12 s"


def test_of_a_generator_without_a_total_only_what_is_done_is_told(clock, capsys, monkeypatch):
    assert list(slow(clock, iter("abc"), 6, unit="clips")) == list("abc")
    assert capsys.readouterr().err == "clips read: 2 clips in 12 s\n"
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert list(progress(iter("abc"), "clips read")) == list("abc")


@pytest.mark.parametrize("terminal", [True, False])
def test_unwanted_it_is_silent(clock, monkeypatch, terminal):
    stream = Terminal() if terminal else io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    assert list(slow(clock, range(100), 5, wanted=False)) == list(range(100))
    assert stream.getvalue() == ""


def test_without_an_error_stream_it_is_silent(clock, monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    assert list(slow(clock, range(3), 60)) == [0, 1, 2]


def test_a_terminal_gets_a_bar_once_it_lasts(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr(module, "BAR_AFTER", 0)
    assert list(progress(range(50), "clips read", unit="clips")) == list(range(50))
    shown = sys.stderr.getvalue()
    assert "clips read: 100%" in shown and "50/50" in shown


def test_a_terminal_gets_no_bar_for_a_short_loop(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert list(progress(range(50), "clips read")) == list(range(50))
    assert sys.stderr.getvalue() == ""


def test_an_error_in_the_loop_comes_through(clock):
    def broken():
        yield 1
        raise ValueError("clip 2")

    with pytest.raises(ValueError, match="clip 2"):
        list(progress(broken(), "clips read", total=2))
