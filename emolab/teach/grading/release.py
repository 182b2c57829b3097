"""A handout: stubs, visible tests, a readme and a notebook, and nothing of an answer."""

import json
from pathlib import Path

from emolab.core.errors import ArgumentError, FileError
from emolab.core.files import write_json, write_text
from emolab.teach.bank import exercise
from emolab.teach.exercise import read_text
from emolab.teach.properties import properties

CHECK = '''\
"""Hold your answers against the visible tests: python check.py [NAME ...]"""

import sys

try:
    from emolab.teach.grading.handout_check import main
except ModuleNotFoundError as error:
    sys.exit(f"{error}: this Python lacks emolab, see README.md")

if __name__ == "__main__":
    sys.exit(main(__file__, sys.argv[1:]))
'''


def release(names, out, title="Assignment", bank=None):
    """Write the handout of some exercises into a new folder; returns its files.

    names     of the exercises, in the order in which they are to be done
    Errors    ArgumentError for an unknown exercise; FileError where `out` holds something already
    """
    out = Path(out)
    if not names:
        raise ArgumentError(
            "name the exercises: --exercises hamming dct_two ... (emolab bank list shows all)"
        )
    chosen = [exercise(name, bank) for name in dict.fromkeys(names)]
    if out.exists() and any(out.iterdir()):
        raise FileError(f"{out} holds files already; name a new folder, students' work may be in it")
    texts = {"README.md": readme(chosen, title), "check.py": CHECK}
    for one in chosen:
        texts[f"{one.name}.py"] = one.stub
        texts[f"visible/{one.name}.py"] = read_text(one.folder / "visible.py")
    for name, text in texts.items():
        write_text(out / name, text)
    write_text(out / "assignment.ipynb", json.dumps(notebook(chosen, title), indent=1) + "\n")
    write_json(out / "assignment.json", {
        "format": 1, "title": title,
        "exercises": [{"name": one.name, "title": one.title, "points": one.points, "minutes": one.minutes,
                       "seconds": one.seconds, "answers": list(one.answers)} for one in chosen],
    })  # fmt: skip
    return [out / name for name in (*texts, "assignment.ipynb", "assignment.json")]


def readme(chosen, title):
    """Return the readme of a handout."""
    points, minutes = sum(one.points for one in chosen), sum(one.minutes for one in chosen)
    lines = [
        f"# {title}", "",
        f"{len(chosen)} exercises, {points:g} points, about {minutes} minutes in all.", "",
        "| file | what | points | minutes |", "| --- | --- | --- | --- |",
        *(f"| `{one.name}.py` | {one.title} | {one.points:g} | {one.minutes} |" for one in chosen), "",
        "## How to work", "",
        "1. Install emolab as your instructor says; it needs Python 3.11 or later.",
        '2. Replace each `raise NotImplementedError("your turn")` by your code. Import nothing but numpy and',
        "   math. Leave names and arguments as they are.",
        "3. `python check.py` runs the visible tests of all exercises, `python check.py NAME` those of one.",
        "   A test that fails says what is wrong in words of the formula. Or use `assignment.ipynb`, whose",
        "   cells write the same files, over what stands there: work in one place, not in both.",
        "4. Hand in the `.py` files, in a folder or a zip file. Their names stay. No notebook is graded.", "",
        "Points are given for each test. Beside the visible tests there are hidden ones, which hold further",
        "properties of the same formulas; their points are pending until the grades are published.", "",
    ]  # fmt: skip
    for number, one in enumerate(chosen, 1):
        lines += [f"## {number}. {one.title}", "", *_task(one), ""]
    return "\n".join(lines)


def _task(one):
    tests = [test for test in properties(one) if test.visible]
    about = f"`{one.name}.py`, {one.points:g} points, about {one.minutes} minutes"
    about += f"; {', '.join(one.equations)}" if one.equations else ""
    return [
        f"*{about}*",
        "",
        one.task.strip(),
        "",
        "Visible tests:",
        "",
        *(f"- {test.words}" for test in tests),
    ]


def notebook(chosen, title):
    """Return the handout as a notebook's tree, in the format nbformat 4.5."""
    cells = [
        _cell("markdown", "start", f"# {title}\n\nEach cell with a stub writes its file. Replace `raise "
              'NotImplementedError("your turn")` by your code, run the cell, and run the check below it. '
              "Hand in the `.py` files beside this notebook, not the notebook. A cell writes over its file: "
              "what you change in the file alone is lost when the cell is run again."),
        _cell("code", "imports", "import sys"),
    ]  # fmt: skip
    for number, one in enumerate(chosen, 1):
        cells += [
            _cell("markdown", f"task-{number}", "\n".join([f"## {number}. {one.title}", "", *_task(one)])),
            _cell("code", f"answer-{number}", f"%%writefile {one.name}.py\n{one.stub.rstrip()}"),
            _cell("code", f"check-{number}", f"!{{sys.executable}} check.py {one.name}"),
        ]
    return {
        "cells": cells,
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
                     "language_info": {"name": "python"}},
        "nbformat": 4, "nbformat_minor": 5,
    }  # fmt: skip


def _cell(kind, name, text):
    cell = {"cell_type": kind, "id": name, "metadata": {}, "source": text.splitlines(keepends=True)}
    return {**cell, "execution_count": None, "outputs": []} if kind == "code" else cell
