"""An exercise: a folder with its TOML file, its source with markers, its visible and its hidden tests."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from emolab.core.errors import FileError, FormatError
from emolab.teach import markers

FILES = ("exercise.toml", "source.py", "visible.py", "hidden.py")


@dataclass(frozen=True)
class Mutant:
    """A plausible wrong answer: where it departs from the solution, and what a tutor says to it."""

    name: str
    find: str
    put: str
    says: str
    fails: str  # the test that must fail


@dataclass(frozen=True, eq=False)
class Exercise:
    """What exercise.toml says; the texts of its sources are read when asked for."""

    name: str  # of its folder
    folder: Path
    title: str
    tutorial: str  # "01"
    equations: tuple  # ("song2021 2.25",)
    difficulty: int  # 1..5
    minutes: int
    points: float
    seconds: float  # of CPU, a test
    answers: tuple  # functions or classes that the answer must define
    task: str
    hints: tuple
    plugs: str = ""
    forbids: tuple = ()  # ("np.hamming",): what of NumPy would do the exercise's work
    weights: dict = field(default_factory=dict)
    mutants: tuple = ()

    @property
    def topic(self):
        """The folder around it, which is its tutorial's name: "01_from_sound_to_mfcc"."""
        return self.folder.parent.name

    @property
    def source(self):
        """The full source, with its markers."""
        return read_text(self.folder / "source.py")

    @property
    def stub(self):
        """What a student starts from."""
        return markers.stub(self.source, self.folder / "source.py")

    @property
    def solution(self):
        """The source without its markers."""
        return markers.solution(self.source, self.folder / "source.py")

    def mutated(self, mutant):
        """Return a mutant's source."""
        return markers.mutated(self.source, mutant.find, mutant.put, self.folder / "source.py")


_TEXT, _TEXTS = (str,), "texts"
FIELDS = {
    "title": _TEXT, "tutorial": _TEXT, "equations": _TEXTS, "difficulty": (int,), "minutes": (int,),
    "points": (int, float), "seconds": (int, float), "answers": _TEXTS, "task": _TEXT, "hints": _TEXTS,
}  # fmt: skip
OPTIONAL = {"plugs": _TEXT, "forbids": _TEXTS, "weights": (dict,), "mutants": (list,)}
MUTANT = ("name", "find", "put", "says", "fails")


def read_exercise(folder):
    """Return the Exercise of a folder.

    Errors    FileError for a missing file; FormatError that names the file and the field
    """
    folder = Path(folder)
    for name in FILES:
        if not (folder / name).is_file():
            raise FileError(f"{folder / name}: no such file; an exercise has {', '.join(FILES)}")
    path = folder / "exercise.toml"
    try:
        found = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise FormatError(f"{path}: {error}") from error
    if lacking := [name for name in FIELDS if name not in found]:
        raise FormatError(f"{path} lacks {', '.join(lacking)}")
    for name, kinds in FIELDS.items():
        _check(path, name, found[name], kinds)
    for name, value in found.items():
        if name not in FIELDS and name not in OPTIONAL:
            raise FormatError(f"{path}: no field is called {name}")
        if name in OPTIONAL:
            _check(path, name, value, OPTIONAL[name])
    _check_values(path, found)
    lists = {name: tuple(found.get(name, ())) for name in ("equations", "answers", "hints", "forbids")}
    mutants = tuple(_mutant(path, k, entry) for k, entry in enumerate(found.get("mutants", []), 1))
    return Exercise(**{**found, **lists, "name": folder.name, "folder": folder, "mutants": mutants})


def _check(path, name, value, kinds):
    if kinds is _TEXTS:
        if not isinstance(value, list) or not all(isinstance(part, str) and part.strip() for part in value):
            raise FormatError(f"{path}: {name} must be a list of texts, not {value!r}")
    elif not isinstance(value, kinds) or isinstance(value, bool):
        raise FormatError(f"{path}: {name} must be {kinds[0].__name__}, not {value!r}")


def _check_values(path, found):
    for name in ("minutes", "points", "seconds"):
        if not found[name] > 0:
            raise FormatError(f"{path}: {name} must be above 0, not {found[name]!r}")
    if found["difficulty"] not in range(1, 6):
        raise FormatError(f"{path}: difficulty is 1 to 5, not {found['difficulty']!r}")
    for name in ("title", "task"):
        if not found[name].strip():
            raise FormatError(f"{path}: {name} is empty")
    if not (len(found["tutorial"]) == 2 and found["tutorial"].isdigit()):
        raise FormatError(f'{path}: tutorial must be two digits such as "01", not {found["tutorial"]!r}')
    if not found["answers"]:
        raise FormatError(f"{path}: answers names no function")
    for name in found["answers"]:
        if not name.isidentifier():
            raise FormatError(f"{path}: answers: {name!r} is no name of a function")
    for name, weight in found.get("weights", {}).items():
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not weight > 0:
            raise FormatError(f"{path}: weights.{name} must be a number above 0, not {weight!r}")


def _mutant(path, k, entry):
    where = f"{path}: mutant {k}"
    if not isinstance(entry, dict):
        raise FormatError(f"{where} must be a table")
    for name in MUTANT:
        if not isinstance(entry.get(name), str) or (name != "put" and not entry[name].strip()):
            raise FormatError(f"{where}: {name} is missing or empty")
    for name in entry:
        if name not in MUTANT:
            raise FormatError(f"{where}: no field is called {name}")
    return Mutant(**entry)


def read_text(path):
    """Return a file's text.

    Errors    FileError where it cannot be read; FormatError where it is not UTF-8
    """
    try:
        return Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise FormatError(f"{path} is not UTF-8 text (byte {error.start})") from error
    except OSError as error:
        raise FileError(f"{path}: {error.strerror or error}") from error
