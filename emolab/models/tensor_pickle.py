"""The pickles inside PyTorch files, read by a machine that can build nothing but tensors."""

from math import prod
from typing import NamedTuple

import numpy as np

from emolab.core import FormatError
from emolab.core.pickle_machine import PickleRules, of_kind, run_pickle

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
    return run_pickle(file, where, TensorRules())


class TensorRules(PickleRules):
    """Tensors by name, and what lies around them in a state dict."""

    content = "tensors"

    def named(self, module, attribute, where):
        """Return the stand-in for a maker of tensors or the type of a storage."""
        if f"{module} {attribute}" in MAKERS:
            return Maker(MAKERS[f"{module} {attribute}"])
        if module == "torch" and attribute in STORAGES:
            return Maker(STORAGES[attribute])
        raise FormatError(
            f"{where}: the pickle asks for {module}.{attribute}, which is not run: only tensors are built. "
            "Save the state dict alone: torch.save(model.state_dict(), path)"
        )

    def made(self, maker, arguments, where):
        """Return a dict, a tensor or a parameter."""
        makes = maker.makes if type(maker) is Maker else None
        if makes == MAKES_DICT and arguments == ():
            return {}
        if makes == MAKES_TENSOR:
            storage, offset, shape, strides = arguments[:4]
            if type(storage) is not Storage:
                raise FormatError(f"{where}: a tensor without a storage")
            return TensorView(storage, offset, of_kind(tuple, shape), of_kind(tuple, strides))
        if makes == MAKES_PARAMETER:
            return of_kind(TensorView, arguments[0])
        return super().made(maker, arguments, where)

    def built(self, item, state, where):
        """Return the state dict as it is; its attributes are version numbers, which nobody needs."""
        return of_kind(dict, item)

    def persistent(self, identity, where):
        """Return the storage that the pickle names."""
        return _storage(identity, where)


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
