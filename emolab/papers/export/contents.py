"""What a paper's page shows, gathered: entries with checks run, claims with audits, tables, code."""

import re
from typing import NamedTuple

from emolab.papers.bibliography import VERDICTS_SAID, citation, short_title
from emolab.papers.claims import FOUND, audit
from emolab.papers.code_place import code_place
from emolab.papers.equation_index import plain_name
from emolab.papers.export.highlight import highlight
from emolab.papers.export.mathml import mathml
from emolab.papers.export.printed_tables import printed_tables
from emolab.papers.ledger import VERDICTS, verify
from emolab.papers.unicode_formula import unicode_formula


class Code(NamedTuple):
    """A piece of code beside a formula."""

    name: str
    anchor: str  # where the page shows it first
    place: object
    source: str  # HTML
    first: bool  # whether this is that first place
    unfolded: bool  # whether it is read at once: an entry's main code, where the entry before shows another
    others: tuple  # (href, words) of the other entries that it implements


class Item(NamedTuple):
    """One entry, as a page shows it."""

    anchor: str
    entry: object
    printed: str | None  # MathML
    intended: str | None
    plain: str  # the formula in Unicode, for readers that show no MathML, and for search
    run: object
    codes: tuple
    found_by: str  # what a search looks in


class Row(NamedTuple):
    """One claim, as a page shows it."""

    anchor: str
    claim: object
    result: object
    agrees: bool
    found_by: str


class Table(NamedTuple):
    """One table with the claims about it."""

    anchor: str
    shown: object
    claims: tuple


class Contents(NamedTuple):
    """A paper."""

    paper: str
    title: str
    citation: str
    items: tuple
    rows: tuple
    tables: tuple
    verdicts: dict  # {verdict: count}
    findings: dict
    failed: int


def contents(paper, index):
    """Run a paper's checks and audits, and return all that its page shows.

    index     of `equation_index`: what else a piece of code implements
    Errors    ArgumentError for LaTeX that cannot be read; MissingExtra
    """
    runs = list(verify(paper))
    anchors = entry_anchors([run.entry for run in runs])
    seen = {}
    items = tuple(_item(paper, run, anchors, index, seen) for run in runs)
    rows = _rows(paper)
    failed = sum(not run.holds for run in runs) + sum(not row.agrees for row in rows)
    return Contents(
        paper, short_title(paper), citation(paper), items, rows, _tables(paper, rows),
        {name: sum(item.entry.verdict == name for item in items) for name in VERDICTS},
        {name: sum(row.result.found == name for row in rows) for name in FOUND},
        failed,
    )  # fmt: skip


def slug(text):
    """Letters, digits and dashes that stand for a text in an address."""
    return re.sub(r"[^a-z0-9_]+", "-", text.lower()).strip("-")


def entry_anchors(entries):
    """Return {number: the anchor of its entry}, no two the same."""
    found = {}
    for entry in entries:
        anchor = f"eq-{slug(entry.number)}"
        while anchor in found.values():
            anchor += "-again"
        found[entry.number] = anchor
    return found


def _item(paper, run, anchors, index, seen):
    entry = run.entry
    where = f"{paper} {entry.number}"
    codes = []
    for name in dict.fromkeys(map(plain_name, entry.code)):
        place = code_place(name)
        first = name not in seen
        if first:
            seen[name] = (f"code-{slug(name)}", highlight(place.source))
        anchor, source = seen[name]
        unfolded = not codes and seen.get("") != name
        others = _others(paper, entry, name, anchors, index)
        codes.append(Code(name, anchor, place, source, first, unfolded, others))
    seen[""] = codes[0].name if codes else None  # what the next entry need not show again
    plain = "; ".join(unicode_formula(text) for text in (entry.printed, entry.intended) if text)
    words = [
        entry.number,
        entry.title,
        entry.verdict,
        VERDICTS_SAID[entry.verdict],
        entry.why,
        entry.section,
        plain,
    ]
    words += [*entry.code, *(entry.readings or ())]
    return Item(
        anchors[entry.number], entry,
        mathml(entry.printed, where) if entry.printed else None,
        mathml(entry.intended, where) if entry.intended else None,
        plain, run, tuple(codes), " ".join(words).lower(),
    )  # fmt: skip


def _others(paper, entry, name, anchors, index):
    """Links to the other entries that the code implements, of this paper first."""
    own, far = [], []
    for known in index.get(name, ()):
        number = known.entry.number
        if known.paper == paper and number != entry.number:
            own.append((f"#{anchors[number]}", number))
        elif known.paper != paper:
            far.append((f"{known.paper}.html#eq-{slug(number)}", f"{known.paper} {number}"))
    return (*own, *far)


def _rows(paper):
    found, used = [], set()
    for run in audit(paper):
        anchor = f"claim-{slug(run.claim.number)}"
        while anchor in used:
            anchor += "-next"
        used.add(anchor)
        claim, result = run.claim, run.result
        words = (
            claim.number,
            claim.title,
            result.found,
            claim.why,
            result.printed,
            result.computed,
            result.arithmetic,
        )
        found.append(Row(anchor, claim, result, run.agrees, " ".join(words).lower()))
    return tuple(found)


def _tables(paper, rows):
    found, told = [], set()
    for shown in printed_tables(paper):
        about = []
        named = re.match(r"(Table|Figure) [\d.]+", shown.title)
        if named and named[0] not in told:
            told.add(named[0])  # further parts of the table do not repeat its claims
            kind, number = named[0].split()
            short = "fig" if kind == "Figure" else kind.lower()
            pattern = re.compile(rf"\b{short}\w*\.?\s*{re.escape(number)}(?![\d.]*\d)", re.IGNORECASE)
            about = [row for row in rows if pattern.search(row.claim.number)]
        found.append(Table(f"table-{slug(shown.title)}", shown, tuple(about)))
    return tuple(found)
