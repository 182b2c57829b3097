"""What the tests of exercises are written with: each says what is wrong in words of the formula."""

import contextvars
from typing import NamedTuple

import numpy as np

from emolab.teach.answer import AnswerError, Handle

STEP = 1e-4  # of the differences; their stencil errs by its fourth power
FULL = 40  # up to this many entries each is differentiated, else some of them and random directions
SAMPLED, DIRECTIONS = 16, 4
_tables = contextvars.ContextVar("tables")


class Miss(AssertionError):
    """A property that an answer misses; the message says which and what differs."""


class GradientRow(NamedTuple):
    """One input of a gradient check."""

    name: str
    shape: tuple
    error: float  # largest difference, relative to the largest gradient
    passed: bool
    worst: str  # where, and both values


def close(actual, expected, words, tolerance=1e-6):
    """Hold a value of the answer against what it should be; shape, finiteness, then the numbers.

    expected    a number, an array, a text, None, or a tuple, list or dict of such
    tolerance   relative to the largest expected value
    Errors      Miss: the words, then what differs
    """
    if expected is None or isinstance(expected, str):
        if type(actual) is not type(expected) or actual != expected:
            raise Miss(f"{words}: it is {shown(actual)}, it should be {expected!r}")
    elif isinstance(expected, dict):
        if not isinstance(actual, dict) or set(actual) != set(expected):
            raise Miss(
                f"{words}: it is {shown(actual)}, it should be a dict with {', '.join(map(str, expected))}"
            )
        for name, part in expected.items():
            close(actual[name], part, f"{words}, {name}", tolerance)
    elif isinstance(expected, tuple | list) and not _is_numbers(expected):
        if not isinstance(actual, tuple | list) or len(actual) != len(expected):
            raise Miss(f"{words}: it is {shown(actual)}, it should be {len(expected)} values")
        for k, (one, part) in enumerate(zip(actual, expected)):
            close(one, part, f"{words}, value {k}", tolerance)
    elif isinstance(expected, tuple) and isinstance(actual, tuple) and len(actual) != len(expected):  # shapes
        raise Miss(f"{words}: it is {shown(actual)}, it should be {shown(expected)}")
    else:
        _close_numbers(_numbers(actual, words), np.asarray(expected), words, tolerance)


def _is_numbers(value):
    try:
        return np.asarray(value).dtype.kind in "biufc"
    except ValueError:  # parts of different shapes
        return False


def _numbers(actual, words):
    if isinstance(actual, Handle) or actual is None or isinstance(actual, str | dict):
        raise Miss(f"{words}: it is {shown(actual)}, where numbers should be")
    try:
        array = np.asarray(actual)
    except ValueError:
        raise Miss(f"{words}: it holds arrays of different shapes, {shown(actual)}") from None
    if array.dtype.kind not in "biufc":
        raise Miss(f"{words}: it is {shown(actual)}, where numbers should be")
    return array


def _close_numbers(actual, expected, words, tolerance):
    if actual.shape != expected.shape:
        raise Miss(f"{words}: its shape is {actual.shape}, it should be {expected.shape}")
    if actual.size == 0:
        return
    actual, expected = _wide(actual), _wide(expected)
    strange = ~np.isfinite(actual) & ~((actual == expected) | (np.isnan(actual) & np.isnan(expected)))
    if strange.any():
        raise Miss(f"{words}: {_at(np.argwhere(strange)[0])}it is {actual[strange].flat[0]}")
    finite = np.isfinite(expected)
    with np.errstate(all="ignore"):
        gap = np.where(actual == expected, 0, np.abs(actual - expected))
    gap[~finite] = np.where(np.isfinite(actual[~finite]), np.inf, 0)
    largest = np.abs(expected[finite]).max(initial=0)
    if gap.max() > tolerance * (largest or 1):
        place = np.unravel_index(np.argmax(gap), gap.shape)
        raise Miss(
            f"{words}: {_at(place)}it is {_number(actual[place])}, it should be {_number(expected[place])}"
        )


def _wide(array):
    return array.astype(np.complex128 if array.dtype.kind == "c" else np.float64)


def _at(place):
    return f"at [{', '.join(str(int(k)) for k in place)}] " if len(place) else ""


def _number(value):
    return f"{value:.6g}"


def shown(value):
    """Return a value in a few words, for a message."""
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, Handle):
        return f"a {value.kind_}"
    if isinstance(value, tuple | list | dict) and len(value) > 4:
        return f"a {type(value).__name__} of {len(value)}"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def raises(kind, call, words):
    """Hold that a call into the answer raises an error of a kind, such as ValueError.

    Errors    Miss: the words, and what came instead
    """
    try:
        value = call()
    except AnswerError as error:
        if kind.__name__ not in error.kinds:
            raise Miss(f"{words}: it raises {error.kinds[0]}, it should be {kind.__name__}") from None
        return
    raise Miss(f"{words}: it returns {shown(value)}, it should raise {kind.__name__}")


