"""One submission graded: points for each test with the reason, as plain values."""

import hashlib
import time

import emolab
from emolab.core.errors import EmolabError
from emolab.teach.bank import exercise
from emolab.teach.checking import check_answer
from emolab.teach.exercise import FILES
from emolab.teach.properties import properties
from emolab.teach.sandbox.sandbox import Sandbox

FORMAT = 1


def grade_submission(submission, bank=None, bwrap=None):
    """Return the result of a Submission, plain values for JSON.

    bank      the folder of the exercises, None for emolab's own
    bwrap     False leaves bwrap out
    """
    start = time.perf_counter()
    box = Sandbox(bwrap)
    graded = [_grade_piece(piece, bank, box) for piece in submission.pieces]
    return {
        "format": FORMAT, "student": submission.student, "handed_in": submission.handed_in,
        "points": round(sum(one["points"] for one in graded), 4),
        "out_of": round(sum(one["out_of"] for one in graded), 4),
        "exercises": graded, "notes": list(dict.fromkeys(note for one in graded for note in one["notes"])),
        "seconds": round(time.perf_counter() - start, 2),
    }  # fmt: skip


def _grade_piece(piece, bank, box):
    wanted = exercise(piece.exercise, bank)
    found = {"name": wanted.name, "title": wanted.title, "tutorial": wanted.tutorial, "points": 0.0,
             "out_of": wanted.points, "trouble": piece.why, "error": "", "mutant": None,
             "notes": []}  # fmt: skip
    tests = properties(wanted)
    whole = sum(test.weight for test in tests)
    worth = {test.name: wanted.points * test.weight / whole for test in tests}
    if piece.why:
        return {**found, "tests": [_refused(test, worth[test.name], piece.why) for test in tests]}
    try:
        with box.room() as room:
            report = check_answer(wanted, piece.text, room, f"{wanted.name}.py")
    except (EmolabError, OSError) as error:  # of the grader, not of the answer: it is tried again next time
        said = f"not graded, the grader itself broke off: {error}"
        return {**found, "error": said, "tests": [_refused(test, worth[test.name], said) for test in tests]}
    found["tests"] = [
        {"test": one.test, "property": one.property, "visible": one.visible,
         "status": one.status, "said": one.said,
         "line": one.line, "text": one.text, "points": round(worth[one.test], 6) if one.passed else 0.0,
         "out_of": round(worth[one.test], 6), "seconds": round(one.seconds, 3), "printed": one.printed}
        for one in report.outcomes
    ]  # fmt: skip
    found["points"] = round(report.points, 4)
    found["notes"] = list(report.notes)
    if report.mutant is not None:
        found["mutant"] = {"name": report.mutant.name, "says": report.mutant.says}
    return found


def _refused(test, worth, why):
    return {"test": test.name, "property": test.words, "visible": test.visible,
            "status": "refused", "said": why, "line": 0, "text": "", "points": 0.0,
            "out_of": round(worth, 6), "seconds": 0.0, "printed": ""}  # fmt: skip


def key_of_submission(submission, bank=None, bwrap=None):
    """Return what a result depends on, in short: the answers, the exercises, emolab, how it is run."""
    parts = [FORMAT, emolab.__version__, bwrap, submission.student]
    for piece in submission.pieces:
        folder = exercise(piece.exercise, bank).folder
        texts = [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES]
        parts += [piece.exercise, piece.digest, *texts]
    return hashlib.sha256(repr(parts).encode()).hexdigest()
