"""Checks of arguments that a formula and its kernel both make, so that both raise the same error."""

import numpy as np

from emolab.core.errors import ArgumentError, ShapeError


def one_of(argument, value, choices):
    """Return value where it is one of the choices.

    Errors    ArgumentError, which names the argument and the choices
    """
    if value not in choices:
        raise ArgumentError(f"{argument}={value!r} is unknown; choose one of {', '.join(map(repr, choices))}")
    return value


def checked_lengths(lengths, N, T):
    """Return the lengths of N sequences padded to T steps as int64; T for all where None is given.

    Shapes    lengths (N,) -> (N,)
    Errors    ArgumentError, which names the first row whose length is not a whole number from 1 to T;
              ShapeError where there are sequences, but T is 0
    """
    if N and T == 0:
        raise ShapeError(f"x holds {N} sequences of 0 steps; each needs at least one")
    if lengths is None:
        return np.full(N, T, np.int64)
    given = np.asarray(lengths.get() if hasattr(lengths, "get") else lengths)
    if given.shape != (N,):
        raise ArgumentError(f"lengths has shape {given.shape}; it must be ({N},), one for each sequence")
    if given.dtype.kind not in "iu":
        raise ArgumentError(f"lengths must be integers, not {given.dtype}")
    wrong = np.flatnonzero((given < 1) | (given > T))
    if len(wrong):
        row = wrong[0]
        raise ArgumentError(
            f"lengths[{row}] is {given[row]}; every length must lie in 1 to {T}, the number of steps of x"
        )
    return given.astype(np.int64)