def gradient(forward, backward, inputs, words="the gradient", constant=(), tolerance=1e-6, seed=0):
    """Hold the answer's backward against central differences of its own forward, in float64.

    forward   forward(*inputs) -> (y, cache), or (y1, y2, ..., cache), or y alone
    backward  backward(dy, cache) -> gradients in the order of the inputs; backward(dy1, dy2, ..., cache) for
              several outputs; backward(dy, *inputs) where forward gives y alone. dy is random.
    inputs    {name: array}; floating arrays and floats are differentiated, anything else is passed through
    constant  names of floating inputs that backward returns no gradient for
    Errors    Miss, which names the input and the worst entry
    """
    rng = np.random.default_rng(seed)
    inputs = {name: _as_float64(value) for name, value in dict(inputs).items()}
    moved = [name for name, value in inputs.items() if name not in constant and _is_floating(value)]
    ys, rest = _outputs(forward(*inputs.values()), inputs, words)
    dys = [rng.standard_normal(np.shape(y)) for y in ys]  # a random cotangent, never a plain sum
    given = [dy if isinstance(y, np.ndarray) else float(dy) for dy, y in zip(dys, ys)]
    found = backward(*given, *rest)
    found = list(found) if isinstance(found, tuple | list) else [found]
    if len(found) != len(moved):
        raise Miss(
            f"{words}: backward returns {len(found)} gradients, it should be those of {', '.join(moved)}"
        )

    def loss(name, value):
        now, _ = _outputs(forward(*{**inputs, name: value}.values()), inputs, words)
        return sum(float(np.sum(np.asarray(y) * dy)) for y, dy in zip(now, dys))

    rows = [_row(name, inputs[name], grad, loss, rng, words, tolerance) for name, grad in zip(moved, found)]
    _tables.get([]).append(rows)
    for row in rows:
        if not row.passed:
            raise Miss(f"{words}: d{row.name} {row.worst}")


def _as_float64(value):
    return value.astype(np.float64) if isinstance(value, np.ndarray) and value.dtype.kind == "f" else value


def _is_floating(value):
    return isinstance(value, float) or (isinstance(value, np.ndarray) and value.dtype.kind == "f")


def _outputs(returned, inputs, words):
    if isinstance(returned, tuple):
        ys, rest = list(returned[:-1]), [returned[-1]]
    else:
        ys, rest = [returned], list(inputs.values())
    return [y if isinstance(y, float) else _numbers(y, f"{words}, forward") for y in ys], rest


def _row(name, value, grad, loss, rng, words, tolerance):
    value = np.asarray(value, np.float64)
    if grad is None or isinstance(grad, Handle | str | dict | tuple):
        return GradientRow(name, value.shape, np.inf, False, f"is {shown(grad)}, where numbers should be")
    grad = np.asarray(_numbers(grad, f"{words}, d{name}"), np.float64)
    if grad.shape != value.shape:
        said = f"has shape {grad.shape}, {name} has {value.shape}"
        return GradientRow(name, value.shape, np.inf, False, said)
    if not np.isfinite(grad).all():
        return GradientRow(name, value.shape, np.inf, False, "is not finite")
    whole = value.size <= FULL
    places = np.arange(value.size) if whole else np.sort(rng.choice(value.size, SAMPLED, replace=False))
    lines = [_one_hot(value, k) for k in places]
    if not whole:
        lines += [rng.choice([-1.0, 1.0], value.shape) for _ in range(DIRECTIONS)]
    numeric = np.array([_difference(loss, name, value, line) for line in lines])
    analytic = np.array([np.sum(grad * line) for line in lines])
    if not np.isfinite(numeric).all():
        return GradientRow(name, value.shape, np.inf, False, "cannot be held: forward is not finite nearby")
    # a gradient of zero is resolved to the rounding of the differences
    gap = np.abs(analytic - numeric) / max(np.abs(numeric).max(initial=0), 1e-4)
    k = int(np.argmax(gap)) if gap.size else 0
    error = float(gap.max(initial=0))
    where = _at(np.unravel_index(places[k], value.shape)) if k < len(places) else "along a random direction "
    both = (
        f"{where}it is {_number(analytic[k])}, the differences give {_number(numeric[k])}" if gap.size else ""
    )
    if error <= tolerance:
        return GradientRow(name, value.shape, error, True, both)
    return GradientRow(name, value.shape, error, False, f"is {_likeness(analytic, numeric)}: {both}")


def _one_hot(value, k):
    line = np.zeros(value.shape)
    line.flat[k] = 1
    return line


def _difference(loss, name, value, line):
    def at(t):
        moved = value + t * line
        return loss(name, moved if moved.shape else float(moved))

    return (8 * (at(STEP) - at(-STEP)) - (at(2 * STEP) - at(-2 * STEP))) / (12 * STEP)


def _likeness(analytic, numeric):
    """Say how a wrong gradient is wrong, where that is plain: zero, the other sign, a constant factor."""
    if not analytic.any():
        return "zero"
    square = numeric @ numeric
    factor = analytic @ numeric / square if square else 0
    if factor and np.abs(analytic - factor * numeric).max() < 1e-6 * np.abs(analytic).max():
        if abs(factor + 1) < 1e-6:
            return "right but for its sign"
        return f"{factor:.4g} times what it should be"
    return "wrong"
