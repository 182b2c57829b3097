"""The bank of exercises: all of them, by name, in the order of the tutorials."""

import difflib
import functools
from pathlib import Path

from emolab.core.errors import ArgumentError, FormatError
from emolab.teach.exercise import read_exercise

BANK = Path(__file__).parent / "bank"


def exercises(folder=None):
    """Return {name: Exercise}, in the order of the tutorials, within one from easy to hard.

    folder    a bank; None takes emolab's own
    Errors    FormatError for a broken exercise, or for two of one name
    """
    folder = Path(BANK if folder is None else folder)
    found = {}
    for path in folders(folder):
        if path.name in found:
            raise FormatError(f"{path}: an exercise is called {path.name} in {found[path.name].topic} too")
        found[path.name] = read_exercise(path)
    ordered = sorted(found.values(), key=lambda one: (one.topic, one.difficulty, one.minutes, one.name))
    return {one.name: one for one in ordered}


def folders(bank=None):
    """Return the exercises' folders, also of those that cannot be read."""
    places = Path(BANK if bank is None else bank).glob("[0-9][0-9]_*/*")
    return sorted(path for path in places if path.is_dir() and not path.name.startswith(("_", ".")))


@functools.cache
def _read(path):
    return read_exercise(path)


def exercise(name, folder=None):
    """Return one exercise by name.

    Errors    ArgumentError for an unknown name, with the nearest
    """
    known = {path.name: path for path in folders(folder)}
    if name not in known:
        name, near = str(name), difflib.get_close_matches(str(name), known, n=3, cutoff=0.5)
        parts = [one for one in known if name and (name in one or one in name)]  # "gru", "lstm_backward"
        near = list(dict.fromkeys([*parts, *near]))[:3]
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise ArgumentError(f"no exercise is called {name!r}{hint} (emolab bank list shows all)")
    return _read(known[name])
