"""A machine that reads the pickles inside PyTorch files, and can build nothing but tensors.

A pickle is a program, and Python's own reader runs whatever function it names. This machine knows the few
instructions that a state dict needs and answers a handful of names with its own harmless stand-ins; every
other name or instruction ends the reading with an error that says what the file wanted.
"""

import pickletools
from math import prod
from typing import NamedTuple

import numpy as np

from emolab.core import FormatError

MAKES_DICT, MAKES_TENSOR, MAKES_PARAMETER = "an ordered dict", "a tensor", "a parameter"
STORAGES = {
    "DoubleStorage": "f8", "FloatStorage": "f4", "HalfStorage": "f2", "BFloat16Storage": "bfloat16",
    "LongStorage": "i8", "IntStorage": "i4", "ShortStorage": "i2", "CharStorage": "i1",
    "ByteStorage": "u1", "BoolStorage": "?",
}  # fmt: skip
MAKERS = {
    "collections OrderedDict": MAKES_DICT,
    "torch._utils _rebuild_tensor_v2": MAKES_TENSOR,
    "torch._utils _rebuild_parameter": MAKES_PARAMETER,
}


class Maker(NamedTuple):
    """What a name in the pickle stands for here."""

    makes: str


class Storage(NamedTuple):
    """A run of numbers in the file, named by the pickle and read elsewhere."""

    dtype: str  # of NumPy, or "bfloat16"
    key: str
    count: int


class TensorView(NamedTuple):
    """A tensor as the pickle describes it; `read` makes it an array."""

    storage: Storage
    offset: int
    shape: tuple
    strides: tuple

    def read(self, numbers, where):
        """Cut the tensor out of its storage's numbers (count,).

        Errors    FormatError where it reaches beyond them or claims more entries than they are
        """
        sizes = (self.offset, *self.shape, *self.strides)
        if any(not isinstance(n, int) or isinstance(n, bool) or n < 0 for n in sizes):
            raise FormatError(f"{where}: sizes {sizes} are not whole numbers from 0")
        if len(self.shape) != len(self.strides) or len(self.shape) > 32:
            raise FormatError(f"{where}: shape {self.shape} and strides {self.strides} do not fit")
        entries = prod(self.shape)
        last = self.offset + sum((n - 1) * step for n, step in zip(self.shape, self.strides))
        if entries and (last >= len(numbers) or entries > len(numbers)):
            raise FormatError(f"{where} claims shape {self.shape}, but only {len(numbers)} numbers are there")
        if not entries:
            return np.zeros(self.shape, numbers.dtype)
        steps = [step * numbers.itemsize for step in self.strides]
        view = np.lib.stride_tricks.as_strided(numbers[self.offset :], self.shape, steps)
        return np.array(view)


def read_tensor_pickle(file, where):
    """Run one pickle from a binary file, up to its STOP; tensors come out as TensorViews.

    Errors    FormatError, beginning with `where`
    """
    try:
        return _run(file, where)
    except FormatError:
        raise
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise FormatError(f"{where} is not a whole pickle of tensors ({error})") from error


def _run(file, where):
    stack, marks, memo = [], [], {}

    def since_mark():
        place = marks.pop()
        items = stack[place:]
        del stack[place:]
        return items

    for opcode, value, _ in pickletools.genops(file):
        name = opcode.name
        if name == "STOP":
            return stack.pop()
        if name in ("PROTO", "FRAME"):
            continue
        if name in CONSTANTS:
            stack.append(CONSTANTS[name]())
        elif name in LITERALS:
            stack.append(value)
        elif name == "MARK":
            marks.append(len(stack))
        elif name in ("BINPUT", "LONG_BINPUT", "PUT"):
            memo[int(value)] = stack[-1]
        elif name == "MEMOIZE":
            memo[len(memo)] = stack[-1]
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
            _of(list, stack[-1]).append(item)
        elif name == "APPENDS":
            items = since_mark()
            _of(list, stack[-1]).extend(items)
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
            stack.append(_named(value, where))
        elif name == "STACK_GLOBAL":
            attribute, module = stack.pop(), stack.pop()
            stack.append(_named(f"{module} {attribute}", where))
        elif name == "BINPERSID":
            stack.append(_storage(stack.pop(), where))
        elif name == "REDUCE":
            arguments, maker = stack.pop(), stack.pop()
            stack.append(_made(maker, arguments, where))
        elif name == "BUILD":  # a state dict carries its version numbers as attributes: not needed
            stack.pop()
            _of(dict, stack[-1])
        else:
            raise FormatError(f"{where}: the pickle holds the instruction {name}, which no state dict needs")
    raise FormatError(f"{where}: the pickle has no end")


CONSTANTS = {
    "NONE": lambda: None, "NEWTRUE": lambda: True, "NEWFALSE": lambda: False, "EMPTY_TUPLE": tuple,
    "EMPTY_LIST": list, "EMPTY_DICT": dict,
}  # fmt: skip
LITERALS = {
    "BININT", "BININT1", "BININT2", "LONG1", "LONG4", "INT", "LONG", "FLOAT", "BINFLOAT", "BINUNICODE",
    "SHORT_BINUNICODE", "BINUNICODE8", "UNICODE", "BINSTRING", "SHORT_BINSTRING", "STRING",
}  # fmt: skip


def _of(kind, value):
    if type(value) is not kind:
        raise ValueError(f"a {type(value).__name__} where a {kind.__name__} belongs")
    return value


def _put(target, key, item):
    if not isinstance(key, str | int):  # nested tuples as keys could take for ever to hash
        raise ValueError(f"a key of type {type(key).__name__}")
    _of(dict, target)[key] = item


def _named(name, where):
    module, _, attribute = name.partition(" ")
    if name in MAKERS:
        return Maker(MAKERS[name])
    if module == "torch" and attribute in STORAGES:
        return Maker(STORAGES[attribute])
    raise FormatError(
        f"{where}: the pickle asks for {module}.{attribute}, which is not run: only tensors are built. "
        "Save the state dict alone: torch.save(model.state_dict(), path)"
    )


def _storage(identity, where):
    if not isinstance(identity, tuple) or len(identity) < 5 or identity[0] != "storage":
        raise FormatError(f"{where}: a persistent name that is no storage")
    maker, key, _, count = identity[1:5]
    if type(maker) is not Maker or maker.makes not in STORAGES.values():
        raise FormatError(f"{where}: a storage of an unknown type")
    if len(identity) > 5 and identity[5] is not None:
        raise FormatError(f"{where}: a storage that is a view of another; save the file again")
    if not isinstance(key, str) or type(count) is not int or count < 0:
        raise FormatError(f"{where}: a storage of {count!r} numbers")
    return Storage(maker.makes, key, count)


def _made(maker, arguments, where):
    makes = maker.makes if type(maker) is Maker else None
    if makes == MAKES_DICT and arguments == ():
        return {}
    if makes == MAKES_TENSOR:
        storage, offset, shape, strides = arguments[:4]
        if type(storage) is not Storage:
            raise FormatError(f"{where}: a tensor without a storage")
        return TensorView(storage, offset, _of(tuple, shape), _of(tuple, strides))
    if makes == MAKES_PARAMETER:
        return _of(TensorView, arguments[0])
    raise FormatError(f"{where}: the pickle calls something that builds no tensor")
