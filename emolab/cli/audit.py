"""emolab audit: hold a table of results, of one's own or of any paper, against its own arithmetic."""

import json

from emolab.cli.main import add_verb
from emolab.cli.text_table import text_table
from emolab.core.errors import ArgumentError, FormatError

DESCRIPTION = """\
Read a table of results and run every arithmetic that applies: row sums, totals, weighted against
unweighted accuracy, means of rates, standard deviations against the range, whole counts that a fold can make.

FILE.csv is one of
  a confusion matrix, rows true, with or without labels, of counts, rates or percent
  counts of each class: a heading with class,right,samples and perhaps printed
  fold results: a heading with fold,accuracy and perhaps samples, or one column of accuracies
Without a file the printed figures of folds are held against each other.

Figures are given as printed: 78.5 stands for all that round to it. The status is 1 where something does
not hold.
"""
EXAMPLE = """emolab audit table2.csv --accuracy 78.5 --samples 1406
  emolab audit --mean 91.25 --best 94.44 --lowest 87.50 --std 0.04 --folds 10 --samples 144"""


def add_parser(verbs):
    """Add the verb's options."""
    parser = add_verb(verbs, "audit", EXAMPLE, DESCRIPTION)
    parser.add_argument("file", nargs="?", metavar="FILE.csv", help="the table; commas, semicolons or tabs")
    for name, said in (
        ("accuracy", "the overall accuracy"), ("mean", "the mean, of folds or of the classes' rates"),
        ("best", "the best fold"), ("lowest", "the lowest fold"),
        ("std", "the standard deviation over the folds"),
    ):  # fmt: skip
        parser.add_argument(f"--{name}", metavar="X", help=f"{said}, as printed")
    parser.add_argument("--folds", type=int, metavar="N", help="how many folds")
    parser.add_argument("--samples", metavar="N[,N...]", help="samples: in all, or of each class or fold")
    parser.add_argument(
        "--unit", choices=("counts", "rates", "percent"), help="what a matrix holds (default: found)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON for a program to read")
    parser.set_defaults(run=run)


def run(arguments):
    """Audit the file and print what is found; status 1 where something does not hold."""
    from emolab.papers.results_file import read_results
    from emolab.papers.table_audit import audit_table

    figures = read_figures(arguments)
    table = None if arguments.file is None else read_results(arguments.file, arguments.unit)
    found = audit_table(table, figures)
    if arguments.json:
        print(json.dumps(as_dict(found, arguments.file), indent=2, allow_nan=False))
    else:
        print("\n".join(describe(found, arguments.file)))
    return 0 if found.holds else 1


def read_figures(arguments):
    """Return the options as Figures.

    Errors    ArgumentError that names the option
    """
    from emolab.papers.results_file import printed_number
    from emolab.papers.table_audit import Figures

    values = {}
    for name in ("accuracy", "mean", "best", "lowest", "std"):
        text = getattr(arguments, name)
        if text is None:
            continue
        try:
            values[name] = printed_number(text, f"--{name}")
        except FormatError as error:
            raise ArgumentError(str(error)) from error
        if not 0 <= values[name].value <= 100:
            raise ArgumentError(f"--{name} must lie in 0 to 100, not {text}")
    if arguments.folds is not None and arguments.folds < 1:
        raise ArgumentError(f"--folds must be 1 or more, not {arguments.folds}")
    return Figures(**values, folds=arguments.folds, samples=read_samples(arguments.samples))


def read_samples(text):
    """Return "144" or "20,30,25" as whole numbers."""
    parts = [] if text is None else text.split(",")
    if not all(part.strip().isascii() and part.strip().isdigit() and int(part) > 0 for part in parts):
        raise ArgumentError(f"--samples must be a whole number above 0, or several with commas, not {text}")
    return tuple(int(part) for part in parts)


def describe(found, name):
    """Yield the lines of the report."""
    yield f"{name or 'given'}: {found.kind}"
    for title, text in found.figures:
        yield f"  {title}: {text}"
    if found.audits:
        yield ""
        rows = [(result.found, title, result.printed, result.computed) for title, result in found.audits]
        yield from text_table(("verdict", "what", "printed", "computed"), rows)
        yield ""
    for title, result in found.audits:
        if result.found != "holds":
            yield f"{title}: {result.found}: {result.arithmetic}"
    counts = {name: sum(result.found == name for _, result in found.audits) for name in FOUND_ORDER}
    if found.audits:
        yield ", ".join(f"{count} {name}" for name, count in counts.items())
    else:
        yield "nothing is printed beside it to hold it against: give --accuracy, --mean, --samples ..."


FOUND_ORDER = ("holds", "does not hold", "cannot be decided")


def as_dict(found, name):
    """Return the report as plain values."""
    audits = [{"what": title, **result._asdict()} for title, result in found.audits]
    return {
        "file": name,
        "kind": found.kind,
        "figures": dict(found.figures),
        "audits": audits,
        "holds": found.holds,
    }
