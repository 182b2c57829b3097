"""A small exercise in a folder, for tests: `double` and `total`, with mutants."""

TOML = """
title = "Twice"
tutorial = "01"
equations = []
difficulty = 1
minutes = 10
points = 4
seconds = {seconds}
answers = ["double", "total"]
task = "Write `double` and `total`."
hints = ["one", "two", "three"]
{more}
"""
MUTANTS = """
[[mutants]]
name = "thrice"
find = "2 * x"
put = "3 * x"
says = "Twice is two times."
fails = "test_double"
[[mutants]]
name = "rows"
find = "x.sum()"
put = "x.sum(axis=0)"
says = "The total is over all axes."
fails = "test_total"
[[mutants]]
name = "minus"
find = "2 * x"
put = "-2 * x"
says = "The sign is lost."
fails = "test_double"
"""
SOURCE = '''import numpy as np


def double(x):
    """Twice x."""
    # BEGIN SOLUTION
    return 2 * x
    # END SOLUTION


def total(x):
    """The sum of all entries."""
    # BEGIN SOLUTION
    return x.sum()
    # END SOLUTION
'''
VISIBLE = '''from emolab.teach.testing import close


def test_double(answer, rng):
    """double is twice x"""
    x = rng.standard_normal((3, 4))
    close(answer.double(x), 2 * x, "double")


def test_total(answer, rng):
    """total is the sum of all entries"""
    x = rng.standard_normal((3, 4))
    close(answer.total(x), x.sum(), "total")
'''
HIDDEN = VISIBLE.replace("test_", "test_hidden_").replace("(3, 4)", "(2, 5, 3)")


def write_exercise(
    folder, *, seconds=2, toml=TOML, more=MUTANTS, source=SOURCE, visible=VISIBLE, hidden=HIDDEN
):
    """Write the exercise into bank/01_topic/twice below a folder; return its own folder."""
    place = folder / "bank" / "01_topic" / "twice"
    place.mkdir(parents=True, exist_ok=True)
    (place / "exercise.toml").write_text(toml.format(seconds=seconds, more=more))
    for name, text in (("source", source), ("visible", visible), ("hidden", hidden)):
        (place / f"{name}.py").write_text(text)
    return place
