"""The steps from a formula's plain loop to its kernel: held against it, timed in turns, one table."""

import argparse
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np

import emolab
from benchmarks.machine import machine
from benchmarks.timing import LEAST, alternate
from benchmarks.work import relative
from emolab.core.threads import one_pool

BEGIN, END = "<!-- steps -->", "<!-- /steps -->"
BOUND = 1e-4  # relative to the largest value: every step is float32


class Step(NamedTuple):
    """One step of the way.

    run     returns the result, which is held against `wanted` before anything is timed
    scale   how many times the whole work is larger than what `run` does
    pool    runs on all threads of emolab; the others run on one
    bound   what is allowed between result and `wanted`
    """

    title: str
    run: Callable
    wanted: np.ndarray
    scale: float = 1
    pool: bool = False
    bound: float = BOUND


def climb(steps, rounds):
    """Return [(step, median seconds of the whole work)]."""
    ways = {step.title: _ready(step) for step in steps}
    for step in steps:
        gap = relative(np.asarray(ways[step.title]()), np.asarray(step.wanted))
        if not gap <= step.bound:
            raise SystemExit(f"{step.title}: {gap:.1e} from the formula; nothing was timed")
    times = alternate(ways, rounds)
    return [(step, float(np.median(times[step.title])) * step.scale) for step in steps]


def _ready(step):
    if step.pool:
        return step.run
    count = emolab.threads()

    def alone():
        emolab.set_threads(1)
        try:
            with one_pool():
                return step.run()
        finally:
            emolab.set_threads(count)

    return alone


def lines(work, found, rounds):
    """Return the table as markdown, with the machine and the day below it."""
    first = found[0][1]
    table = [
        "| step | time | times as fast as the step before | as the first |",
        "| --- | ---: | ---: | ---: |",
    ]
    before = None
    for step, seconds in found:
        gain = "" if before is None else _times(before / seconds)
        scaled = f" (measured on 1/{step.scale:,.0f} of the work)" if step.scale > 1 else ""
        table.append(f"| {step.title}{scaled} | {_told(seconds)} | {gain} | {_times(first / seconds)} |")
        before = seconds
    about = machine()
    threads = about["threads"]
    note = (
        f"{work}. {about['processor']}, one thread where a row does not say {threads}; medians of {rounds} "
        f"round{'s' * (rounds > 1)} in turns after a warm-up; {date.today()}, "
        + ", ".join(f"{name} {about['packages'][name]}" for name in ("numpy", "numba"))
        + "."
    )
    return [*table, "", note]


def _times(ratio):
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.1f}" if ratio >= 10 else f"{ratio:.2f}"


def _told(seconds):
    if seconds >= 100:
        return f"{seconds:,.0f} s"
    if seconds >= 1:
        return f"{seconds:.1f} s"
    return f"{1e3 * seconds:.0f} ms" if seconds >= 0.1 else f"{1e3 * seconds:.2f} ms"


def put_between_markers(text, table):
    """Return the text with the table in place of what stands between its two markers."""
    head, begin, rest = text.partition(BEGIN)
    old, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{BEGIN} and {END} do not both stand in it")
    return "\n".join([head + begin, "", *table, "", end + tail])


def main(module, work, steps, arguments=None):
    """Run a module's command line: print its table, and write it into a page where --write names one."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.steps.{module}", description=work)
    parser.add_argument("--rounds", type=int, default=LEAST + 2, help="rounds, of which the median is taken")
    parser.add_argument("--write", type=Path, metavar="PAGE", help=f"put the table between {BEGIN} and {END}")
    chosen = parser.parse_args(arguments)
    if chosen.rounds < 1:
        parser.error("--rounds must be 1 or more")
    if chosen.write is not None:
        try:
            put_between_markers(chosen.write.read_text(encoding="utf-8"), [])
        except (OSError, ValueError) as error:
            parser.error(f"--write {chosen.write}: {error}")
    table = lines(work, climb(steps(), chosen.rounds), chosen.rounds)
    print(*table, sep="\n")
    if chosen.write is not None:
        page = put_between_markers(chosen.write.read_text(encoding="utf-8"), table)
        chosen.write.write_text(page, encoding="utf-8")
    return 0


def plain_threads():
    """Return how many threads the rows with all of them run on, as their titles say it."""
    count = emolab.threads()
    return f"{count} thread{'s' * (count > 1)}"


def run(module, work, steps):
    """As `main`, for `if __name__ == "__main__"`."""
    sys.exit(main(module, work, steps))
