"""emolab papers: five papers to look at, to run, and to read as pages."""

from emolab.cli import papers_read, papers_reproduce, papers_run
from emolab.cli.main import add_verb

EXAMPLE = "emolab papers show song2021 2.8"


def add_parser(verbs):
    """Add the verb `papers` with what it can do."""
    parser = add_verb(verbs, "papers", EXAMPLE)
    kinds = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    papers_read.add_parsers(kinds)
    papers_run.add_parsers(kinds)
    papers_reproduce.add_parsers(kinds)
