"""Progress of loops that may last: a bar on the error stream after two seconds, lines in a log."""

import sys
import time

BAR_AFTER = 2.0  # seconds
LINE_EVERY = 10.0  # seconds, where the error stream is not a terminal


def progress(items, title, *, total=None, unit="", wanted=True):
    """Yield the items, and show how many are done and how long the rest will take.

    total     how many there are, where items cannot say; with None and a generator, only what is done is told
    wanted    False for no output
    """
    if not wanted or sys.stderr is None:
        yield from items
        return
    if total is None and hasattr(items, "__len__"):
        total = len(items)
    if sys.stderr.isatty():
        from tqdm import tqdm

        yield from tqdm(items, desc=title, total=total, unit=unit, delay=BAR_AFTER, dynamic_ncols=True)
        return
    start = said = time.monotonic()
    for done, item in enumerate(items, 1):
        yield item
        now = time.monotonic()
        if now - said > LINE_EVERY or (done == total and now - start > BAR_AFTER):
            said = now
            sys.stderr.write(f"{title}: {_line(done, total, unit, now - start)}\n")
            sys.stderr.flush()


def _line(done, total, unit, seconds):
    unit = f" {unit}" if unit else ""
    if total is None:
        return f"{done}{unit} in {seconds:.0f} s"
    left = seconds / done * (total - done)
    ahead = f"about {left:.0f} s left" if done < total else f"in {seconds:.0f} s"
    return f"{done} of {total}{unit}, {ahead}"
