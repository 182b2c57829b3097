"""Central differences, with the step read off an error-against-step sweep."""

from typing import NamedTuple

import numpy as np

from emolab.core.errors import ArgumentError, DataError

STEPS = tuple(10.0 ** (-k / 2) for k in range(2, 15))  # 1e-1, 3.2e-2, ... 1e-7
REACH = 2  # the stencil looks two steps to either side
SMALL = 1e-2  # entries below this part of the largest are held to it, not to themselves
ROUNDING = 32 * np.finfo(np.float64).eps  # of y, over the step: what no difference can resolve


class Probes(NamedTuple):
    """Numerical derivatives of all outputs along some directions of one tensor."""

    method: str  # "jacobian": every entry; "projections": random signs, then sampled entries
    signs: np.ndarray | None  # (directions, size), of -1 and 1
    entries: np.ndarray  # (entries,), flat indices
    values: np.ndarray  # (directions + entries, outputs)
    step: float
    sweep: tuple  # ((step, estimated error), ...)
    floor: float  # derivatives below it cannot be told from rounding at the tolerance
    unsettled: float  # largest estimated error, relative; above the tolerance: a kink within reach?


def stencil(function, step):
    """Fourth-order central difference of a vector function of one number, at 0.

    Formula   f'(0) = (8 (f(h) - f(-h)) - (f(2h) - f(-2h))) / 12 h + h^4 f''''' / 30
    """
    return (8 * (function(step) - function(-step)) - (function(2 * step) - function(-2 * step))) / (12 * step)


def sweep_steps(function, steps=STEPS):
    """Differentiate with ever smaller steps and find the one that two neighbours agree on best.

    A large step errs by truncation, a small one by rounding; the difference between one step and the
    next estimates the error without knowing the derivative, so the choice cannot favour a backward.
    Returns   best step, its derivative, ((step, estimated error), ...)
    Errors    DataError where no step gives finite numbers
    """
    with np.errstate(all="ignore"):
        tried = [stencil(function, step) for step in steps]
        errors = [float(np.max(np.abs(a - b))) for a, b in zip(tried, tried[1:])]
    errors = [error if np.isfinite(error) else np.inf for error in errors]
    k = int(np.argmin(errors))
    if errors[k] == np.inf:
        raise DataError("check_gradients: the outputs are NaN or infinite next to these inputs at any step")
    # of two that agree the larger step leaves less rounding
    return steps[k], tried[k], tuple(zip(steps, errors))


def probe(array, outputs, rng, *, tolerance=1e-7, margin=None, full=2000, projections=8, samples=32):
    """Differentiate all outputs with respect to an array, along entries or random directions.

    array     moved in place and put back, bit for bit
    outputs   outputs() -> vector, reads the array
    margin    no entry moves further than this
    """
    base, size = array.copy(), array.size
    y = outputs()

    def along(direction):
        def at(t):
            array[...] = base + t * direction
            moved = outputs()
            array[...] = base
            return moved

        return at

    def along_entry(i):
        place = np.unravel_index(i, base.shape)

        def at(t):
            array[place] = base[place] + t
            moved = outputs()
            array[place] = base[place]
            return moved

        return at

    def random_signs():
        return (2 * rng.integers(0, 2, base.shape) - 1).astype(np.int8)

    steps = STEPS if margin is None else tuple(s for s in STEPS if REACH * s <= margin)
    if len(steps) < 3:
        raise ArgumentError(f"check_gradients: margin={margin} leaves no room; it must be at least 2e-5")
    try:
        step, _, sweep = sweep_steps(along(random_signs()), steps)
        whole = size * y.size <= full
        entries = np.arange(size) if whole else np.sort(rng.choice(size, min(size, samples), replace=False))
        signs = None if whole else np.stack([random_signs() for _ in range(projections)])  # (directions, ...)
        lines = [along_entry(i) for i in entries]
        if not whole:
            lines = [along(direction) for direction in signs] + lines
        values, estimates = _derivatives(lines, step)
        floor = ROUNDING * max(np.abs(y).max(), 1e-3) / (step * tolerance)
        unsettled = _settle(values, estimates, lines, steps, floor, tolerance)
    finally:
        array[...] = base
    signs = None if whole else signs.reshape(len(signs), size)
    method = "jacobian" if whole else "projections"
    return Probes(method, signs, entries, values, step, sweep, floor, unsettled)


def _derivatives(lines, step):
    """Differentiate along every line at the step and at half of it, which estimates the error."""
    values, estimates = [], []
    for line in lines:
        with np.errstate(all="ignore"):
            half, one, two = (line(k * step) - line(-k * step) for k in (0.5, 1, 2))
        values.append((8 * one - two) / (12 * step))
        estimates.append(np.abs((8 * half - one) / (6 * step) - values[-1]))
    return np.array(values), np.array(estimates)  # (lines, outputs) each


def _settle(values, estimates, lines, steps, floor, tolerance):
    """Give each line that does not settle at the common step a sweep of its own; return the worst error."""
    worst = 0.0
    scale = max(SMALL * np.max(np.abs(values), initial=0, where=np.isfinite(values)), floor)
    for k, line in enumerate(lines):
        relative = np.max(estimates[k] / np.maximum(np.abs(values[k]), scale))
        if not relative <= tolerance:
            _, values[k], sweep = sweep_steps(line, steps)
            relative = min(error for _, error in sweep) / max(np.abs(values[k]).max(), scale)
        worst = max(worst, float(relative))
    return worst
