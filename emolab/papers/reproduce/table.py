"""The table of figures: as Markdown, as JSON, and as a page where jinja2 is there."""

import importlib.util
from pathlib import Path
from typing import NamedTuple

from emolab.core.files import write_json, write_text
from emolab.papers.reproduce.row import text_of

HEADING = ("paper", "what", "paper's figure", "ours", "protocol", "what differs", "notes")
TITLE = "Figures of the papers, and our own"
TEMPLATES = Path(__file__).parent / "templates"


class Line(NamedTuple):
    """A row with its figure: Measured, or None and why."""

    row: object
    measured: object
    why: str | None = None


def write_table(out, lines, about):
    """Write table.md, table.json and, with jinja2, table.html; return their paths.

    about     what all figures have in common, {name: text}
    """
    out = Path(out)
    cells = [cells_of(line) for line in lines]
    write_text(out / "table.md", markdown(cells, about))
    write_json(out / "table.json", {"about": about, "rows": [plain(line) for line in lines]})
    files = [out / "table.md", out / "table.json"]
    if importlib.util.find_spec("jinja2") is not None:
        files.append(out / "table.html")
        write_text(files[-1], page(cells, about))
    return files


def cells_of(line):
    """Return a line as one text for each column of HEADING."""
    row = line.row
    notes = line.measured.more if line.measured else line.why or ""
    return (
        row.paper or "-", row.what, row.printed, text_of(line.measured), row.protocol, row.differs, notes
    )  # fmt: skip


def plain(line):
    """Return a line as plain values."""
    row, measured = line.row, line.measured
    return {
        "group": row.group, "paper": row.paper, "what": row.what, "printed": row.printed,
        "protocol": row.protocol, "differs": row.differs,
        "ours": None if measured is None else measured._asdict(), "not_measured": line.why,
    }  # fmt: skip


def markdown(cells, about):
    """Return the table as Markdown."""
    lines = [f"# {TITLE}", "", *(f"- {name}: {text}" for name, text in about.items()), ""]
    lines += [_bar(HEADING), _bar(["---"] * len(HEADING)), *map(_bar, cells)]
    return "\n".join(lines) + "\n"


def _bar(cells):
    return "| " + " | ".join(str(cell).replace("|", r"\|").replace("\n", " ") for cell in cells) + " |"


def page(cells, about):
    """Return the table as a page that needs no network."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("table.html").render(
        title=TITLE, heading=HEADING, rows=cells, about=about
    )
