"""What the papers are called, in full: read from the list that opens the room `papers`."""

import difflib
import re

import emolab.papers
from emolab.core.errors import ArgumentError

VERDICTS_SAID = {
    "ok": "as printed",
    "misprint": "the printed form is wrong; the intended one is implemented",
    "ambiguous": "several readings; each is offered",
    "silent": "needed and not given; a default is chosen",
}


def citation(paper):
    """Return a paper's full reference, one line."""
    found = re.search(rf"^{paper}\s+(.+(?:\n\s+.+)*)", emolab.papers.__doc__ or "", re.MULTILINE)
    return " ".join(found.group(1).split()) if found else paper


def short_title(paper):
    """Return the paper's own title."""
    found = re.match(r"[^(]*\(\d{4}\)\.\s*(.+?)(?:\.\s|\.?$)", citation(paper))
    return found.group(1) if found else paper


def known_paper(name):
    """Return a paper's key, as it is.

    Errors    ArgumentError for a name that is no paper's, with the nearest
    """
    papers = emolab.papers.PAPERS
    if name.lower() in papers:
        return name.lower()
    near = difflib.get_close_matches(name.lower(), papers, n=1, cutoff=0.4)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise ArgumentError(f"no paper is called {name!r}{hint} (there are {', '.join(papers)})")
