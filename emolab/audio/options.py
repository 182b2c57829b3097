"""Named options: one of a list, or an error that points at the nearest name."""

from difflib import get_close_matches

from emolab.core.errors import ArgumentError


def one_of(where, value, choices):
    """Return value where it is among the choices.

    Errors    ArgumentError, with the near match where there is one
    """
    if value in choices:
        return value
    near = get_close_matches(str(value), [str(c) for c in choices], 1, 0.5)
    hint = f"did you mean {near[0]!r}? " if near else ""
    listed = ", ".join(map(repr, choices))
    raise ArgumentError(f"{where}: unknown value {value!r}; {hint}choose one of {listed}")


def whole(where, value, least=1):
    """Return value as an int of at least `least`.

    Errors    ArgumentError where it is no whole number, or below
    """
    try:
        number = int(value)
        fits = number == value and number >= least and not isinstance(value, bool)
    except (TypeError, ValueError, OverflowError):
        fits = False
    if not fits:
        raise ArgumentError(f"{where}: must be a whole number of at least {least}, not {value!r}")
    return number


def positive(where, value):
    """Return value as a float above zero.

    Errors    ArgumentError where it is zero, negative, NaN, infinite or no number
    """
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = -1.0
    if not 0 < number < float("inf"):
        raise ArgumentError(f"{where}: must be a number above 0, not {value!r}")
    return number
