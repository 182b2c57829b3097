"""emolab beside its peers on the same work, in one table: python -m benchmarks

Every row: the median of emolab, that of the fastest way of the peer, and peer / emolab with the quartiles
of the rounds' ratios. Above 1 emolab is the faster. Nothing fails where a target is missed.
"""

import argparse
import importlib
import sys
import time
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

from benchmarks.history import commit, compared, read_run, remember
from benchmarks.machine import describe, machine
from benchmarks.roofline import describe as roofline_line
from benchmarks.roofline import measure_roof
from benchmarks.row import measure
from benchmarks.table import table
from benchmarks.timing import LEAST

SUBJECTS = (  # what takes longest comes last; with --quick, what has no target
    "startup", "memory", "sound", "prosody", "pixels", "learning", "emotion_sets", "separation", "landmarks",
    "faces", "optimisers", "products", "pools", "recurrent", "convolution", "inception",
)  # fmt: skip
ROUNDS = 15
QUICK = 150  # seconds that --quick spends on rows, so that the table is there within 3 minutes
SHARE = 3  # a row may take so many times an equal share of what is left
RESULTS = Path(__file__).parent / "results"


def known_works():
    """Return {subject: its works}."""
    return {name: importlib.import_module(f"benchmarks.{name}").works() for name in SUBJECTS}


def main(arguments=None, subjects=None):
    """Run the command line; return the exit status: 0, 1 (a row failed, or Ctrl-C) or 2 (wrong use)."""
    subjects = known_works() if subjects is None else subjects
    chosen = _parser().parse_args(arguments)
    try:
        works = _selected(subjects, chosen.only)
    except KeyError as error:
        print(f"benchmarks: {error.args[0]}", file=sys.stderr)
        return 2
    if chosen.list:
        for subject, own in subjects.items():
            print(subject)
            for work in own:
                print(f"  {work.name:<24}{work.title}, {work.size}{', not with --quick' * work.large}")
        return 0
    stop_file, old = _unwritable(chosen.json), None
    try:
        old = read_run(chosen.compare) if chosen.compare else None
    except ValueError as error:
        stop_file = f"--compare {error}"
    if stop_file:
        print(f"benchmarks: {stop_file}", file=sys.stderr)
        return 2
    about = machine() | {"roof": measure_roof(), "commit": commit()}
    print(*describe(about), roofline_line(about["roof"]), "", sep="\n", flush=True)
    rows, left_out, stopped = _run(works, chosen.quick, about["roof"])
    print(*table(rows), sep="\n")
    if left_out:
        print("Left out by --quick, being large: " + ", ".join(left_out))
    if stopped:
        print("Stopped by Ctrl-C: the rows that are missing were not timed.")
    found = {"machine": about, "quick": chosen.quick, "left_out": left_out, "stopped": stopped, "rows": rows}
    if old is not None:
        print("", *compared(rows, about, *old), sep="\n")
    path = _write(found, chosen.json)
    remember(found, Path(path).parent / "history.csv")
    print(f"\nAll samples are in {path}, a line for each row in history.csv beside it")
    return 1 if stopped or any(row["state"] in ("failed", "void") for row in rows) else 0


def _parser():
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="within 3 minutes, without the large sizes")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="subjects or rows, as --list names them")
    parser.add_argument("--json", metavar="FILE", help="where the samples go (benchmarks/results/DATE.json)")
    parser.add_argument("--compare", metavar="OLD.json", help="hold the rows against those of an earlier run")
    parser.add_argument("--list", action="store_true", help="name all subjects and rows, and time nothing")
    return parser


def _selected(subjects, only):
    """Return the works that are asked for, in their own order; KeyError names what is unknown."""
    names = [*subjects, *(work.name for own in subjects.values() for work in own)]
    for name in only or ():
        if name not in names:
            near = get_close_matches(name, names, 1, 0.5)
            hint = f"did you mean {near[0]}?" if near else f"there are the subjects {', '.join(subjects)}"
            raise KeyError(f"--only {name}: no subject or row is called so; {hint} See --list")
    return [
        work for subject, own in subjects.items() for work in own
        if not only or subject in only or work.name in only
    ]  # fmt: skip


def _run(works, quick, roof):
    """Return (rows, titles that --quick left out, whether Ctrl-C came)."""
    from threadpoolctl import threadpool_limits

    import emolab

    start = time.monotonic()
    left_out = [f"{work.title} {work.size}" for work in works if quick and work.large]
    works = [work for work in works if not (quick and work.large)]
    if quick:  # rows that have a target come first: the time may not reach for all
        works.sort(key=lambda work: work.target is None)
    rows = []
    with threadpool_limits(limits=emolab.threads(), user_api="blas"):  # peers on NumPy, SciPy
        for i, work in enumerate(works, 1):
            gone = time.monotonic() - start
            print(f"[{i}/{len(works)}] {gone:4.0f} s  {work.title}, {work.size}", file=sys.stderr, flush=True)
            most = _share(works[i - 1 :], QUICK - gone) if quick else None
            try:
                rows.append(measure(work, LEAST if quick else ROUNDS, most, roof))
            except KeyboardInterrupt:
                return rows, left_out, True
    return rows, left_out, False


def _share(works, left):
    """Return the seconds that the first of the works may take of those that are left.

    No row may eat the others' time, but those that have a target share all of it.
    """
    alike = sum((work.target is None) == (works[0].target is None) for work in works)
    return min(left, SHARE * left / alike)


def _unwritable(path):
    if path is not None and not Path(path).resolve().parent.is_dir():
        return f"--json {path}: there is no folder {Path(path).resolve().parent}; make it first"
    return None


def _write(found, path):
    from emolab.core.files import write_json

    if path is None:
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{datetime.now():%Y-%m-%d-%H%M%S}.json"
    write_json(path, found)
    return path


if __name__ == "__main__":
    sys.exit(main())
