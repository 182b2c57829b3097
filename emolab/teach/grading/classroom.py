"""A class graded: each submission once, on any executor; a run that was ended goes on where it was."""

import json
import sys
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, wait
from pathlib import Path
from typing import NamedTuple

from emolab.core.errors import ArgumentError
from emolab.core.files import write_json
from emolab.core.progress import progress
from emolab.teach.bank import exercise, exercises
from emolab.teach.grading.executors import local_pool, open_executor
from emolab.teach.grading.file_names import file_name
from emolab.teach.grading.grade import FORMAT, grade_submission, key_of_submission
from emolab.teach.grading.submissions import find_submissions, read_submission

STOPPED = "stopped; what is finished is kept, the same command goes on from there"
AHEAD = 4  # submissions that are sent ahead, so that stopping does not wait for all


class Class(NamedTuple):
    """A class, graded."""

    exercises: tuple  # Exercises, in the order asked for
    results: tuple  # of `grade_submission`, by student
    submissions: tuple  # Submissions in the same order
    left_out: tuple  # names of files that are no submission
    kept: int  # results of an earlier run


def grade_class(folder, out, names=(), executor=None, jobs=1, bank=None, bwrap=None, show=False):
    """Grade all submissions of a folder.

    out       where the result of each is kept, and looked for: out/results
    names     of the exercises; without any, those of the bank that some student handed in
    executor  None, or "dask://HOST:PORT"
    jobs      how many processes of this machine
    bank      the exercises' folder, None for emolab's own
    Errors    ArgumentError for an unknown exercise, or an `out` among the submissions; FileError for no
              submission; MissingExtra
    """
    if Path(folder).resolve() in (Path(out).resolve(), *Path(out).resolve().parents):
        raise ArgumentError(
            f"{out} is in {folder}, where it would be taken for a student: name another folder"
        )
    students, others = find_submissions(folder)
    names = tuple(dict.fromkeys(names)) or handed_in(students, bank)
    wanted = tuple(exercise(name, bank) for name in names)
    if bank is not None and executor is not None:
        raise ArgumentError(
            "a bank of your own cannot be sent to a cluster: its exercises must be in emolab there"
        )
    submissions = [read_submission(student, path, names) for student, path in students.items()]
    keys = {one.student: key_of_submission(one, bank, bwrap) for one in submissions}
    results = {one.student: _kept(out, one, keys[one.student]) for one in submissions}
    kept = sum(result is not None for result in results.values())
    todo = [one for one in submissions if results[one.student] is None]

    def keep(student, result):
        results[student] = result
        write_json(_place(out, student), {"key": keys[student], **result})

    if todo:
        _grade_all(todo, executor, jobs, (bank, bwrap), keep, show)
    ordered = tuple(results[one.student] for one in submissions)
    return Class(wanted, ordered, tuple(submissions), tuple(others), kept)


def handed_in(students, bank=None):
    """Return the names of the bank's exercises that some student handed in.

    Errors    ArgumentError where there are none
    """
    known = list(exercises(bank))
    seen = {
        piece.exercise
        for student, path in students.items()
        for piece in read_submission(student, path, known).pieces
        if piece.text
    }
    found = tuple(name for name in known if name in seen)
    if not found:
        raise ArgumentError("no submission holds a file named as an exercise: name them with --exercises")
    return found


def _place(out, student):
    return Path(out) / "results" / f"{file_name(student)}.json"


def _kept(out, submission, key):
    """An earlier result, None where there is none, or it was of other files, or the grader had broken off."""
    try:
        found = json.loads(_place(out, submission.student).read_text(encoding="utf-8"))
        whole = found.pop("key") == key and found["format"] == FORMAT
        if not whole or any(one["error"] for one in found["exercises"]):
            return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return {**found, "handed_in": submission.handed_in}  # the same files, perhaps copied since


def _grade_all(todo, address, jobs, options, keep, show):
    """Grade and keep each as it comes; one that ends its worker is tried alone, so that it harms no other."""
    waiting, broken = list(reversed(todo)), []
    ahead = len(todo) if address else max(jobs, 1) * AHEAD
    bar = progress(range(len(todo)), "submissions", unit="submissions", wanted=show)
    with open_executor(address, jobs) as pool:
        running = {}
        try:
            while waiting or running:
                while waiting and len(running) < ahead:
                    one = waiting.pop()
                    running[pool.submit(grade_submission, one, *options)] = one
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    keep(running[future].student, future.result())
                    del running[future]
                    next(bar, None)
        except BrokenExecutor:
            broken = [*running.values(), *waiting]
        except KeyboardInterrupt:
            begun = {future: one for future, one in running.items() if not future.cancel()}
            if show:
                sys.stderr.write(f"\nstopping once {len(begun)} submissions are through that have begun\n")
            for future in wait(begun).done:
                if future.exception() is None:
                    keep(begun[future].student, future.result())
            raise KeyboardInterrupt(STOPPED) from None
        except BaseException:
            for future in running:
                future.cancel()
            raise
    for one in broken:
        with local_pool(1) as pool:
            try:
                keep(one.student, pool.submit(grade_submission, one, *options).result())
            except BrokenExecutor:
                keep(one.student, _ended_its_worker(one, options))
        next(bar, None)
    next(bar, None)


def _ended_its_worker(one, options):
    said = "the process that graded it was ended from outside, perhaps for want of memory"
    empty = one._replace(pieces=tuple(piece._replace(text="", why=piece.why or said) for piece in one.pieces))
    result = grade_submission(empty, *options)
    for found in result["exercises"]:
        found["error"] = said
    return result
