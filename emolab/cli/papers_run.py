"""emolab papers verify and audit: run the checks of the equations, and the audits of the claims."""

import json
import time

from emolab.cli.papers_read import add_kind
from emolab.cli.text_table import text_table


def add_parsers(kinds):
    """Add the parsers of verify and audit."""
    said = "hold the code of every entry against a literal transcription; status 1 where one fails"
    parser = add_kind(kinds, "verify", said, "emolab papers verify song2021")
    parser.add_argument("paper", nargs="?", metavar="KEY", help="a paper; all without it")
    parser.set_defaults(run=run_verify)
    said = "recompute every claim about numbers; status 1 where the finding is not the expected one"
    parser = add_kind(kinds, "audit", said, "emolab papers audit zhu2022")
    parser.add_argument("paper", nargs="?", metavar="KEY", help="a paper; all without it")
    parser.set_defaults(run=run_audit)


def _papers(name):
    import emolab.papers
    from emolab.papers.bibliography import known_paper

    return emolab.papers.PAPERS if name is None else (known_paper(name),)


def run_verify(arguments):
    """Run the checks; print every row, what failed, and last the counts by paper and verdict."""
    import emolab
    from emolab.core.progress import progress
    from emolab.papers.ledger import VERDICTS, entries, verify

    start = time.perf_counter()
    papers = _papers(arguments.paper)
    total = sum(len(entries(paper)) for paper in papers)
    runs = list(
        progress((run for paper in papers for run in verify(paper)), "checks", total=total, unit="entries")
    )
    failed = [run for run in runs if not run.holds]
    if arguments.json:
        rows = [
            {"paper": run.paper, "number": run.entry.number, "title": run.entry.title,
             "verdict": run.entry.verdict, "holds": run.holds, "check": run.said,
             "seconds": round(run.seconds, 4)} for run in runs
        ]  # fmt: skip
        found = {"backend": emolab.backend(), "passed": not failed, "entries": rows}
        print(json.dumps(found, indent=2))
        return 1 if failed else 0
    rows = [
        (
            run.paper,
            run.entry.number,
            run.entry.verdict,
            "holds" if run.holds else "FAILS",
            run.entry.title,
            run.said,
        )
        for run in runs
    ]
    print("\n".join(text_table(("paper", "number", "verdict", "check", "what", "figures"), rows)))
    print()
    for run in failed:
        print(f"FAILS: {run.paper} {run.entry.number}, {run.entry.title}: {run.said}")
    counted = [(run.paper, run.entry.verdict, run.holds) for run in runs]
    print("\n".join(counts_table(papers, VERDICTS, counted, "failed")))
    seconds = time.perf_counter() - start
    print(
        f"{len(runs)} entries, {len(runs) - len(failed)} hold, {len(failed)} fail "
        f"({seconds:.1f} s, backend {emolab.backend()})"
    )
    return 1 if failed else 0


def run_audit(arguments):
    """Run the audits; print every row, what was not expected, and last the counts by paper and verdict."""
    from emolab.core.progress import progress
    from emolab.papers.claims import FOUND, audit, claims

    start = time.perf_counter()
    papers = _papers(arguments.paper)
    total = sum(len(claims(paper)) for paper in papers)
    runs = list(
        progress((run for paper in papers for run in audit(paper)), "audits", total=total, unit="claims")
    )
    wrong = [run for run in runs if not run.agrees]
    if arguments.json:
        rows = [
            {"paper": run.paper, "number": run.claim.number, "title": run.claim.title, **run.result._asdict(),
             "expected": run.claim.expected, "as_expected": run.agrees, "why": run.claim.why} for run in runs
        ]  # fmt: skip
        print(json.dumps({"passed": not wrong, "claims": rows}, indent=2))
        return 1 if wrong else 0
    rows = [
        (run.paper, run.claim.number, run.result.found + ("" if run.agrees else " (UNEXPECTED)"),
         run.claim.title,
         f"printed {run.result.printed}; computed {run.result.computed}: {run.result.arithmetic}")
        for run in runs
    ]  # fmt: skip
    print("\n".join(text_table(("paper", "number", "finding", "claim", "figures"), rows)))
    print()
    for run in wrong:
        print(
            f"UNEXPECTED: {run.paper} {run.claim.number}, {run.claim.title}: {run.result.found}, "
            f"not {run.claim.expected}"
        )
    counted = [(run.paper, run.result.found, run.agrees) for run in runs]
    print("\n".join(counts_table(papers, FOUND, counted, "unexpected")))
    seconds = time.perf_counter() - start
    print(f"{len(runs)} claims, {len(runs) - len(wrong)} as expected, {len(wrong)} not ({seconds:.1f} s)")
    return 1 if wrong else 0


def counts_table(papers, kinds, counted, last):
    """Return the lines of the counts: a row a paper, a column a kind, all of them below.

    counted   (paper, kind, whether it is well)
    """
    rows = []
    for paper in (*papers, "all"):
        own = [(kind, well) for of, kind, well in counted if paper in ("all", of)]
        by_kind = [sum(kind == name for kind, _ in own) for name in kinds]
        rows.append((paper, *by_kind, len(own), sum(not well for _, well in own)))
    return text_table(("paper", *kinds, "all", last), rows if len(papers) > 1 else rows[:1])
