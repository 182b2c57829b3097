"""The grader's side of an answer: its functions and objects, each call sent to where the answer lives."""

from collections import deque

import numpy as np

from emolab.teach.sandbox.wire import CALLBACK, Reference, WireError, decode, encode
from emolab.teach.transcript import as_kept

CALLS = 200_000  # of an answer's functions and of functions handed to it, in one test
LEAP = 1 << 64  # how far our generator moves on when an answer gets one like it
RECORDED = 4_000_000  # numbers


class AnswerError(Exception):
    """The answer raised an error: its kinds (the class and its bases), its words, and its line."""

    def __init__(self, kinds, said, line=0, text=""):
        self.kinds = tuple(printable(kind, 60) for kind in kinds[:20])
        self.said, self.line, self.text = printable(said, 500), line, printable(text, 200)
        super().__init__(f"{self.kinds[0]}: {self.said}" if self.said else self.kinds[0])


class AnswerGone(Exception):
    """The answer's process is no more, or sent what is no value; the message says why.

    status    what becomes of the test: "broke" or "slow"
    """

    def __init__(self, said, status="broke"):
        super().__init__(said)
        self.status = status


def printable(text, most):
    """Return a text of the answer's fit to be shown: no control characters, cut to a length."""
    return "".join(c if c.isprintable() or c == "\n" else "?" for c in text[:most])


class Handle:
    """An object that stayed with the answer: it may be called, its attributes asked for, and handed back."""

    __slots__ = ("answer_", "number_", "kind_", "calls_")

    def __init__(self, answer, reference):
        for name, value in zip(self.__slots__, (answer, reference.number, reference.kind, reference.calls)):
            object.__setattr__(self, name, value)

    def __getattr__(self, name):
        if name.startswith("__"):  # numpy and copy ask for such: they are not the answer's to tell
            raise AttributeError(name)
        return self.answer_.ask_("get", self.number_, name)

    def __setattr__(self, name, value):
        self.answer_.ask_("set", self.number_, name, value)

    def __call__(self, *args, **kwargs):
        return self.answer_.call_(self.number_, self.kind_, args, kwargs)

    def __repr__(self):
        return f"<a {self.kind_} of the answer>"


CACHES = (Handle, tuple, list, dict, np.ndarray)


class Answer:
    """What a test is given: `answer.hamming(8)` runs there and returns plain values, a copy of each.

    Arguments travel as copies too: what the answer does to an array in place is not seen here. A numpy
    Generator (PCG64) arrives in the same state; ours then leaps ahead, so that its next draws are others.
    A function may be handed in: it runs here, the answer gets its results.
    Errors    AnswerError where the answer raises; AnswerGone
    """

    def __init__(self, exchange):
        self.exchange_ = exchange  # exchange(bytes) -> bytes
        self.functions_ = []
        self.record_ = []  # what each call returned, in order, in the form of a transcript
        self.kept_ = 0
        self.caches_ = set()  # functions whose last value went on to another function
        self.lasts_ = deque(maxlen=8)
        self.calls_ = 0

    def load_(self, file, text, names):
        """Run the answer's source; return the names that it lacks."""
        missing = self.ask_("load", file, text, list(names))
        if not isinstance(missing, list) or not all(name in names for name in missing):
            raise AnswerGone("the answer's process sent what is no value")
        return missing

    def __getattr__(self, name):
        if name.startswith("__") or name.endswith("_"):
            raise AttributeError(name)
        return lambda *args, **kwargs: self.call_(name, name, args, kwargs)

    def call_(self, target, name, args, kwargs):
        """Call a function by name, or an object by its number, and keep what it returned."""
        self.calls_ += 1
        if self.calls_ > CALLS:
            raise AnswerGone("the test calls the answer too often")
        for maker, last in self.lasts_:
            if maker != name and any(last is arg for arg in args):
                self.caches_.add(maker)
        try:
            value = self.ask_("call", target, args, kwargs)
        except AnswerError as error:
            self._record(name, error.kinds[0])
            raise
        self._record(name, value)
        if isinstance(value, tuple) and len(value) > 1 and isinstance(value[-1], CACHES):
            self.lasts_.append((name, value[-1]))
        return value

    def _record(self, name, value):
        if self.kept_ < RECORDED:
            kept, size = as_kept(value)
            self.kept_ += size
            self.record_.append((name, kept))

    def ask_(self, *message):
        """Send a request and return its value; functions that were handed in are run meanwhile."""
        raw = self.exchange_(encode(message, self._reference))
        for generator in _generators(message):
            generator.bit_generator.advance(LEAP)
        while True:
            reply = self._read(raw)
            if reply[0] == "value":
                return reply[1]
            if reply[0] == "error":
                raise AnswerError(*reply[1:])
            raw = self.exchange_(self.callback_(*reply[1:]))

    def _read(self, raw):
        """Decode a reply, and hold its form: the other side may send anything."""
        try:
            reply = decode(raw, lambda reference: Handle(self, reference))
        except WireError as error:
            raise AnswerGone(f"what the answer returned is no value: {error}") from None
        forms = {"value": (object,), "error": (list, str, int, str), "callback": (int, tuple)}
        form = forms.get(reply[0]) if isinstance(reply, tuple) and reply and type(reply[0]) is str else None
        if form is None or len(reply) != len(form) + 1 or not all(map(isinstance, reply[1:], form)):
            raise AnswerGone("the answer's process sent what is no value")
        if reply[0] == "error" and not (reply[1] and all(type(kind) is str for kind in reply[1])):
            raise AnswerGone("the answer's process sent what is no value")
        return reply

    def _reference(self, value):
        if isinstance(value, Handle):
            if value.answer_ is not self:
                raise TypeError("a handle belongs to the answer that made it")
            return Reference(value.number_, value.kind_, value.calls_)
        if callable(value):
            self.functions_.append(value)
            return Reference(len(self.functions_) - 1, CALLBACK, True)
        raise TypeError(f"a test hands plain values to an answer, not a {type(value).__name__}")

    def callback_(self, number, args):
        """Run a function that was handed in, and return the encoded message with its result."""
        self.calls_ += 1
        if self.calls_ > CALLS or not 0 <= number < len(self.functions_):
            raise AnswerGone("the answer calls the function that it was given too often")
        try:
            return encode(("result", self.functions_[number](*args)))
        except Exception as error:  # the arguments are the answer's: it may have sent anything
            return encode(("error", f"{type(error).__name__}: {error}"[:500]))


def _generators(value):
    if isinstance(value, np.random.Generator):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _generators(part)
    elif isinstance(value, dict):
        yield from _generators(list(value.values()))
