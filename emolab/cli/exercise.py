"""emolab exercise: a student's way through the bank, one exercise after the other."""

import sys
import time
from contextlib import nullcontext
from threading import Timer

from emolab.cli.main import add_verb
from emolab.cli.text_table import text_table

EXAMPLE = """emolab exercise start hamming
  emolab exercise check hamming
  emolab exercise watch"""
DESCRIPTION = "Work on the exercises: each is a file with a gap, tests that say what is wrong, and hints."
WIDTH = 100
QUIET = 3.0  # seconds of a test without a word
LOOK = 0.4  # seconds between two looks at a watched file


def add_parser(verbs):
    """Add the verb `exercise` with what it can do."""
    parser = add_verb(verbs, "exercise", EXAMPLE, DESCRIPTION)
    kinds = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    for name, run, word, said in (
        ("start", run_start, "NAME", "write the file of an exercise, with its task"),
        ("next", run_next, None, "go on with the first exercise that has not passed"),
        (
            "check",
            run_check,
            "NAME or FILE",
            "hold what you wrote against the tests; status 1 where one fails",
        ),
        ("hint", run_hint, "NAME", "give a hint, one more each time"),
        ("watch", run_watch, "NAME or FILE", "check again whenever the file is saved, until Ctrl-C"),
        ("progress", run_progress, None, "show how far you are"),
        ("solution", run_solution, "NAME", "open the solution: after passing, or after asking twice"),
    ):
        kind = kinds.add_parser(name, help=said, description=said[0].upper() + said[1:] + ".")
        if name == "start":
            kind.add_argument("name", metavar=word, help="see emolab bank list")
        elif word:
            kind.add_argument(
                "name", nargs="?", metavar=word, help="default: the one that you worked on last"
            )
        kind.add_argument("--folder", default=None, help="where your files are (default: emolab-exercises)")
        kind.add_argument("--bank", metavar="FOLDER", help="another bank than emolab's own")
        if name == "check":
            kind.add_argument("--json", action="store_true", help="print JSON for a program to read")
        kind.set_defaults(run=lambda arguments, work=run: work(arguments, book_of(arguments)))


def book_of(arguments):
    """Return the student's Workbook."""
    from emolab.teach.workbook import FOLDER, Workbook

    return Workbook(arguments.folder or FOLDER, arguments.bank)


def run_start(arguments, book):
    """Write the file, and print the task."""
    from emolab.cli.exercise_text import task_lines

    one, path, new = book.start(arguments.name)
    print("\n".join(task_lines(one, path, new)))
    return 0


def run_next(arguments, book):
    """Start or reopen the first exercise that has not passed."""
    one = book.next()
    if one is None:
        print("all exercises have passed")
        return 0
    arguments.name = one.name
    return run_start(arguments, book)


def run_check(arguments, book):
    """Check the answer and print what came out."""
    import json

    from emolab.cli.exercise_text import as_dict, report_lines

    one, path = book.find(arguments.name)
    report = checked(one, path, book)
    if arguments.json:
        print(json.dumps(as_dict(one, path, report), indent=2, allow_nan=False))
    else:
        print("\n".join(report_lines(one, path, report, book)))
    return 0 if report.passed else 1


def checked(one, path, book):
    """Run the tests on an answer's file, in the sandbox where there is one, and keep the result."""
    from emolab.teach.checking import check_answer, refuse_answer
    from emolab.teach.local import Local
    from emolab.teach.reading import read_answer
    from emolab.teach.sandbox.sandbox import Sandbox

    linux = sys.platform.startswith("linux")
    text, why = read_answer(path)
    if why:
        report = refuse_answer(one, why)
    else:
        with SignOfLife() as tell, Sandbox().room() if linux else nullcontext(Local()) as room:
            report = check_answer(one, text, room, path.name, tell=tell)
    book.record(one.name, report)
    return report


class SignOfLife:
    """Says on the error stream which test is running, where one takes longer than QUIET seconds."""

    def __enter__(self):
        self.timer = None
        return self

    def __call__(self, number, count):
        """A test begins."""
        self.__exit__()
        said = f"test {number} of {count} is still running\n"
        self.timer = Timer(QUIET, lambda: (sys.stderr.write(said), sys.stderr.flush()))
        self.timer.daemon = True
        self.timer.start()

    def __exit__(self, *error):
        if self.timer is not None:
            self.timer.cancel()


def run_hint(arguments, book):
    """Print the next hint."""
    from emolab.cli.exercise_text import wrapped

    one = book.exercise(arguments.name)
    number, text = book.hint(one)
    if not text:
        print(f"these were all {len(one.hints)} hints; asked for twice, the solution opens:")
        print(f"  emolab exercise solution {one.name}")
        return 0
    print("\n".join(wrapped(f"hint {number} of {len(one.hints)}: {text}")))
    return 0


def run_solution(arguments, book):
    """Print the solution, or say how to get it."""
    one = book.exercise(arguments.name)
    text = book.solution(one)
    if text is None:
        left = len(one.hints) - book.state(one.name)["hints"]
        hints = f"; there are {left} more hints" if left else ""
        print(f"{one.name} has not passed yet{hints}. Ask once more and the solution opens.")
        return 1
    print(text, end="")
    return 0


def run_watch(arguments, book):
    """Check whenever the file changes; Ctrl-C ends it."""
    from emolab.cli.exercise_text import report_lines

    one, path = book.find(arguments.name)
    print(f"watching {path}; save it to have it checked, Ctrl-C ends this", flush=True)
    seen = None
    try:
        while True:
            now = stamp(path)
            if now != seen and now is not None:
                seen = now
                print("-" * WIDTH)
                print(time.strftime("%H:%M:%S"))
                print("\n".join(report_lines(one, path, checked(one, path, book), book)), flush=True)
            time.sleep(LOOK)
    except KeyboardInterrupt:
        print("\nstopped watching")
        return 0


def stamp(path):
    """Return what changes when a file is saved, None while it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def run_progress(arguments, book):
    """Print a line for each exercise."""
    from emolab.teach.bank import exercises

    rows, passed, points, whole = [], 0, 0.0, 0.0
    for one in exercises(book.bank).values():
        state = book.states.get(one.name)
        word = "-" if state is None else "passed" if state["passed"] else "begun"
        best = "" if state is None else f"{state['best']:.3g} of {one.points:g}"
        hints = "" if state is None else f"{state['hints']} of {len(one.hints)}"
        rows.append((one.tutorial, one.name, one.title, word, best, hints))
        passed += word == "passed"
        points, whole = points + (state["best"] if state else 0), whole + one.points
    print("\n".join(text_table(("page", "name", "title", "state", "points", "hints"), rows, WIDTH)))
    print(f"{passed} of {len(rows)} exercises passed, {points:.3g} of {whole:g} points")
    following = book.next()
    if following is not None:
        print(f"next: emolab exercise start {following.name}")
    return 0
