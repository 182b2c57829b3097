"""What `python check.py` does in a handout: the visible tests, without the bank."""

import inspect
import json
import sys
import zlib
from pathlib import Path

import numpy as np

from emolab.core.errors import EmolabError, FormatError
from emolab.teach.answer import AnswerError
from emolab.teach.checking import said_of
from emolab.teach.exercise import read_text
from emolab.teach.local import Local
from emolab.teach.reading import read_answer
from emolab.teach.testing import Miss


def check_handout(folder, name):
    """Yield (property in words, whether it holds, what is said) for each visible test of one exercise.

    Errors    FileError, FormatError for a handout that is not whole
    """
    folder = Path(folder)
    known = json.loads(read_text(folder / "assignment.json"))["exercises"]
    wanted = next((one for one in known if one["name"] == name), None)
    if wanted is None:
        raise FormatError(
            f"no exercise of this handout is called {name}: {', '.join(o['name'] for o in known)}"
        )
    text, why = read_answer(folder / f"{name}.py")
    path = folder / "visible" / f"{name}.py"
    space = {"__name__": f"visible_{name}", "__file__": str(path)}
    exec(compile(read_text(path), str(path), "exec"), space)
    for test, function in space.items():
        if test.startswith("test") and inspect.isfunction(function):
            words = inspect.getdoc(function).partition("\n")[0]
            rng = np.random.default_rng(zlib.crc32(test.encode()))
            said = why or _hold(function, rng, text, f"{name}.py", wanted["answers"])
            yield words, not said, said


def _hold(function, rng, text, file, answers):
    """What a test misses, "" where it holds."""
    with Local().answer(0) as (answer, _):
        try:
            missing = answer.load_(file, text, answers)
            if missing:
                return f"{file} has no function called {missing[0]}"
            function(answer, rng)
        except Miss as miss:
            return str(miss)
        except AnswerError as error:
            where = f" (line {error.line}: {error.text})" if error.line else ""
            unwritten = error.kinds[0] == "NotImplementedError" and error.said == "your turn"
            return "not written yet: your turn" if unwritten else said_of(error, file) + where
        except Exception as error:  # a value of no form that the test expects
            return f"what the answer returns does not fit the test: {type(error).__name__}: {error}"
    return ""


def main(script, names, out=None):
    """Check the named answers, or all, and write what is found; the status is 1 where a test fails."""
    out = sys.stdout if out is None else out
    folder = Path(script).resolve().parent
    failed = 0
    try:
        known = [one["name"] for one in json.loads(read_text(folder / "assignment.json"))["exercises"]]
        for name in names or known:
            out.write(f"{name}\n")
            for words, holds, said in check_handout(folder, name):
                failed += not holds
                out.write(
                    f"  {'passed' if holds else 'FAILED'}  {words}\n"
                    + (f"          {said}\n" if said else "")
                )
    except EmolabError as error:
        out.write(f"{error}\n")
        return 2
    out.write("all visible tests pass\n" if not failed else f"{failed} visible tests do not pass yet\n")
    return 1 if failed else 0
