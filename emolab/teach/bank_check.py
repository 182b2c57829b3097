"""What every exercise of the bank must hold, proved by running it: stub, solution, mutants, handout."""

from typing import NamedTuple

import numpy as np

from emolab.core.errors import EmolabError
from emolab.teach.bank import folders
from emolab.teach.checking import check_answer
from emolab.teach.exercise import read_exercise, read_text
from emolab.teach.markers import solution_lines
from emolab.teach.properties import properties
from emolab.teach.reading import trouble
from emolab.teach.transcript import same

HINTS, MUTANTS = 3, 3
VISIBLE, HIDDEN = (2, 4), (2, 5)
TELLING = 14  # a shorter line of a solution may stand anywhere: "return y", "h = h0"


class Checked(NamedTuple):
    """What was found in one exercise."""

    name: str
    topic: str
    violations: tuple  # in words; empty where all holds
    tests: int
    mutants: int
    seconds: float  # of the slowest test, with the solution


def check_bank(names=None, folder=None):
    """Yield a Checked for each exercise, or for those named."""
    for path in folders(folder):
        if names is None or path.name in names:
            yield check_exercise(path)


def check_exercise(folder):
    """Return what violates the rules in an exercise's folder."""
    try:
        exercise = read_exercise(folder)
        tests = properties(exercise)
        mutated = [(mutant, exercise.mutated(mutant)) for mutant in exercise.mutants]
        texts = {"stub": exercise.stub, "solution": exercise.solution}
    except EmolabError as error:
        return Checked(folder.name, folder.parent.name, (str(error),), 0, 0, 0.0)
    found = [*_counts(exercise, tests), *_ledger(exercise), *_plugs(exercise), *_handout(exercise)]
    for name, text in (*texts.items(), *((f"mutant {m.name}", text) for m, text in mutated)):
        if why := trouble(text, name):
            found.append(why)
    slowest = 0.0
    if not found or not any("Python cannot read" in said for said in found):
        solved, said = _solution(exercise)
        found += [*said, *_stub(exercise), *_mutants(exercise, mutated, solved)]
        slowest = max((one.seconds for one in solved.outcomes), default=0.0)
    return Checked(exercise.name, exercise.topic, tuple(found), len(tests), len(exercise.mutants), slowest)


def _counts(exercise, tests):
    if exercise.topic[:2] != exercise.tutorial:
        yield f"tutorial is {exercise.tutorial}, the folder is {exercise.topic}"
    if len(exercise.hints) < HINTS:
        yield f"it has {len(exercise.hints)} hints, it must be {HINTS}"
    if len(exercise.mutants) < MUTANTS:
        yield f"it has {len(exercise.mutants)} mutants, it must be {MUTANTS} or more"
    for visible, (least, most) in ((True, VISIBLE), (False, HIDDEN)):
        count = sum(test.visible is visible for test in tests)
        if not least <= count <= most:
            kind = "visible" if visible else "hidden"
            yield f"it has {count} {kind} tests, it must be {least} to {most}"
    names = {test.name for test in tests}
    for name in exercise.weights:
        if name not in names:
            yield f"weights names {name}, which is no test"
    for mutant in exercise.mutants:
        if mutant.fails not in names:
            yield f"mutant {mutant.name} is to fail {mutant.fails}, which is no test"
    for kind, values in (
        ("name", [m.name for m in exercise.mutants]),
        ("says", [m.says for m in exercise.mutants]),
    ):
        if len(set(values)) < len(values):
            yield f"two mutants have the same {kind}"


def _ledger(exercise):
    from emolab.papers import PAPERS
    from emolab.papers.ledger import entries

    for equation in exercise.equations:
        paper, _, number = equation.partition(" ")
        if paper not in PAPERS:
            yield f"equations: {equation!r} begins with no paper's key"
        elif number not in {entry.number for entry in entries(paper)}:
            yield f"equations: the ledger of {paper} has no {number!r}"


def _plugs(exercise):
    from emolab.teach.plugging import chosen, plug_of, run

    if exercise.plugs:
        try:
            chosen(exercise, plug_of(exercise), run(exercise.solution, "source.py"), "source.py")
        except (EmolabError, SyntaxError) as error:
            yield f"plugs: {error}"


def _handout(exercise):
    """What a student gets may hold no line of the solution, no mutant and no hidden test."""
    given = exercise.stub.splitlines()
    secret = {line.strip() for line in solution_lines(exercise.source)}
    secret = {line for line in secret if len(line) >= TELLING and not line.startswith("#")}
    visible = read_text(exercise.folder / "visible.py")
    for name, lines in (
        ("the stub", given), ("visible.py", visible.splitlines()), ("the task", exercise.task.splitlines()),
    ):  # fmt: skip
        for line in lines:
            if line.strip() in secret:
                yield f"{name} holds a line of the solution: {line.strip()}"
    hidden = [test.name for test in properties(exercise) if not test.visible]
    whole = "\n".join([*given, visible, exercise.task])
    for name in hidden:
        if name in whole:
            yield f"the handout names the hidden test {name}"
    for mutant in exercise.mutants:
        if mutant.says in whole:
            yield f"the handout holds what the tutor says to mutant {mutant.name}"


def _solution(exercise):
    report = check_answer(exercise, exercise.solution, recognise=False)
    again = check_answer(exercise, exercise.solution, recognise=False)
    said = [f"the solution fails {one.test}: {one.said}" for one in report.outcomes if not one.passed]
    for one, other in zip(report.outcomes, again.outcomes):
        if not same(one.record, other.record):
            said.append(f"{one.test} gives other values when it is run again")
    return again, said


def _stub(exercise):
    report = check_answer(exercise, exercise.stub, recognise=False)
    for one in report.outcomes:
        if one.passed:
            yield f"the stub passes {one.test}"
        elif one.status != "unwritten":
            yield f"the stub fails {one.test} otherwise than by its own error: {one.said}"


def _mutants(exercise, mutated, solved):
    from emolab.teach.checking import recognised

    reports = [(m, check_answer(exercise, text, recognise=False)) for m, text in mutated]
    for mutant, report in reports:
        failed = [one for one in report.outcomes if not one.passed]
        if not failed:
            yield f"mutant {mutant.name} passes every test"
            continue
        if mutant.fails not in {one.test for one in failed}:
            names = ", ".join(one.test for one in failed)
            yield f"mutant {mutant.name} passes {mutant.fails}, which it is to fail; it fails {names}"
        for one in failed:
            if one.status in ("slow", "refused", "unwritten"):
                yield f"mutant {mutant.name} does not run in {one.test}: {one.said}"
        found = recognised(exercise, report)
        if found is None:
            yield f"mutant {mutant.name} is not recognised: its calls return what the solution's return"
        elif found.name != mutant.name:
            yield f"mutant {mutant.name} cannot be told from mutant {found.name}: all calls return the same"
    if not np.isclose(solved.points, exercise.points) and solved.passed:
        yield f"the solution gets {solved.points} of {exercise.points} points"
    if recognised(exercise, solved) is not None:
        yield "the solution is taken for a mutant"
