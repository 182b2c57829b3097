"""emolab bank: what exercises there are, and whether each holds what an exercise must."""

import json

from emolab.cli.main import add_verb
from emolab.cli.text_table import text_table

EXAMPLE = "emolab bank check hamming"
WIDTH = 100
SLOW = 1.0  # seconds of a test, from which on a student waits


def add_parser(verbs):
    """Add the verb `bank` with what it can do."""
    parser = add_verb(verbs, "bank", EXAMPLE)
    kinds = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    listed = kinds.add_parser("list", help="all exercises, in the order of the tutorials")
    listed.set_defaults(run=run_list)
    check = kinds.add_parser(
        "check", help="prove of each exercise what it must hold; status 1 where one does not"
    )
    check.add_argument("name", nargs="*", metavar="NAME", help="only these")
    check.set_defaults(run=run_check)
    for one in (listed, check):
        one.add_argument("--bank", metavar="FOLDER", help="another bank than emolab's own")
        one.add_argument("--json", action="store_true", help="print JSON for a program to read")


def run_list(arguments):
    """Print the exercises."""
    from emolab.teach.bank import exercises

    check_folder(arguments.bank)
    found = list(exercises(arguments.bank).values())
    if arguments.json:
        keys = ("name", "title", "tutorial", "equations", "difficulty", "minutes", "points", "plugs")
        print(json.dumps([{key: getattr(one, key) for key in keys} for one in found], indent=2))
        return 0
    rows = [
        (one.tutorial, one.name, one.title, "*" * one.difficulty, f"{one.minutes} min", f"{one.points:g}")
        for one in found
    ]
    print("\n".join(text_table(("page", "name", "title", "hard", "takes", "points"), rows, WIDTH)))
    print(f"{len(found)} exercises; emolab exercise start NAME begins one")
    return 0


def run_check(arguments):
    """Check the exercises and print what violates the rules; status 1 where something does."""
    from emolab.teach.bank import folders
    from emolab.teach.bank_check import check_exercise

    check_folder(arguments.bank)
    known = {path.name: path for path in folders(arguments.bank)}
    chosen = [_folder(name, known, arguments.bank) for name in arguments.name] or list(known.values())
    results = []
    for path in chosen:
        one = check_exercise(path)
        results.append(one)
        if not arguments.json:
            count = len(one.violations)
            verdict = f"{count} violation{'s' if count > 1 else ''}" if count else "holds"
            counts = f"{one.tests} tests, {one.mutants} mutants, slowest {one.seconds:.2f} s"
            counts += f", which should be below {SLOW:.0f}" if one.seconds > SLOW else ""
            print(f"{one.topic[:2]} {one.name}: {counts}: {verdict}", flush=True)
            for said in one.violations:
                print(f"    {said}")
    bad = [one for one in results if one.violations]
    if arguments.json:
        print(json.dumps([one._asdict() for one in results], indent=2))
    else:
        print(f"{len(results)} exercises, {len(results) - len(bad)} hold, {len(bad)} do not")
    return 1 if bad or not results else 0


def check_folder(bank):
    """Say where another bank holds no exercise, as one that is mistyped does.

    Errors    FileError
    """
    from emolab.core.errors import FileError
    from emolab.teach.bank import folders

    if bank is not None and not folders(bank):
        raise FileError(
            f"{bank} holds no exercise: a bank holds folders such as 01_topic/NAME, each with four files"
        )


def _folder(name, known, bank):
    from emolab.teach.bank import exercise

    return known[name] if name in known else exercise(name, bank)
