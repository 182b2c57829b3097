"""A student's folder: a file for each exercise begun, and how far each has come."""

import difflib
import json
from pathlib import Path

from emolab.core.errors import ArgumentError, FileError, FormatError
from emolab.core.files import write_json, write_text
from emolab.teach.bank import exercise, exercises
from emolab.teach.exercise import read_text

FOLDER = "emolab-exercises"
PROGRESS = "progress.json"
FORMAT = 1
ASKS = 2  # so often the solution is asked for before it opens without a pass
BLANK = {"checks": 0, "passed": False, "best": 0.0, "hints": 0, "asked": 0}


class Workbook:
    """The files of a student, and progress.json beside them.

    bank      a bank of exercises; None takes emolab's own
    Errors    FormatError for a progress file that cannot be read
    """

    def __init__(self, folder=FOLDER, bank=None):
        self.folder, self.bank = Path(folder), bank
        self.current, self.states = None, {}
        path = self.folder / PROGRESS
        if path.exists():
            self._read(path)

    def _read(self, path):
        try:
            found = json.loads(read_text(path))
            if found["format"] != FORMAT:
                raise FormatError(
                    f"{path}: format {found['format']} is not the one this emolab reads ({FORMAT})"
                )
            for name, state in found["exercises"].items():
                self.states[name] = {key: type(value)(state.get(key, value)) for key, value in BLANK.items()}
            self.current = found.get("current")
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            if isinstance(error, FormatError):
                raise
            raise FormatError(
                f"{path} cannot be read ({error}); delete it to begin the count anew"
            ) from error

    def save(self):
        """Write the progress."""
        found = {"format": FORMAT, "current": self.current, "exercises": self.states}
        write_json(self.folder / PROGRESS, found)

    def state(self, name):
        """Return what is known of an exercise, to be changed in place."""
        return self.states.setdefault(name, dict(BLANK))

    def path(self, name):
        """Where the answer to an exercise stands."""
        return self.folder / f"{name}.py"

    def start(self, name):
        """Write the exercise's file, where there is none; return (Exercise, its path, whether it is new)."""
        one = exercise(name.removesuffix(".py"), self.bank)
        name, path = one.name, self.path(one.name)
        new = not path.exists()
        if new:
            write_text(path, handed_out(one))
        self.state(name)
        self.current = name
        self.save()
        return one, path, new

    def next(self):
        """Return the first exercise that has not passed, None where all have."""
        passed = {name for name, state in self.states.items() if state["passed"]}
        return next((one for name, one in exercises(self.bank).items() if name not in passed), None)

    def exercise(self, name=None):
        """Return an exercise by name, the one worked on last for None.

        Errors    ArgumentError for an unknown name, or where nothing was begun
        """
        if name is None:
            name = self.current
        if name is None:
            raise ArgumentError(
                f"no exercise has been started in {self.folder} (--folder names another folder); "
                "emolab exercise next begins the first"
            )
        return exercise(name.removesuffix(".py"), self.bank)

    def find(self, word):
        """Return (Exercise, path of the answer) for a name, a file, or None for the one worked on last.

        Errors    ArgumentError for an unknown name; FileError for a file that is not there
        """
        if word is None:
            word = self.exercise().name
        if word.endswith(".py") or "/" in word:
            path = Path(word)
            one = self._answered(path)
        else:
            one = exercise(word, self.bank)
            path = self.path(one.name)
        if not path.is_file():
            begin = "" if path != self.path(one.name) else f"; emolab exercise start {one.name} writes it"
            if not begin and self.path(one.name).is_file():
                begin = f"; yours is {self.path(one.name)}: emolab exercise check {one.name}"
            raise FileError(f"{path}: no such file{begin}")
        return one, path

    def _answered(self, path):
        known = exercises(self.bank)
        if path.stem in known:
            return known[path.stem]
        text = read_text(path)
        fitting = [one for one in known.values() if all(f"def {name}(" in text for name in one.answers)]
        if len(fitting) == 1:
            return fitting[0]
        near = difflib.get_close_matches(path.stem, known, n=3, cutoff=0.5) or [one.name for one in fitting]
        hint = f": {', '.join(f'{name}.py' for name in near)}" if near else ""
        raise ArgumentError(
            f"{path} does not say which exercise it answers; call it after the exercise{hint}"
        )

    def record(self, name, report):
        """Keep what came out of a check."""
        state = self.state(name)
        state["checks"] += 1
        state["passed"] = state["passed"] or report.passed
        state["best"] = max(state["best"], report.points)
        self.current = name
        self.save()

    def hint(self, one):
        """Return (number of the next hint, its text); after the last one (count + 1, "")."""
        state = self.state(one.name)
        if state["hints"] >= len(one.hints):
            return len(one.hints) + 1, ""
        state["hints"] += 1
        self.save()
        return state["hints"], one.hints[state["hints"] - 1]

    def solution(self, one):
        """Return the solution after a pass, or when asked for the second time; None before."""
        state = self.state(one.name)
        state["asked"] += 1
        self.save()
        return one.solution if state["passed"] or state["asked"] >= ASKS else None


def handed_out(one):
    """Return what a student starts from: the task as a comment, then the stub."""
    equations = ", ".join(one.equations) or "no equation of the papers"
    head = [
        f"{one.title} ({equations})",
        f"tutorial {one.topic}, about {one.minutes} minutes, {one.points:g} points", "",
        *one.task.strip().splitlines(), "",
        f"emolab exercise check {one.name}    holds what you wrote against the tests",
        f"emolab exercise hint {one.name}     gives a hint, one more each time",
    ]  # fmt: skip
    comment = "\n".join(f"# {line}".rstrip() for line in head)
    return f"{comment}\n\n{one.stub}"
