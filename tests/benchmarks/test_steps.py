"""The ladders of docs/craft: a wrong step is refused, and a table goes to its place in a page."""

import importlib
from pathlib import Path

import numpy as np
import pytest

import emolab
from benchmarks.steps.ladder import BEGIN, END, Step, climb, lines, main, put_between_markers

PAGES = Path(__file__).parents[2] / "docs" / "craft"
LADDERS = ("gemm", "winograd", "recurrent_step", "mfcc_blocks")


def test_a_wrong_step_is_not_timed():
    right = Step("right", lambda: np.ones(3), np.ones(3))
    wrong = Step("wrong", lambda: np.array([1, 1, 1.001]), np.ones(3))
    with pytest.raises(SystemExit, match="wrong: .* from the formula"):
        climb([right, wrong], 1)


def test_one_thread_but_for_the_rows_of_the_pool():
    before, seen = emolab.threads(), {}

    def noting(name):
        def run():
            seen[name] = emolab.threads()
            return np.ones(2)

        return run

    emolab.set_threads(3)
    try:
        climb([Step("one", noting("one"), np.ones(2)), Step("all", noting("all"), np.ones(2), pool=True)], 1)
        assert seen == {"one": 1, "all": 3} and emolab.threads() == 3
    finally:
        emolab.set_threads(before)


def test_the_table_says_what_was_scaled():
    steps = [(Step("slow", None, None, scale=1000.0), 120.0), (Step("fast", None, None), 0.004)]
    table = lines("Some work", steps, 7)
    assert table[2] == "| slow (measured on 1/1,000 of the work) | 120 s |  | 1.00 |"
    assert table[3] == "| fast | 4.00 ms | 30,000 | 30,000 |"
    assert table[-1].startswith("Some work. ") and "medians of 7 rounds" in table[-1]


def test_a_table_goes_between_the_markers():
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    once = put_between_markers(page, ["a", "b"])
    assert once == f"before\n{BEGIN}\n\na\nb\n\n{END}\nafter\n"
    assert put_between_markers(once, ["a", "b"]) == once
    with pytest.raises(ValueError, match="do not both stand"):
        put_between_markers("no place for it", ["a"])


def test_a_page_without_a_place_is_named_before_anything_runs(tmp_path, capsys):
    page = tmp_path / "page.md"
    page.write_text("nothing")
    with pytest.raises(SystemExit):
        main("some", "Some work", None, ["--write", str(page)])
    assert "page.md" in capsys.readouterr().err


@pytest.mark.parametrize("name", LADDERS)
def test_each_ladder_has_its_page(name):
    module = importlib.import_module(f"benchmarks.steps.{name}")
    page = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    assert module.WORK and callable(module.steps)
    assert f"`benchmarks/steps/{name}.py`" in page
    assert put_between_markers(page, ["table"]).count(BEGIN) == 1
