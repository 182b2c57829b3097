"""Every tutorial runs from top to bottom in a fresh namespace, and has the parts that make it one."""

import re
import runpy
from pathlib import Path

import pytest

import emolab

FOLDER = Path(__file__).resolve().parents[2] / "tutorials"
TUTORIALS = sorted(FOLDER.glob("[0-9][0-9]_*.py"))
CELL = re.compile(r"^# %%(?P<kind> \[markdown\])?[^\n]*\n", re.M)


def cells(path):
    """Return [(is prose, text)] of a page in percent format."""
    text = path.read_text(encoding="utf-8")
    marks = list(CELL.finditer(text))
    assert marks and marks[0].start() == 0, f"{path.name} must begin with a cell"
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    found = []
    for mark, end in zip(marks, ends):
        body = text[mark.end() : end]
        prose = mark["kind"] is not None
        if prose:
            assert all(not line or line.startswith("#") for line in body.splitlines()), body
            body = re.sub(r"^# ?", "", body, flags=re.M)
        found.append((prose, body))
    return found


@pytest.fixture
def pictures(monkeypatch):
    """Collect (axes with something in them, without a label or title) of each picture that is shown."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    shown = []

    def show(*args, **kwargs):
        for number in plt.get_fignums():
            figure = plt.figure(number)
            figure.canvas.draw()
            drawn = [axes for axes in figure.axes if axes.has_data()]
            titled = any(axes.get_title() for axes in drawn) or figure.get_suptitle()
            shown.append((len(drawn), bool(titled)))
        plt.close("all")

    monkeypatch.setattr(plt, "show", show)
    yield shown
    plt.close("all")


def test_there_are_tutorials():
    assert TUTORIALS


@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.stem)
def test_it_runs_and_shows_pictures(path, pictures, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # whatever it writes lands here
    before = emolab.backend()
    runpy.run_path(str(path), run_name="__main__")
    assert emolab.backend() == before, "a tutorial leaves the backend as it found it"
    assert pictures, "a tutorial shows at least one picture"
    for drawn, titled in pictures:
        assert drawn and titled, "a picture has something in it, and a title"


@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.stem)
def test_anatomy(path):
    page = cells(path)
    prose = "\n".join(body for is_prose, body in page if is_prose)
    code = [body for is_prose, body in page if not is_prose]
    number = int(path.name[:2])
    title = re.match(rf"# {number}\. \S", page[0][1])
    assert page[0][0] and title, f"the first cell is prose and begins with '# {number}. '"
    for part in ("question", "formula", "try it", "misprint", "papers"):
        assert re.search(part, prose, re.I), f"no {part}"
    assert any("plt." in body for body in code), "no picture"
    assert max(len(body.splitlines()) for body in code) <= 40, "a cell of code is short enough to read"
    for place, (is_prose, body) in enumerate(page):
        if is_prose and re.search(r"\*\*try it", body, re.I):
            rest = [text for kind, text in page[place + 1 :] if not kind]
            assert rest and "assert" in rest[0], f"the cell after this checks nothing:\n{body}"
