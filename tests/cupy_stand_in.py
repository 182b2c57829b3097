"""A stand-in for CuPy on a machine without a GPU: the same rules over NumPy's memory, stricter where unsure.

It holds what makes array code fail on a card: no implicit way back to NumPy, no NumPy array among the
operands, only the functions, parameters and methods that CuPy has, and results of every reduction that
stay arrays. `RawModule` runs the very text of a kernel, in `cupy_raw_stand_in.py`.
"""

import numpy as np
from cupy_names import FUNCTIONS, UFUNC_NAMES
from cupy_raw_stand_in import RawModule

__version__ = "14.0.0+stand-in"
__all__ = ["RawModule", "asarray", "asnumpy", "ndarray"]

SCALARS = (bool, int, float, complex, np.generic)
METHODS = {  # method: the parameters that CuPy's has
    "all": "axis out keepdims", "any": "axis out keepdims", "argmax": "axis dtype out keepdims",
    "argmin": "axis dtype out keepdims", "argsort": "axis kind", "argpartition": "kth axis",
    "clip": "min max out", "compress": "condition axis out", "conj": "", "conjugate": "", "copy": "order",
    "cumprod": "axis dtype out", "cumsum": "axis dtype out", "diagonal": "offset axis1 axis2", "dot": "b out",
    "fill": "value", "flatten": "order", "max": "axis out keepdims", "mean": "axis dtype out keepdims",
    "min": "axis out keepdims", "nonzero": "", "partition": "kth axis", "prod": "axis dtype out keepdims",
    "ravel": "order", "repeat": "repeats axis", "round": "decimals out", "searchsorted": "v side sorter",
    "sort": "axis kind", "squeeze": "axis", "std": "axis dtype out ddof keepdims",
    "sum": "axis dtype out keepdims", "swapaxes": "axis1 axis2", "take": "indices axis out",
    "trace": "offset axis1 axis2 dtype out", "var": "axis dtype out ddof keepdims", "view": "dtype",
}  # fmt: skip
FROM_HOST = {"asarray", "array", "asanyarray", "ascontiguousarray", "asfortranarray"}
ARRAYS_ONLY = {"isin": 2, "searchsorted": 2, "interp": 3, "where": 1, "digitize": 2, "take_along_axis": 2}


def _refuse(kind):
    raise TypeError(f"Unsupported type {kind}")


def _host(value):
    """The NumPy memory of an operand; NumPy arrays and lists of numbers are no operands."""
    if isinstance(value, ndarray):
        return value._memory
    if isinstance(value, np.ndarray):
        _refuse(type(value))
    if isinstance(value, tuple | list):
        parts = [_host(part) for part in value]
        return parts if isinstance(value, list) else tuple(parts)
    return value


def _device(value):
    if isinstance(value, tuple | list):
        parts = [_device(part) for part in value]
        return value._make(parts) if hasattr(value, "_make") else type(value)(parts)
    if isinstance(value, np.ndarray | np.generic):
        return ndarray._over(np.asarray(value))
    return value


def _must_take(name, allowed, args, kwargs):
    free = any(parameter.startswith("*") for parameter in allowed)
    if unknown := set(kwargs) - set(allowed):
        if not free:
            raise TypeError(f"{name}() got an unexpected keyword argument {sorted(unknown)[0]!r}")
    if len(args) > len(allowed) and not free:
        raise TypeError(f"{name}() takes at most {len(allowed)} arguments ({len(args)} given)")


