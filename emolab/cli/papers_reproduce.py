"""emolab papers reproduce: the papers' figures beside our own, measured on the data at hand."""

import json
import os
import shlex
import sys

from emolab.cli.papers_read import add_kind
from emolab.cli.text_table import text_table
from emolab.core.errors import ArgumentError

OUT = "runs/reproduced"
SEEDS = "0-4"


def add_parsers(kinds):
    """Add the parser of reproduce."""
    parser = add_kind(
        kinds, "reproduce", "measure the papers' figures on the data at hand, and write one table",
        "emolab papers reproduce song2021 --data DATA --only ravdess",
    )  # fmt: skip
    parser.add_argument("papers", nargs="*", metavar="KEY", help="papers; all without it")
    parser.add_argument(
        "--data", metavar="DIR", default=os.environ.get("EMOLAB_DATA"),
        help="a folder that holds a folder for each collection: ravdess, emodb, fer2013, ... (default: "
        "EMOLAB_DATA)",
    )  # fmt: skip
    parser.add_argument(
        "--out", metavar="DIR", default=OUT, help="results and the table (default: %(default)s)"
    )
    parser.add_argument(
        "--seeds",
        default=SEEDS,
        help="such as 0-4 or 0,3: fusions are averaged over them, folds take the first alone (default: 0-4)",
    )
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME",
        help="fer2013, voice, ravdess, emodb, pairs, synthetic, latency or own; may stand more than once",
    )  # fmt: skip
    parser.add_argument("--preset", default="laptop", choices=("laptop", "paper"))
    parser.add_argument("--list", action="store_true", help="say what there is to do and what is done")
    parser.set_defaults(run=run)


def run(arguments):
    """Do what is not done yet, and print the table; status 1 where a job failed."""
    from emolab.papers import PAPERS
    from emolab.papers.bibliography import known_paper
    from emolab.papers.reproduce import planned, reproduce

    papers = list(dict.fromkeys(map(known_paper, arguments.papers))) or list(PAPERS)
    seeds = seeds_of(arguments.seeds)
    rows = planned(
        papers, arguments.data, seeds=seeds, preset=arguments.preset, only=arguments.only
    )  # fmt: skip
    if arguments.list:
        return _list(rows, arguments)
    about = {"seeds": ", ".join(map(str, seeds)), "preset": arguments.preset}
    try:
        found = reproduce(rows, arguments.out, say=_say, about=about)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(
            f"stopped; what is done is in {arguments.out}. To go on from there: {command(arguments)}"
        ) from None
    _print(found, arguments)
    return 1 if found.failed else 0


def seeds_of(text):
    """Return the seeds of a text such as 0-4 or 0,3, a list of ints.

    Errors    ArgumentError
    """
    seeds = []
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        if not first.isdigit() or (dash and not last.isdigit()):
            raise ArgumentError(f"--seeds {text}: write whole numbers such as 0-4 or 0,3")
        seeds += range(int(first), int(last if dash else first) + 1)
    if not seeds:
        raise ArgumentError(f"--seeds {text}: there is no seed in it")
    return list(dict.fromkeys(seeds))


def command(arguments):
    """Return the command that goes on with the same work."""
    words = ["emolab", "papers", "reproduce", *arguments.papers]
    for name in ("data", "out", "seeds", "preset"):
        value = getattr(arguments, name)
        words += [] if value is None else [f"--{name}", str(value)]
    for name in arguments.only:
        words += ["--only", name]
    return shlex.join(words)


def _list(rows, arguments):
    from emolab.papers.reproduce.job import kept

    done = {job.key: kept(job, arguments.out).result is not None for row in rows for job in row.jobs}
    found = [
        {
            "group": row.group, "paper": row.paper, "what": row.what, "protocol": row.protocol,
            "jobs": len(row.jobs), "done": sum(done[job.key] for job in row.jobs), "missing": row.missing,
        } for row in rows
    ]  # fmt: skip
    if arguments.json:
        print(json.dumps(found, indent=2))
        return 0
    cells = [
        (
            one["group"],
            one["paper"] or "-",
            one["what"],
            one["protocol"],
            one["missing"] or f"{one['done']} of {one['jobs']} jobs done",
        )
        for one in found
    ]
    print("\n".join(text_table(("only", "paper", "what", "protocol", "state"), cells)))
    print(f"\n{len(done)} jobs, {sum(done.values())} of them done in {arguments.out}")
    return 0


def _print(found, arguments):
    if arguments.json:
        from emolab.papers.reproduce.table import plain

        rows = [plain(line) for line in found.lines]
        print(json.dumps({"files": [str(path) for path in found.files], "rows": rows}, indent=2))
        return
    from emolab.papers.reproduce.row import text_of

    cells = [
        (line.row.paper or "-", line.row.what, line.row.printed, text_of(line.measured), line.row.protocol)
        for line in found.lines
    ]
    print("\n".join(text_table(("paper", "what", "printed", "ours", "protocol"), cells)))
    print(f"\nwhat differs, and notes: {', '.join(map(str, found.files))}")


def _say(text):
    print(text, file=sys.stderr, flush=True)
