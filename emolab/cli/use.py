"""The option --use: a run computes with a student's own functions in the library's place."""

import sys
from contextlib import contextmanager

from emolab.core.errors import ArgumentError


def add_use(parser):
    """Add the option to a verb."""
    parser.add_argument(
        "--use", action="append", default=[], metavar="FILE.py",
        help="compute with your answer to an exercise in the library's place, such as soft_attention.py; "
        "it must pass the exercise's tests; may be given more than once",
    )  # fmt: skip


@contextmanager
def in_use(files, demo=None):
    """Inside the block the answers in the files are in use; it says which, and at the end how often.

    demo      the exercises whose functions the run calls, where that is known before it
    Errors    ArgumentError for an answer that the run would never call
    """
    if not files:
        yield
        return
    from emolab.teach.local import Local
    from emolab.teach.plugging import using
    from emolab.teach.sandbox.sandbox import Sandbox

    linux = sys.platform.startswith("linux")
    with Sandbox().room() if linux else _itself(Local()) as runner, using(files, runner) as standing:
        for one in standing:
            if demo is not None and one.exercise not in demo:
                raise ArgumentError(_unused(one, demo))
            _say(f"in use: {', '.join(one.calls)} of {one.path}, which passes all tests of {one.exercise}")
        yield
    for one in standing:
        for name, calls in one.calls.items():
            said = (
                f"was called {calls:,} times" if calls else "was never called: nothing in this run needs it"
            )
            _say(f"{name} of {one.path} {said}")


def _unused(one, demo):
    """Say what the demo computes with, and which run computes with this answer."""
    train = {"lstm": "emolab train zhu2022 --modality audio --data FOLDER", "rnn_backward": "emolab train "
             "liu2026 --data FOLDER"}.get(one.exercise)  # fmt: skip
    other = f"; {train} --use {one.path} has it" if train else ""
    return (
        f"{one.path} passes, but the demo never calls {', '.join(one.calls)}: its networks (song2021's) are "
        f"made of convolutions, pooling, GRUs, soft attention and dense layers. It takes answers to "
        f"{', '.join(demo)}{other}"
    )


@contextmanager
def _itself(value):
    yield value


def _say(text):
    print(text, file=sys.stderr, flush=True)
