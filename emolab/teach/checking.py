"""Hold an answer against an exercise's tests; each test passes or says what it misses."""

import time
from dataclasses import dataclass

import numpy as np

from emolab.teach.answer import AnswerError, AnswerGone, printable
from emolab.teach.exercise import read_text
from emolab.teach.local import Local
from emolab.teach.properties import properties
from emolab.teach.reading import forbidden, lacking, returnless, signature, trouble
from emolab.teach.testing import Miss, _tables
from emolab.teach.transcript import same, without_caches

STATUSES = ("passed", "missed", "broke", "slow", "refused", "unwritten")
CUT = (2.0, 2.0, 1.0)  # seconds that tests get after one, two, and three or more that ran out of time


@dataclass(frozen=True)
class Outcome:
    """What became of one test; plain values, so that it can be written and sent.

    status    "passed"; "missed" a property; "broke" off with an error; "slow", out of time; "refused", not
              run because the answer cannot be; "unwritten", the stub's own error
    """

    test: str
    property: str  # in words
    visible: bool
    weight: float
    status: str
    said: str = ""  # what differs, or the error
    line: int = 0  # of the answer's file, 0 for none
    text: str = ""  # that line
    seconds: float = 0.0
    tables: tuple = ()  # of each gradient check its GradientRows
    printed: str = ""  # what the answer printed, its beginning
    record: tuple = ()  # what its calls returned

    @property
    def passed(self):
        """Whether it did."""
        return self.status == "passed"


@dataclass(frozen=True)
class Report:
    """What became of an answer.

    mutant    the catalogued mistake that it behaves like, None for none
    notes     what the sandbox could not enforce
    """

    exercise: str
    outcomes: tuple
    points: float
    out_of: float
    mutant: object = None
    notes: tuple = ()

    @property
    def passed(self):
        """Whether every test passed."""
        return all(one.passed for one in self.outcomes)


def check_answer(exercise, text, runner=None, file=None, recognise=True, tell=None):
    """Run all tests of an exercise against an answer's source.

    runner    gives each test its answer: a Sandbox's room for a student's; None runs trusted text here
    file      the answer's name, for messages
    recognise whether to compare a failing answer with the mutants
    tell      is called before each test with its number and that of all
    Returns   Report
    """
    runner = Local() if runner is None else runner
    file = file or f"{exercise.name}.py"
    if why := trouble(text, file) or forbidden(text, exercise.forbids, file):
        return refuse_answer(exercise, why)
    outcomes, limit, tests = [], exercise.seconds, properties(exercise)
    for number, test in enumerate(tests, 1):
        if tell is not None:
            tell(number, len(tests))
        outcomes.append(_run(exercise, test, text, file, runner, limit))
        slow = sum(one.status == "slow" for one in outcomes)
        if slow:
            limit = min(exercise.seconds, CUT[min(slow, len(CUT)) - 1])
    points = exercise.points * _share(outcomes)
    report = Report(exercise.name, tuple(outcomes), points, exercise.points, None, tuple(runner.notes))
    if recognise and not report.passed:
        mutant = recognised(exercise, report)
        report = Report(exercise.name, tuple(outcomes), points, exercise.points, mutant, report.notes)
    return report


def refuse_answer(exercise, why):
    """Return the report of an answer that cannot be run: no test passes, each says why."""
    outcomes = tuple(_outcome(test, "refused", why) for test in properties(exercise))
    return Report(exercise.name, outcomes, 0.0, exercise.points)


def _share(outcomes):
    whole = sum(one.weight for one in outcomes)
    return round(sum(one.weight for one in outcomes if one.passed) / whole, 6) if whole else 0.0


def _outcome(test, status, said="", **more):
    return Outcome(test.name, test.words, test.visible, test.weight, status, said, **more)


def _run(exercise, test, text, file, runner, limit):
    start, tables = time.perf_counter(), []
    token = _tables.set(tables)
    answer, printed = None, str
    try:
        with runner.answer(limit) as (answer, printed), np.errstate(all="ignore"):
            status, said, line, code = _hold(exercise, test, text, file, answer)
    except AnswerGone as error:
        status, said, line, code = error.status, str(error), 0, ""
    finally:
        _tables.reset(token)
    return _outcome(
        test, status, said, line=line, text=code, seconds=time.perf_counter() - start,
        tables=tuple(map(tuple, tables)), printed=printable(printed(), 4000),
        record=tuple(answer.record_) if answer else (),
    )  # fmt: skip


def _hold(exercise, test, text, file, answer):
    """Run one test; return (status, words, line, the line's text)."""
    try:
        missing = answer.load_(file, text, exercise.answers)
        if missing:
            return "broke", lacking(text, file, missing[0]), 0, ""
        test.function(answer, test.rng())
    except Miss as miss:
        return "missed", printable(str(miss), 1000) + returnless(exercise, text), 0, ""
    except AnswerError as error:
        if error.kinds[0] == "NotImplementedError" and error.said == "your turn":
            return "unwritten", "this part is not written yet: your turn", error.line, error.text
        said = said_of(error, file)
        if error.kinds[0] == "TypeError" and not error.line:  # the call itself does not fit
            said += signature(exercise, error.said.partition("(")[0])
        return "broke", said, error.line, error.text
    except AnswerGone as error:
        return error.status, str(error), 0, ""
    except Exception as error:  # a value of no form that the test expects
        said = f"what the answer returns does not fit the test: {_short(error)}"
        return "missed", said + returnless(exercise, text), 0, ""
    return "passed", "", 0, ""


def _short(error):
    return printable(f"{type(error).__name__}: {error}", 200)


def said_of(error, file):
    """Return an answer's error in plain words."""
    kinds, said = error.kinds, error.said
    if "SyntaxError" in kinds:
        return f"{file}: Python cannot read this ({said})"
    if "MemoryError" in kinds:
        return "it needs more memory than an answer may have"
    if "RecursionError" in kinds:
        return "a function calls itself without end"
    if kinds[0] in ("SystemExit", "KeyboardInterrupt"):
        return f"it ends the program ({kinds[0]}) in place of returning a value"
    if kinds[0] == "WireError":
        return f"what it returns cannot be sent to the grader: {said}"
    if "BlockingIOError" in kinds or "can't start new thread" in said:
        return f"an answer may start neither processes nor threads ({error})"
    if kinds[0] == "OSError" and "File too large" in said:
        return "an answer may not write files"
    return str(error)


_known = {}


def _catalogue(exercise):
    """What the solution and each mutant return in every test: (caches, solution's, [(mutant, records)])."""
    texts = (exercise.source, *(read_text(exercise.folder / name) for name in ("visible.py", "hidden.py")))
    key = (exercise.folder, exercise.answers, exercise.mutants, texts)
    if key not in _known:
        local = Local()
        solution = check_answer(exercise, exercise.solution, local, recognise=False)
        caches = frozenset(local.caches)
        mutants = [
            (mutant, check_answer(exercise, exercise.mutated(mutant), recognise=False))
            for mutant in exercise.mutants
        ]
        found = [(mutant, _records(report, caches)) for mutant, report in mutants]
        _known[key] = caches, _records(solution, caches), found
    return _known[key]


def _records(report, caches):
    return tuple((one.test, without_caches(one.record, caches)) for one in report.outcomes)


def recognised(exercise, report):
    """Return the Mutant whose transcript the report's equals in every test, None where none does."""
    if not any(one.record for one in report.outcomes):
        return None
    caches, solution, mutants = _catalogue(exercise)
    found = _records(report, caches)
    if same(found, solution):
        return None
    return next((mutant for mutant, records in mutants if same(found, records)), None)
