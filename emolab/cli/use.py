"""The option --use: a run computes with a student's own functions in the library's place."""

import sys
from contextlib import contextmanager


def add_use(parser):
    """Add the option to a verb."""
    parser.add_argument(
        "--use", action="append", default=[], metavar="FILE.py",
        help="compute with your answer to an exercise in the library's place, such as my_gru.py; it must "
        "pass the exercise's tests; may be given more than once",
    )  # fmt: skip


@contextmanager
def in_use(files):
    """Inside the block the answers in the files are in use; it says which, and at the end how often."""
    if not files:
        yield
        return
    from emolab.teach.local import Local
    from emolab.teach.plugging import using
    from emolab.teach.sandbox.sandbox import Sandbox

    linux = sys.platform.startswith("linux")
    with Sandbox().room() if linux else _itself(Local()) as runner, using(files, runner) as standing:
        for one in standing:
            _say(f"in use: {', '.join(one.calls)} of {one.path}, which passes all tests of {one.exercise}")
        yield
    for one in standing:
        for name, calls in one.calls.items():
            said = (
                f"was called {calls:,} times" if calls else "was never called: nothing in this run needs it"
            )
            _say(f"{name} of {one.path} {said}")


@contextmanager
def _itself(value):
    yield value


def _say(text):
    print(text, file=sys.stderr, flush=True)
