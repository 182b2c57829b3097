"""Write the pages: what `contents` gathers, through the templates, with style and script inside each file."""

import datetime
import platform
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np

import emolab
import emolab.papers
from emolab.core.files import write_text
from emolab.core.progress import progress
from emolab.papers.bibliography import VERDICTS_SAID
from emolab.papers.claims import FOUND
from emolab.papers.equation_index import equation_index, plain_name, without_equation
from emolab.papers.export.contents import contents, slug
from emolab.papers.export.needed import needed
from emolab.papers.ledger import VERDICTS

TEMPLATES = Path(__file__).parent / "templates"
MARKS = {  # what stands before a verdict, so that colour alone never tells
    "ok": "\N{CHECK MARK}", "misprint": "\N{MULTIPLICATION X}", "ambiguous": "?", "silent": "\N{EMPTY SET}",
    "holds": "\N{CHECK MARK}", "does not hold": "\N{MULTIPLICATION X}", "cannot be decided": "?",
}  # fmt: skip


class Exported(NamedTuple):
    """What was written, and how many checks and audits did not find what they should."""

    files: tuple
    failed: int


def export(folder, show=False):
    """Write a page for each paper and index.html into a folder; every check and audit is run for it.

    show      whether to show progress on the error stream
    Errors    MissingExtra where the extra `report` is not installed; FileError where nothing can be written
    """
    environment = page_environment()
    folder = Path(folder)
    index = equation_index()
    papers = emolab.papers.PAPERS
    every = [contents(paper, index) for paper in progress(papers, "papers", unit="papers", wanted=show)]
    common = {
        "papers": papers, "verdicts": VERDICTS, "said": VERDICTS_SAID, "findings": FOUND, "marks": MARKS,
        "made": made(), "slug": slug,
    }  # fmt: skip
    files = []
    for found in every:
        page = environment.get_template("paper.html").render(page=found, **common)
        files.append(_write(folder / f"{found.paper}.html", page))
    page = environment.get_template("index.html").render(
        every=every, functions=_functions(index), alone=sorted(without_equation(index)), **common
    )
    files.append(_write(folder / "index.html", page))
    return Exported(tuple(files), sum(found.failed for found in every))


def page_environment(*more):
    """Return the templates' environment, with what all pages use.

    more      folders whose templates come before the ledger's
    Errors    MissingExtra where the extra `report` is not installed
    """
    jinja = needed("jinja2")
    for module in ("latex2mathml.converter", "pygments"):
        needed(module)
    environment = jinja.Environment(
        loader=jinja.FileSystemLoader([*more, TEMPLATES]), autoescape=True, undefined=jinja.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters.update(slug=slug, powers=powers)
    environment.tests["words"] = lambda text: not re.fullmatch(r"[-+\d.,% ]*", text)
    return environment


def powers(text):
    """Return a text whose numbers such as 1.3e-16 are written with powers of ten, which no line breaks."""

    def written(match):
        if float(match[0]) == 0:
            return "0"
        if int(match[3]) == 0:
            return match[1]
        sign = "\N{SUPERSCRIPT MINUS}" if match[2] == "-" else ""
        power = "10" + sign + match[3].lstrip("0").translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
        return power if match[1] in ("1", "1.0") else f"{match[1]}\N{MIDDLE DOT}{power}"

    return re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)e([+-])(\d{2,3})(?![\w.]*\d)", written, text)


def _functions(index):
    """[(name, [(href of the code, paper, [(href, number)])])], a name's own page and place for each paper."""
    found = []
    for name in sorted(index, key=str.lower):
        by_paper = {}
        for known in index[name]:
            named = name in map(plain_name, known.entry.code)
            links, here = by_paper.setdefault(known.paper, ([], []))
            links.append((f"{known.paper}.html#eq-{slug(known.entry.number)}", known.entry.number))
            here.append(named)
        found.append((name, [
            (f"{paper}.html#code-{slug(name)}" if any(here) else None, paper, links)
            for paper, (links, here) in by_paper.items()
        ]))  # fmt: skip
    return found


def made():
    """Return the day, and what the pages are made with."""
    today = datetime.date.today().isoformat()
    versions = f"emolab {emolab.__version__}, NumPy {np.__version__}, Python {platform.python_version()}"
    return f"{today} with {versions}, backend {emolab.backend()}"


def _write(path, page):
    write_text(path, page)
    return path