class ndarray(np.lib.mixins.NDArrayOperatorsMixin):
    """An array that lies, so to say, on a card: its memory is reached by `get` alone."""

    __slots__ = ("_memory",)
    __array_priority__ = 100
    __hash__ = None

    def __init__(self, shape, dtype=float):
        self._memory = np.empty(shape, dtype)

    @classmethod
    def _over(cls, memory):
        if memory.dtype.kind not in "biufc":
            raise TypeError(f"Unsupported dtype {memory.dtype}")
        made = cls.__new__(cls)
        made._memory = memory
        return made

    def __array__(self, *args, **kwargs):
        raise TypeError(
            "Implicit conversion to a NumPy array is not allowed. Please use `.get()` to construct a NumPy "
            "array explicitly."
        )

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        if ufunc.__name__ not in UFUNC_NAMES:
            return NotImplemented
        out = kwargs.pop("out", None)
        allowed = {"dtype", "casting"} if method == "__call__" else {"axis", "dtype", "keepdims"}
        if unknown := kwargs.keys() - allowed:
            raise TypeError(f"Wrong arguments {unknown}")
        for value in inputs:
            if not isinstance(value, (ndarray, *SCALARS)) and method != "at":
                _refuse(type(value))
        given = [_host(value) for value in inputs]
        if out is not None:
            kwargs["out"] = tuple(_host(array) for array in out)
            if len(out) != 1 or not isinstance(out[0], ndarray):
                raise TypeError("return arrays must be of cupy.ndarray")
        with np.errstate(all="ignore"):
            result = getattr(ufunc, method)(*given, **kwargs)
        return out[0] if out is not None else _device(result)

    def __array_function__(self, function, types, args, kwargs):
        path = [*function.__module__.split(".")[1:], function.__name__]
        name = ".".join(path)
        if name not in FUNCTIONS:
            raise TypeError(f"no implementation found for {function.__module__}.{function.__name__}")
        _must_take(name, FUNCTIONS[name], args, kwargs)
        if name in FROM_HOST:
            return asarray(*args, **{k: v for k, v in kwargs.items() if k == "dtype"})
        for value in args[: ARRAYS_ONLY.get(name, 0)]:
            if not isinstance(value, ndarray):
                raise NotImplementedError(f"{name}: only arrays of the card are supported, not {type(value)}")
        if name == "repeat" and any(isinstance(a, ndarray) for a in (*args[1:2], kwargs.get("repeats"))):
            raise TypeError("'repeats' does not accept an array")
        out = kwargs.get("out")
        given = {key: _host(value) for key, value in kwargs.items()}
        with np.errstate(all="ignore"):
            result = function(*(_host(value) for value in args), **given)
        return out if isinstance(out, ndarray) else _device(result)

    def __getattr__(self, name):
        if name not in METHODS:
            raise AttributeError(f"'ndarray' object has no attribute {name!r}")
        method, allowed = getattr(self._memory, name), METHODS[name].split()

        def call(*args, **kwargs):
            _must_take(name, allowed, args, kwargs)
            with np.errstate(all="ignore"):
                return _device(method(*map(_host, args), **{k: _host(v) for k, v in kwargs.items()}))

        return call

    def __getitem__(self, place):
        return _device(self._memory[_index(place)])

    def __setitem__(self, place, value):
        if not isinstance(value, (ndarray, *SCALARS)):
            _refuse(type(value))
        self._memory[_index(place)] = _host(value)

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def __len__(self):
        return len(self._memory)

    def __contains__(self, value):
        raise TypeError("argument of type 'ndarray' is not iterable")

    def __bool__(self):
        return bool(self._memory)

    def __int__(self):
        return int(self.item())

    def __float__(self):
        return float(self.item())

    def __repr__(self):
        return f"stand-in {self._memory!r}"

    @property
    def flags(self):
        """Only what CuPy's flags know."""
        return _Flags(self._memory.flags)

    def reshape(self, *shape, order="C"):
        """As NumPy's; a view where it can be one."""
        if any(isinstance(part, ndarray) for part in shape):
            raise TypeError("a shape is of whole numbers")
        return _device(self._memory.reshape(*shape, order=order))

    def transpose(self, *axes):
        """As NumPy's."""
        return _device(self._memory.transpose(*axes))

    def astype(self, dtype, order="K", casting=None, subok=None, copy=True):
        """As NumPy's."""
        if casting is not None or subok is not None:
            raise TypeError("casting and subok are not supported yet")
        with np.errstate(all="ignore"):
            moved = self._memory.astype(dtype, order=order, copy=copy)
        return self if moved is self._memory else _device(moved)

    def get(self):
        """A copy in NumPy's memory."""
        return self._memory.copy(order="C")

    def item(self):
        """The one number as Python's."""
        return self._memory.item()

    def tolist(self):
        """The numbers as Python's."""
        return self._memory.tolist()

    def tobytes(self):
        """The bytes in C order."""
        return self._memory.tobytes()

    def __deepcopy__(self, memo):
        return _device(self._memory.copy())


class _Flags:
    def __init__(self, flags):
        self.c_contiguous, self.f_contiguous, self.owndata = (
            flags.c_contiguous, flags.f_contiguous, flags.owndata,
        )  # fmt: skip


def _attribute(name, settable=False):
    def read(self):
        return _device(getattr(self._memory, name))

    def write(self, value):
        setattr(self._memory, name, _host(value))

    return property(read, write if settable else None)


def _plain(name):
    return property(lambda self: getattr(self._memory, name))


for _name in ("shape", "dtype", "ndim", "size", "itemsize", "nbytes", "strides"):
    setattr(ndarray, _name, _plain(_name))
for _name in ("T", "mT"):
    setattr(ndarray, _name, _attribute(_name))
for _name in ("real", "imag"):
    setattr(ndarray, _name, _attribute(_name, settable=True))


def _index(place):
    """CuPy takes arrays of the card, and moves NumPy's arrays and lists of places there by itself."""
    if isinstance(place, tuple):
        return tuple(_index(part) for part in place)
    if isinstance(place, slice):
        for end in (place.start, place.stop, place.step):
            if isinstance(end, ndarray):
                raise TypeError("slice indices must be integers or None or have an __index__ method")
        return place
    return place._memory if isinstance(place, ndarray) else place


def asarray(values, dtype=None, order=None):
    """An array of the card, from one or from NumPy's; of the card's own in a list it makes one array."""
    if isinstance(values, ndarray):
        return values if dtype in (None, values.dtype) else values.astype(dtype)
    if isinstance(values, tuple | list) and any(isinstance(part, ndarray) for part in values):
        return _device(np.array(_host(list(values)), dtype))
    return _device(np.array(values, dtype, order=order or "C"))


def asnumpy(values):
    """A NumPy array of the same numbers."""
    return values.get() if isinstance(values, ndarray) else np.asarray(values)


def ascontiguousarray(values, dtype=None):
    """The array itself where it lies in C order, else a copy that does."""
    values = asarray(values, dtype)
    return values if values._memory.flags.c_contiguous else _device(values._memory.copy(order="C"))


def empty(shape, dtype=float):
    """Filled with what betrays a number that nobody wrote."""
    made = np.empty(shape, dtype)
    made.fill(np.nan if made.dtype.kind in "fc" else 1)
    return _device(made)


def zeros(shape, dtype=float):
    """All zero."""
    return _device(np.zeros(shape, dtype))


def matmul(a, b, out=None):
    """The product, into `out` where it is given."""
    return np.matmul(a, b) if out is None else np.matmul(a, b, out=out)
