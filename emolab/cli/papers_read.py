"""emolab papers list, show and export: what the papers hold, one equation in full, all of it as pages."""

import argparse
import json
import shutil
import textwrap

from emolab.cli.text_table import text_table
from emolab.core.errors import ArgumentError


def add_parsers(kinds):
    """Add the parsers of list, show and export."""
    parser = add_kind(kinds, "list", "say which papers there are and what they hold", "emolab papers list")
    parser.set_defaults(run=run_list)
    parser = add_kind(
        kinds, "show", "print an equation: formula, verdict, code, its check's figure, its erratum",
        "emolab papers show song2021 2.8",
    )  # fmt: skip
    parser.add_argument("paper", metavar="KEY", help="a paper, such as song2021")
    parser.add_argument(
        "number", nargs="*", metavar="EQ", help="the number as printed; all in short without it"
    )
    parser.add_argument("--latex", action="store_true", help="print the formula's LaTeX too")
    parser.set_defaults(run=run_show)
    parser = add_kind(
        kinds, "export", "write one HTML page a paper and an index, which need no network to be read",
        "emolab papers export --out pages", json_too=False,
    )  # fmt: skip
    parser.add_argument("--out", default="emolab-papers", metavar="FOLDER", help="default: %(default)s")
    parser.set_defaults(run=run_export)


def add_kind(kinds, name, said, example, json_too=True):
    """Add one parser with its help, its example and --json."""
    parser = kinds.add_parser(
        name, help=said, description=said[0].upper() + said[1:] + ".", epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    if json_too:
        parser.add_argument("--json", action="store_true", help="print JSON for a program to read")
    return parser


def run_list(arguments):
    """Print the papers with what each holds."""
    import emolab.papers
    from emolab.papers.bibliography import citation
    from emolab.papers.claims import claims
    from emolab.papers.ledger import VERDICTS, entries

    found = []
    for paper in emolab.papers.PAPERS:
        verdicts = [entry.verdict for entry in entries(paper)]
        counts = {verdict: verdicts.count(verdict) for verdict in VERDICTS}
        found.append(
            {"paper": paper, "reference": citation(paper), "entries": counts, "claims": len(claims(paper))}
        )
    if arguments.json:
        print(json.dumps(found, indent=2))
        return 0
    rows = [
        (f["paper"], sum(f["entries"].values()), *f["entries"].values(), f["claims"], f["reference"])
        for f in found
    ]
    print("\n".join(text_table(("paper", "entries", *VERDICTS, "claims", "reference"), rows)))
    print("\nemolab papers show PAPER lists its entries, emolab papers show PAPER EQ one of them")
    return 0


def run_show(arguments):
    """Print one entry in full, or all of a paper in short."""
    from emolab.papers.bibliography import citation, known_paper
    from emolab.papers.ledger import entries

    paper = known_paper(arguments.paper)
    if arguments.number:
        return _show_one(paper, " ".join(arguments.number), arguments)
    found = entries(paper)
    if arguments.json:
        print(json.dumps([plain_entry(paper, entry) for entry in found], indent=2))
        return 0
    print(citation(paper) + "\n")
    rows = [(entry.number, entry.verdict, entry.title) for entry in found]
    print("\n".join(text_table(("number", "verdict", "title"), rows)))
    print(f"\n{len(found)} entries; emolab papers show {paper} EQ shows one in full")
    return 0


def find_entry(paper, number):
    """Return the entry of a number; "Eq 6" and "6" are the same.

    Errors    ArgumentError with the nearest numbers
    """
    import difflib

    from emolab.papers.ledger import entries

    def plain(text):
        words = text.lower().replace("(", " ").replace(")", " ").split()
        return " ".join(word for word in words if word not in ("eq", "eq.", "equation"))

    by_number = {plain(entry.number): entry for entry in entries(paper)}
    if plain(number) in by_number:
        return by_number[plain(number)]
    near = difflib.get_close_matches(plain(number), by_number, n=3, cutoff=0.4)
    hint = f"; did you mean {', '.join(by_number[name].number for name in near)}?" if near else ""
    raise ArgumentError(f"{paper} has no entry {number!r}{hint} (emolab papers show {paper} lists all)")


def plain_entry(paper, entry):
    """Return an entry as plain values."""
    from emolab.papers.code_place import code_place

    places = [code_place(name) for name in entry.code]
    return {
        "paper": paper, "number": entry.number, "title": entry.title, "section": entry.section,
        "verdict": entry.verdict, "why": entry.why, "printed": entry.printed, "intended": entry.intended,
        "readings": entry.readings,
        "code": [{"name": p.name, "file": p.file, "line": p.line, "kernel": p.kernel} for p in places],
    }  # fmt: skip


def _show_one(paper, number, arguments):
    from emolab.papers.ledger import verify

    entry = find_entry(paper, number)
    run = next(verify(paper, [entry.number]))
    found = {**plain_entry(paper, entry), "holds": run.holds, "check": run.said}
    if arguments.json:
        print(json.dumps(found, indent=2))
    else:
        print("\n".join(describe_entry(found, arguments.latex)))
    return 0 if run.holds else 1


def describe_entry(found, latex=False):
    """Yield the lines of one entry."""
    from emolab.papers.bibliography import VERDICTS_SAID

    section = f", section {found['section']}" if found["section"] else ""
    yield f"{found['paper']} {found['number']}: {found['title']}{section}"
    yield f"verdict   {found['verdict']}: {VERDICTS_SAID[found['verdict']]}"
    differs = bool(found["printed"] and found["intended"])
    yield from _formula("printed" if differs else "formula", found["printed"], latex)
    yield from _formula("intended", found["intended"], latex)
    yield from _wrapped("erratum" if found["verdict"] == "misprint" else "why", found["why"])
    for i, (how, meaning) in enumerate((found["readings"] or {}).items()):
        yield from _wrapped("readings" if i == 0 else "", f"{how}: {meaning}{' (default)' if i == 0 else ''}")
    for i, place in enumerate(found["code"]):
        kernel = f", kernel {place['kernel']}" if place["kernel"] else ""
        yield f"{'code' if i == 0 else '':<9} {place['name']}  {place['file']}:{place['line']}{kernel}"
    if not found["code"]:
        yield "code      none"
    yield from _wrapped("check", f"{'holds' if found['holds'] else 'FAILS'}: {found['check']}")


def _formula(title, latex, source):
    from emolab.papers.unicode_formula import unicode_formula

    if not latex:
        return
    for i, line in enumerate(unicode_formula(latex).split("\n")):
        yield f"{title if i == 0 else '':<9} {line}"
    if source:
        yield f"{'':<9} {latex}"


def _wrapped(title, text):
    room = max(60, shutil.get_terminal_size((120, 24)).columns) - 10
    for i, line in enumerate(textwrap.wrap(text, room)):
        yield f"{title if i == 0 else '':<9} {line}"


def run_export(arguments):
    """Write the pages; status 1 where a check or audit failed, which they tell."""
    from emolab.papers.export import export

    found = export(arguments.out, show=True)
    for path in found.files:
        print(path)
    if found.failed:
        print(f"{found.failed} checks or audits did not find what they should; the pages mark them")
    return 1 if found.failed else 0
