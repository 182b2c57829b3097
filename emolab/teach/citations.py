"""Numbers of equations in prose, and the entries of the ledger that they mean."""

import re
from functools import cache
from typing import NamedTuple

import emolab.papers
from emolab.papers.ledger import entries

PAPER = re.compile(r"\b(song2021|zhu2022|gu2025|liu2026|liu2021)\b")
NUMBER = r"\d+(?:\.\d+)?"
BETWEEN = r"(?:,?\s+mended)?(?:,\s+(?:and\s+)?|\s+and\s+|\s+to\s+|\s*[-\u2013]\s*)"
LIST = rf"{NUMBER}(?:{BETWEEN}{NUMBER})*"
NAMED = re.compile(rf"\b(?:eqs?\.|equations?)\s+(?P<list>{LIST})", re.IGNORECASE)
BRACKETED = re.compile(rf"(?<!\w)\((?P<list>{LIST})\)")  # not the arguments of a function, as in F(2, 3)
# what is not prose: code, formulas, links
MASKED = re.compile(r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]+\$|\[[^\]]*\]\([^)]*\)", re.DOTALL)


class Citation(NamedTuple):
    """An equation's number where it stands in a text."""

    start: int
    end: int
    number: str
    paper: str | None  # the paper meant; None where no paper has this number
    entry: object  # of the ledger, or None


def mask(text):
    """Return a text of the same length with blanks for code, formulas and links."""
    return MASKED.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def citations(text, before=None):
    """Return the Citations of a text, in order.

    before    the paper that was named last before the text
    """
    bare = mask(text)
    papers = [(match.start(), match[1]) for match in PAPER.finditer(bare)]
    found = []
    for pattern, sure in ((NAMED, True), (BRACKETED, False)):
        for match in pattern.finditer(bare):
            last = next((paper for at, paper in reversed(papers) if at < match.start()), before)
            for number in re.finditer(NUMBER, match["list"]):
                start = match.start("list") + number.start()
                paper, entry = _meant(number[0], last, sure)
                if sure or entry is not None:
                    found.append(Citation(start, start + len(number[0]), number[0], paper, entry))
    return sorted(found)


def last_paper(text, before=None):
    """Return the paper that a text names last, `before` where it names none."""
    return next((match[1] for match in reversed(list(PAPER.finditer(mask(text))))), before)


@cache
def by_number(paper):
    """Return {number: entry} of a paper, numbers as a text has them: "8" for "Eq 8"."""
    return {re.sub(r"^eq\.? ", "", entry.number.lower()): entry for entry in entries(paper)}


def _meant(number, last, sure):
    """The paper named last, where it has the number, else the only one that has it."""
    if last and number in by_number(last):
        return last, by_number(last)[number]
    having = [paper for paper in emolab.papers.PAPERS if number in by_number(paper)]
    if len(having) == 1 and (sure or "." in number):
        return having[0], by_number(having[0])[number]
    return None, None
