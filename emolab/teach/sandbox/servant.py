"""The side that holds the answer: it runs calls, keeps what cannot travel, and sends plain values back.

A message is an encoded tuple. To it come ("load", file, text, names), ("call", number or name, args, kwargs),
("get", number, name), ("set", number, name, value), ("result", value) and ("error", said). It sends
("value", value), ("error", kinds, said, line, text) and ("callback", number, args).
"""

import traceback
import types

# beside this file in emolab, and in a process of its own without it
try:
    from emolab.teach.sandbox.imports import guarded_builtins
    from emolab.teach.sandbox.wire import CALLBACK, Reference, decode, encode
except ImportError:
    from imports import guarded_builtins
    from wire import CALLBACK, Reference, decode, encode

KEPT = 10_000
LONGEST = 500  # letters of an error's message


class Servant:
    """An answer's module and the objects that it made.

    exchange  exchange(message) -> message: asks the other side to run a function that it handed in
    """

    def __init__(self, exchange):
        self.exchange = exchange
        self.kept = {}
        self.names = {}
        self.lines = ()
        self.file = "answer.py"

    def serve(self, raw):
        """Return the encoded reply to an encoded request."""
        try:
            return encode(("value", self._run(*decode(raw, self._found))), self._keep)
        except BaseException as error:  # an answer may raise anything, SystemExit too
            return self._failed(error)

    def _run(self, verb, *rest):
        if verb == "load":
            return self._load(*rest)
        if verb == "call":
            target, args, kwargs = rest
            function = self.names[target] if isinstance(target, str) else self.kept[target]
            return function(*args, **kwargs)
        if verb == "get":
            return getattr(self.kept[rest[0]], rest[1])
        if verb == "set":
            return setattr(self.kept[rest[0]], rest[1], rest[2])
        raise ValueError(f"no request is called {verb!r}")

    def _load(self, file, text, names):
        """Run the answer's source; return the names that it lacks."""
        self.file, self.lines = file, text.splitlines()
        module = types.ModuleType("answer")
        module.__file__ = file
        module.__dict__["__builtins__"] = guarded_builtins(file)
        exec(compile(text, file, "exec"), module.__dict__)
        self.names = {name: getattr(module, name) for name in names if callable(getattr(module, name, None))}
        return [name for name in names if name not in self.names]

    def _keep(self, value):
        if len(self.kept) >= KEPT:
            raise MemoryError(f"an answer may hand out at most {KEPT} objects in one test")
        number = len(self.kept)
        self.kept[number] = value
        return Reference(number, type(value).__name__, callable(value))

    def _found(self, reference):
        if reference.kind != CALLBACK:
            return self.kept[reference.number]

        def callback(*args):
            verb, value = decode(self.exchange(encode(("callback", reference.number, args))))
            if verb == "error":
                raise ValueError(f"the function that your answer was given: {value}")
            return value

        return callback

    def _failed(self, error):
        kinds = [kind.__name__ for kind in type(error).__mro__][:20]
        if isinstance(error, SyntaxError) and error.filename == self.file:
            line, said = error.lineno or 0, error.msg
        else:
            frames = traceback.walk_tb(error.__traceback__)
            places = [number for frame, number in frames if frame.f_code.co_filename == self.file]
            line, said = (places[-1] if places else 0), _words(error)
        text = self.lines[line - 1].strip() if 0 < line <= len(self.lines) else ""
        return encode(("error", kinds, said[:LONGEST], line, text[:LONGEST]))


def _words(error):
    try:
        return str(error)
    except BaseException:  # its __str__ is the answer's own
        return "an error that cannot say what it is"
