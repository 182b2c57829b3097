"""A machine that reads pickles and can build only what its rules allow.

A pickle is a program, and Python's own reader runs whatever function it names. This machine knows the few
instructions that data need, and asks the rules of the kind of file what a name stands for; every other name
or instruction ends the reading with an error that says what the file wanted.
"""

import pickletools

from emolab.core.errors import FormatError

CONSTANTS = {
    "NONE": lambda: None, "NEWTRUE": lambda: True, "NEWFALSE": lambda: False, "EMPTY_TUPLE": tuple,
    "EMPTY_LIST": list, "EMPTY_DICT": dict,
}  # fmt: skip
LITERALS = {
    "BININT", "BININT1", "BININT2", "LONG1", "LONG4", "INT", "LONG", "FLOAT", "BINFLOAT", "BINUNICODE",
    "SHORT_BINUNICODE", "BINUNICODE8", "UNICODE", "BINSTRING", "SHORT_BINSTRING", "STRING",
}  # fmt: skip


class PickleRules:
    """What one kind of file may build; a subclass says more.

    content     what such a file holds, for messages: "tensors"
    literals    the names of the instructions that put a value on the stack
    """

    content = "values"
    literals = LITERALS

    def named(self, module, attribute, where):
        """Return the harmless stand-in for module.attribute."""
        raise FormatError(
            f"{where}: the pickle asks for {module}.{attribute}, which is not run: only {self.content} "
            "are built"
        )

    def made(self, maker, arguments, where):
        """Return what calling a stand-in gives."""
        raise FormatError(f"{where}: the pickle calls something that builds no {self.content}")

    def built(self, item, state, where):
        """Return the item in the state that the pickle sets."""
        raise ValueError(f"a state for a {type(item).__name__}")

    def persistent(self, identity, where):
        """Return what lies elsewhere in the file under this name."""
        raise FormatError(f"{where}: the pickle refers to something outside itself")


class Unbuilt:
    """A thing that the pickle makes first and fills later; what fills it takes its place in the memo."""

    def __init__(self):
        self.keys = []


class Bounded:
    """A binary file that refuses to read more than it holds, before memory is taken."""

    def __init__(self, file, size):
        self.file, self.size = file, size
        self.tell, self.readline = file.tell, file.readline

    def read(self, count):
        """Read up to count bytes."""
        return self.file.read(min(count, self.size - self.tell()))


def run_pickle(file, where, rules):
    """Run one pickle from a binary file, up to its STOP, and return what it builds.

    Errors    FormatError, beginning with `where`
    """
    try:
        return _run(file, where, rules)
    except FormatError:
        raise
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise FormatError(f"{where} is not a whole pickle of {rules.content} ({error})") from error


def _run(file, where, rules):
    stack, marks, memo = [], [], {}

    def since_mark():
        place = marks.pop()
        items = stack[place:]
        del stack[place:]
        return items

    def remember(key):
        memo[key] = stack[-1]
        if isinstance(stack[-1], Unbuilt):
            stack[-1].keys.append(key)

    for opcode, value, _ in pickletools.genops(file):
        name = opcode.name
        if name == "STOP":
            return stack.pop()
        if name in ("PROTO", "FRAME"):
            continue
        if name in CONSTANTS:
            stack.append(CONSTANTS[name]())
        elif name in rules.literals:
            stack.append(value)
        elif name == "MARK":
            marks.append(len(stack))
        elif name in ("BINPUT", "LONG_BINPUT", "PUT"):
            remember(int(value))
        elif name == "MEMOIZE":
            remember(len(memo))
        elif name in ("BINGET", "LONG_BINGET", "GET"):
            stack.append(memo[int(value)])
        elif name == "TUPLE":
            stack.append(tuple(since_mark()))
        elif name in ("TUPLE1", "TUPLE2", "TUPLE3"):
            items = [stack.pop() for _ in range(int(name[-1]))]
            stack.append(tuple(reversed(items)))
        elif name == "LIST":
            stack.append(since_mark())
        elif name == "APPEND":
            item = stack.pop()
            of_kind(list, stack[-1]).append(item)
        elif name == "APPENDS":
            items = since_mark()
            of_kind(list, stack[-1]).extend(items)
        elif name == "SETITEM":
            item, key = stack.pop(), stack.pop()
            _put(stack[-1], key, item)
        elif name == "SETITEMS":
            items = since_mark()
            for key, item in zip(items[::2], items[1::2]):
                _put(stack[-1], key, item)
        elif name == "DICT":
            items, made = since_mark(), {}
            for key, item in zip(items[::2], items[1::2]):
                _put(made, key, item)
            stack.append(made)
        elif name == "GLOBAL":
            stack.append(rules.named(*value.split(" ", 1), where))
        elif name == "STACK_GLOBAL":
            attribute, module = of_kind(str, stack.pop()), of_kind(str, stack.pop())
            stack.append(rules.named(module, attribute, where))
        elif name == "BINPERSID":
            stack.append(rules.persistent(stack.pop(), where))
        elif name == "REDUCE":
            arguments, maker = of_kind(tuple, stack.pop()), stack.pop()
            stack.append(rules.made(maker, arguments, where))
        elif name == "BUILD":
            state, item = stack.pop(), stack.pop()
            stack.append(rules.built(item, state, where))
            for key in getattr(item, "keys", ()) if isinstance(item, Unbuilt) else ():
                memo[key] = stack[-1]
        else:
            raise FormatError(
                f"{where}: the pickle holds the instruction {name}, which no {rules.content} need"
            )
    raise FormatError(f"{where}: the pickle has no end")


def of_kind(kind, value):
    """Return a value that is of this kind and of no child of it; else a ValueError."""
    if type(value) is not kind:
        raise ValueError(f"a {type(value).__name__} where a {kind.__name__} belongs")
    return value


def _put(target, key, item):
    if not isinstance(key, str | int):  # nested tuples as keys could take for ever to hash
        raise ValueError(f"a key of type {type(key).__name__}")
    of_kind(dict, target)[key] = item
