"""The command `emolab tutorial`."""

import json
import sys

import pytest

import emolab.teach.tutorials as module
from emolab.cli.main import main
from tests.papers import made_paper
from tests.teach import made_tutorial


@pytest.fixture(autouse=True)
def world(tmp_path, monkeypatch):
    """A folder with one tutorial, a cache, and a place to work."""
    folder, work = tmp_path / "tutorials", tmp_path / "work"
    folder.mkdir()
    work.mkdir()
    monkeypatch.setenv("EMOLAB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(module, "tutorials_folder", lambda: folder)
    monkeypatch.chdir(work)
    return made_tutorial.write(folder)


def listed(capsys):
    assert main(["tutorial", "list", "--json"]) == 0
    return json.loads(capsys.readouterr().out)[0]


def test_list_run_and_list_again(world, capsys, tmp_path):
    assert main(["tutorial", "list"]) == 0
    said = capsys.readouterr().out
    assert "A made page" in said and "50" in said and "hamming" in said
    assert listed(capsys)["run"] == "no"
    assert main(["tutorial", "run", "3"]) == 0
    said = capsys.readouterr().out
    assert "largest <" in said and "all answers hold" in said and "emolab exercise start hamming" in said
    folder = tmp_path / "cache" / "tutorials" / "03_made_page"
    assert str(folder / "figure_01.png") in said and len(list(folder.glob("*.png"))) == 3
    assert listed(capsys)["run"] == "yes"
    world.write_text(world.read_text() + "\n# %%\nx = 1\n")
    assert listed(capsys)["run"] == "before it changed"


def test_run_of_a_copy_with_a_wrong_answer_tells_the_line(world, capsys, tmp_path):
    text = made_tutorial.TEXT.replace("answer = 400", "answer = 401")
    copy = made_tutorial.write(tmp_path / "work", text, "mine.py")
    assert main(["tutorial", "run", str(copy), "--out", "figures"]) == 1
    line = next(i for i, said in enumerate(text.splitlines(), 1) if said.startswith("assert len(window)"))
    assert f"mine.py, line {line}: AssertionError" in capsys.readouterr().err
    copy.write_text(made_tutorial.TEXT)
    assert main(["tutorial", "run", str(copy), "--out", "figures"]) == 0
    assert len(list((tmp_path / "work" / "figures").iterdir())) == 3
    capsys.readouterr()
    assert listed(capsys)["run"] == "no"


def test_an_unknown_tutorial_is_named(capsys):
    assert main(["tutorial", "run", "99"]) == 2
    assert "they are 03" in capsys.readouterr().err
    assert main(["tutorial", "build", "--jobs", "0"]) == 2


@pytest.mark.parametrize("what", [["open", "3"], ["build"]])
def test_missing_extras_are_named(monkeypatch, capsys, tmp_path, what):
    monkeypatch.setitem(sys.modules, "jupytext", None)
    assert main(["tutorial", *what]) == 1
    said = capsys.readouterr().err
    assert "pip install 'emolab[notebook]'" in said
    assert ("emolab tutorial run COPY.py" in said) == (what[0] == "open")
    assert not list((tmp_path / "work").iterdir())


def test_open_writes_a_notebook_once(capsys, tmp_path, monkeypatch):
    pytest.importorskip("jupytext", reason="notebooks need it: pip install emolab[notebook]")
    path = tmp_path / "work" / "03_made_page.ipynb"
    assert main(["tutorial", "open", "made", "--write-only"]) == 0
    cells = json.loads(path.read_text())["cells"]
    assert cells[0]["cell_type"] == "markdown" and "".join(cells[0]["source"]).startswith("# 3. A made page")
    assert "= ...  # put your guess here" in path.read_text()
    path.write_text(path.read_text().replace("A made page", "My own page"))
    assert main(["tutorial", "open", "3", "--write-only"]) == 0
    assert "as you left it" in capsys.readouterr().out and "My own page" in path.read_text()
    assert main(["tutorial", "open", "3", "--write-only", "--fresh"]) == 0
    assert "My own page" not in path.read_text()

    import importlib.util
    import subprocess

    real, started = importlib.util.find_spec, []
    monkeypatch.setattr(subprocess, "call", lambda command: started.append(command) or 0)
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *a: True if name == "jupyterlab" else real(name, *a)
    )
    assert main(["tutorial", "open", "3"]) == 0
    assert started == [[sys.executable, "-m", "jupyterlab", "03_made_page.ipynb"]]
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *a: None)
    monkeypatch.setitem(sys.modules, "jupyterlab", None)
    assert main(["tutorial", "open", "3"]) == 1
    assert "needs jupyterlab: pip install 'emolab[notebook]'" in capsys.readouterr().err


def test_build_executes_notebooks_and_writes_the_book(capsys, tmp_path, monkeypatch, world):
    for name in ("jupytext", "nbclient", "ipykernel"):
        pytest.importorskip(name, reason="notebooks need it: pip install emolab[notebook]")
    pytest.importorskip("markdown_it", reason="pages need it: pip install emolab[report]")
    made_paper.install(monkeypatch)
    assert main(["tutorial", "build", str(world), "--out", "book"]) == 0
    book = tmp_path / "work" / "book"
    assert str(book.relative_to(tmp_path / "work") / "index.html") in capsys.readouterr().out
    notebook = json.loads((book / "notebooks" / "03_made_page.ipynb").read_text())
    kinds = [output["output_type"] for cell in notebook["cells"] for output in cell.get("outputs", ())]
    assert kinds.count("display_data") == 3 and "stream" in kinds and "error" not in kinds
    page = (book / "03_made_page.html").read_text()
    assert page.count("data:image/png") == 3 and "largest &lt;" in page
    world.write_text(made_tutorial.TEXT.replace("answer = 400", "answer = 401"))
    assert main(["tutorial", "build", str(world), "--out", "again"]) == 1
    assert "as a notebook: AssertionError" in capsys.readouterr().err
