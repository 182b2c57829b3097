"""The tutorials: where they lie, and their cells, read from the percent format."""

import importlib.metadata
import re
from pathlib import Path
from typing import NamedTuple

import emolab
from emolab.core.errors import ArgumentError, FileError, FormatError

NAME = re.compile(r"(\d\d)_[a-z0-9_]+")
MARK = re.compile(r"# %%(?P<kind> \[markdown\])?[^\n]*")
SHARED = "share/emolab/tutorials"  # where an installation keeps them, as setup.cfg says


class Cell(NamedTuple):
    """A piece of a tutorial."""

    prose: bool
    text: str  # of prose without its comment signs
    line: int  # the file's line where the text begins, from 1


class Tutorial(NamedTuple):
    """One tutorial, read."""

    number: str  # "01"
    name: str  # the file's name without its end
    title: str
    path: Path
    cells: tuple
    minutes: int | None  # as its opening says; None where it does not
    exercises: tuple  # of the bank, as its prose names them

    @property
    def prose(self):
        """All prose, in order."""
        return "\n".join(cell.text for cell in self.cells if cell.prose)


def tutorials_folder():
    """Return the folder of the tutorials: beside the package in a clone, else where pip put them.

    Errors    FileError where they are in neither place
    """
    beside = Path(emolab.__file__).resolve().parent.parent / "tutorials"
    if any(beside.glob("[0-9][0-9]_*.py")):
        return beside
    try:
        files = importlib.metadata.files("emolab") or ()
    except importlib.metadata.PackageNotFoundError:
        files = ()
    for file in files:
        if file.parent.as_posix().endswith(SHARED) and NAME.fullmatch(Path(file.name).stem):
            folder = Path(file.locate()).resolve().parent
            if folder.is_dir():
                return folder
    raise FileError(
        f"the tutorials are neither at {beside} nor installed: pip install . in a clone of emolab"
    )


def tutorials(folder=None):
    """Return all tutorials of a folder, in their order; None takes the library's own."""
    folder = tutorials_folder() if folder is None else Path(folder)
    paths = sorted(path for path in folder.glob("*.py") if NAME.fullmatch(path.stem))
    return tuple(map(read_tutorial, paths))


def find_tutorial(which, folder=None):
    """Return a tutorial by its number, its name, a part of its name that no other has, or its path.

    Errors    ArgumentError with those there are
    """
    text = str(which)
    if text.endswith(".py") and Path(text).is_file():
        return read_tutorial(text)
    known = tutorials(folder)
    number = f"{int(text):02d}" if text.isdigit() else None
    found = [t for t in known if number == t.number or text == t.name]
    found = found or [t for t in known if number is None and text.lower() in t.name]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(t.number for t in known)
    raise ArgumentError(f"no tutorial is called {text!r}: they are {listed} (emolab tutorial list)")


def read_tutorial(path):
    """Return a file in percent format as a Tutorial.

    Errors    FormatError with the file and the line; FileError
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"{path} cannot be read: {error}") from error
    cells = read_cells(text, path.name)
    heading = re.match(r"# (?:\d+\. )?(.+)", cells[0].text) if cells[0].prose else None
    prose = "\n".join(cell.text for cell in cells if cell.prose)
    number = NAME.fullmatch(path.stem)
    return Tutorial(
        number[1] if number else "", path.stem, heading[1].strip() if heading else path.stem, path, cells,
        reading_minutes(cells[0].text),
        tuple(dict.fromkeys(re.findall(r"emolab exercise start (\w+)", prose))),
    )  # fmt: skip


def read_cells(text, where="the text"):
    """Return the cells of a text in percent format.

    Errors    FormatError, beginning with `where`
    """
    lines = text.splitlines()
    marks = [i for i, line in enumerate(lines) if MARK.fullmatch(line)]
    if not marks or any(line.strip() for line in lines[: marks[0]]):
        raise FormatError(f"{where}, line 1: the first line must open a cell with '# %%'")
    cells = []
    for start, end in zip(marks, [*marks[1:], len(lines)]):
        body = lines[start + 1 : end]
        first = next((i for i, line in enumerate(body) if line.strip()), len(body))
        last = next((i for i in range(len(body), 0, -1) if body[i - 1].strip()), first)
        body, line = body[first:last], start + 2 + first
        prose = MARK.fullmatch(lines[start])["kind"] is not None
        if prose:
            bare = next((i for i, said in enumerate(body) if said and not re.match(r"#( |$)", said)), None)
            if bare is not None:
                raise FormatError(f"{where}, line {line + bare}: prose must begin with '# ': {body[bare]}")
            body = [said[2:] for said in body]
        cells.append(Cell(prose, "\n".join(body), line))
    return tuple(cells)


def reading_minutes(opening):
    """Return how many minutes an opening says that the page takes, None where it does not."""
    text = " ".join(opening.lower().split())
    if exact := re.search(r"(\d+) minutes", text):
        return int(exact[1])
    for words, minutes in (
        ("an hour and a half", 90),
        ("half an hour", 30),
        ("two hours", 120),
        ("an hour", 60),
    ):
        if words in text:
            return minutes
    return None
