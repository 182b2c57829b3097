"""Percent format, names of tutorials, and numbers of equations in prose."""

import pytest

import emolab.teach.tutorials as module
from emolab.core.errors import ArgumentError, DataError, FileError, FormatError
from emolab.teach.citations import citations, last_paper
from emolab.teach.run_cells import run_cells, save_figures
from emolab.teach.tutorials import find_tutorial, read_cells, read_tutorial, reading_minutes, tutorials
from tests.teach import made_tutorial


def test_cells_know_their_lines():
    text = "# %% [markdown]\n# # 1. A\n#\n# b\n\n# %%\n\nx = 1\n\n\n# %%\ny = 2\n"
    cells = read_cells(text)
    assert [(cell.prose, cell.text, cell.line) for cell in cells] == [
        (True, "# 1. A\n\nb", 2), (False, "x = 1", 8), (False, "y = 2", 12)]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["x = 1\n# %%\n", "", "# %% [markdown]\nno sign\n", "# %% [markdown]\n#sign\n"]
)
def test_what_is_no_percent_format_is_named(text):
    with pytest.raises(FormatError, match="line"):
        read_cells(text, "page.py")


def test_a_tutorial_is_found_by_number_name_or_path(tmp_path):
    path = made_tutorial.write(tmp_path)
    made_tutorial.write(tmp_path, "# %% [markdown]\n# # 4. Other\n", "04_other_page.py")
    for which in ("3", "03", 3, "03_made_page", "made"):
        assert find_tutorial(which, tmp_path).path == path
    assert find_tutorial(path, tmp_path / "nowhere").title == "A made page"
    for which in ("9", "page", "nothing", ""):
        with pytest.raises(ArgumentError, match="03, 04"):
            find_tutorial(which, tmp_path)
    assert [t.title for t in tutorials(tmp_path)] == ["A made page", "Other"]
    with pytest.raises(FileError):
        read_tutorial(tmp_path / "gone.py")


def test_an_installation_finds_its_own(monkeypatch, tmp_path):
    folder = tmp_path / "share" / "emolab" / "tutorials"
    folder.mkdir(parents=True)
    path = made_tutorial.write(folder)

    class File(type(tmp_path)):
        def locate(self):
            return path

    monkeypatch.setattr(module.emolab, "__file__", str(tmp_path / "site" / "emolab" / "__init__.py"))
    monkeypatch.setattr(
        module.importlib.metadata, "files", lambda name: [File("../../share/emolab/tutorials") / path.name]
    )
    assert module.tutorials_folder() == folder
    monkeypatch.setattr(module.importlib.metadata, "files", lambda name: None)
    with pytest.raises(FileError, match="pip install"):
        module.tutorials_folder()


def test_minutes_and_exercises(tmp_path):
    made = read_tutorial(made_tutorial.write(tmp_path))
    assert (made.minutes, made.exercises, made.number) == (50, ("hamming",), "03")
    assert reading_minutes("It takes about\nan hour to read") == 60
    assert reading_minutes("an hour and a half") == 90 and reading_minutes("long") is None


def test_citations():
    text = "(song2021, eq. 2.25) and eq. 2.26 to\n2.27, `eq. 2.8`, $2.9$; "
    text += "**liu2026** has eq. 8 (9 to 11), not eq. 2.99"
    found = [(one.number, one.paper) for one in citations(text)]
    assert found == [("2.25", "song2021"), ("2.26", "song2021"), ("2.27", "song2021"), ("8", "liu2026"),
                     ("9", "liu2026"), ("11", "liu2026"), ("2.99", None)]  # fmt: skip
    assert all(text[one.start : one.end] == one.number for one in citations(text))
    assert [one.paper for one in citations("see eq. 8", before="liu2026")] == ["liu2026"]
    assert [one.paper for one in citations("see eq. 2.7", before="liu2026")] == [
        "song2021"
    ]  # no other has it
    found = citations("(song2021, eq. 2.28 mended, 2.29, 2.30, and 2.8, mended)")
    assert [one.number for one in found] == ["2.28", "2.29", "2.30", "2.8"]
    assert citations("in (3) of (2.99)") == [] and not citations("F(2, 3)", before="liu2026")
    assert last_paper("zhu2022 and `gu2025`") == "zhu2022"


def test_a_run_gives_text_and_figures_and_leaves_nothing(tmp_path, monkeypatch):
    import sys

    import emolab

    monkeypatch.setenv("MPLBACKEND", "Agg")
    main, backend = sys.modules["__main__"], emolab.backend()
    text = made_tutorial.TEXT.replace("## 3.3 Speed", "## 3.3 Speed").replace(
        'plt.title("time")', "plt.title(\"time\")\nemolab.use('numpy')"
    )
    executed = run_cells(read_tutorial(made_tutorial.write(tmp_path, text)))
    kinds = [[output.kind for output in outputs] for outputs in executed.outputs if outputs]
    assert kinds == [["figure", "text"], ["figure"], ["figure"]]
    assert "largest < " in executed.outputs[3][1].text
    assert sys.modules["__main__"] is main and emolab.backend() == backend
    paths = save_figures(executed, tmp_path / "figures")
    assert [path.name for path in paths] == ["figure_01.png", "figure_02.png", "figure_03.png"]
    (tmp_path / "figures" / "figure_09.png").write_bytes(b"old")
    assert save_figures(executed, tmp_path / "figures") == paths
    assert len(list((tmp_path / "figures").iterdir())) == 3


def test_a_wrong_answer_is_told_with_its_line(tmp_path):
    text = made_tutorial.TEXT.replace(
        "assert len(window) == answer", 'assert len(window) == answer + 1, "not so many"'
    )
    path = made_tutorial.write(tmp_path, text)
    line = next(i for i, said in enumerate(text.splitlines(), 1) if "not so many" in said)
    with pytest.raises(DataError, match=rf"line {line}: AssertionError: not so many"):
        run_cells(read_tutorial(path))
    bare = text.replace(', "not so many"', "")
    with pytest.raises(DataError, match=rf"line {line}: AssertionError: assert len\(window\) == answer"):
        run_cells(read_tutorial(made_tutorial.write(tmp_path, bare)))
    unread = text.replace('answer + 1, "not so many"', "")
    with pytest.raises(DataError, match=rf"line {line}: Python cannot read this"):
        run_cells(read_tutorial(made_tutorial.write(tmp_path, unread)))
