"""Times of several functions in one process, in turns, so that what slows the machine slows them all."""

import gc
import time

import numpy as np

LEAST = 7  # rounds
SAMPLE = 0.05  # seconds that one sample takes at least; short work is repeated
PAUSE = 0.03  # idle threads of a BLAS or OpenMP pool spin for a while and would slow whoever comes next


class TooLong(Exception):
    """The rounds would take longer than there is time; the message says how long."""


def alternate(functions, rounds=LEAST, *, seconds=False, most=None):
    """Time functions in turns: {label: function} -> {label: seconds of each round, (rounds,)}.

    Each runs three times before: two runs compile and allocate, the third says how often a sample
    repeats it. The order moves on by one every round, so that nobody always follows the same neighbour.
    seconds   the functions return their own seconds
    most      time for everything from here on; TooLong where the rounds would exceed it
    """
    start = time.perf_counter()
    clock = _reported if seconds else _timed
    for function in (*functions.values(), *functions.values()):
        clock(function, 1)
        if most is not None and time.perf_counter() - start > most:
            raise TooLong(f"its first runs took more than {most:.0f} s")
    once = {label: clock(function, 1) for label, function in functions.items()}
    repeats = {label: 1 if seconds else max(1, round(SAMPLE / t + 0.5)) for label, t in once.items()}
    needed = rounds * sum(once[label] * repeats[label] + PAUSE for label in functions)
    if most is not None and needed > most - (time.perf_counter() - start):
        raise TooLong(f"{rounds} rounds would take {needed:.0f} s, which is too long for its share")
    labels = list(functions)
    times = {label: [] for label in labels}
    collecting = gc.isenabled()
    gc.disable()
    try:
        for i in range(rounds):
            for label in labels[i % len(labels) :] + labels[: i % len(labels)]:
                time.sleep(PAUSE)
                times[label].append(clock(functions[label], repeats[label]))
            gc.collect()
    finally:
        if collecting:
            gc.enable()
    return {label: np.array(values) for label, values in times.items()}


def _timed(function, repeats):
    start = time.perf_counter()
    for _ in range(repeats):
        function()
    return (time.perf_counter() - start) / repeats


def _reported(function, repeats):
    return float(np.mean([function() for _ in range(repeats)]))


def spread(own, peer):
    """Return the ratio peer / own of the medians, and the quartiles of the rounds' own ratios."""
    low, high = np.quantile(peer / own, [0.25, 0.75])
    return float(np.median(peer) / np.median(own)), float(low), float(high)
