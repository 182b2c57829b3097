"""Run an answer that is trusted (a solution, a mutant) in this process, through the same bytes as all."""

from contextlib import contextmanager

from emolab.teach.answer import Answer
from emolab.teach.sandbox.servant import Servant
from emolab.teach.sandbox.wire import decode


class Local:
    """Gives each test an Answer in this process: no limit is set, nothing is kept away."""

    notes = ()

    def __init__(self):
        self.caches = set()  # functions whose last value was handed on to another function

    @contextmanager
    def answer(self, seconds):
        """Yield an Answer and a function that tells what it printed (nothing is held back here)."""
        answer = Answer(lambda raw: servant.serve(raw))
        servant = Servant(lambda raw: answer.callback_(*decode(raw)[1:]))
        try:
            yield answer, lambda: ""
        finally:
            self.caches |= answer.caches_
