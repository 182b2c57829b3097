"""What a tutorial's page of the book shows: its sections, each with prose, code and what the code gave."""

import ast
import base64
import re
import struct
from typing import NamedTuple

from emolab.papers.export.contents import slug
from emolab.teach.anatomy import GUESS, sections
from emolab.teach.book.code import linked_code
from emolab.teach.book.names import code_links, imported, word_place
from emolab.teach.book.prose import Prose, plain
from emolab.teach.citations import last_paper


class Block(NamedTuple):
    """A piece of a section."""

    kind: str  # "prose" or "code"
    html: str
    outputs: tuple = ()  # Shown
    answer: bool = False  # whether it gives away what one is to try
    lines: int = 0


class Shown(NamedTuple):
    """What a cell gave, as a page shows it."""

    kind: str  # "text" or "figure"
    text: str  # the text, or the figure in words
    source: str = ""  # the figure as a data address
    width: int = 0
    height: int = 0


class Part(NamedTuple):
    """A section."""

    anchor: str
    title: str  # without signs: "2.5 Why not simply .sum()?"
    heading: str  # HTML, without the number
    blocks: tuple
    found_by: str


class Page(NamedTuple):
    """A tutorial."""

    tutorial: object
    href: str
    opening: tuple  # Blocks before the first section
    parts: tuple
    sources: tuple  # files of the library that it leads to
    thumbnail: Shown | None


def page_name(tutorial):
    """Return the name of a tutorial's page."""
    return f"{tutorial.name}.html"


def source_name(file):
    """Return the address of a library file's page."""
    return f"source/{slug(file.removesuffix('.py'))}.html"


def page_of(tutorial, executed, pages):
    """Return what the page of a tutorial shows.

    executed  what its cells gave, None for a page without results
    pages     {file of a tutorial: its page}
    """
    known, sources = imported(tutorial), set()

    def href(file, line):
        sources.add(file)
        return f"{source_name(file)}#L{line}"

    def word(text):
        place = word_place(text, known)
        return None if place is None else href(*place)

    prose = Prose(word, pages, f"tutorial {tutorial.number}")
    outputs = iter(executed.outputs) if executed else None
    by_line = {cell.line: next(outputs) if outputs else () for cell in tutorial.cells}
    opening, parts = sections(tutorial)
    paper = None

    def blocks(pieces, title=""):
        nonlocal paper
        found = []
        for is_prose, text, line in pieces:
            if is_prose:
                text = re.sub(r"\A# [^\n]*\n", "", text)  # the page's title stands above
                if text.strip():
                    found.append(Block("prose", prose.render(text, paper)))
                paper = last_paper(text, paper)
                continue
            shown = tuple(_shown(output, text, title, i) for i, output in enumerate(_joined(by_line[line])))
            bare = re.sub(r"  # fmt: skip$", "", text, flags=re.MULTILINE)
            code = linked_code(bare, code_links(bare, known), lambda link: href(link.file, link.line))
            found.append(Block("code", code, shown, GUESS in text, text.count("\n") + 1))
        return tuple(found)

    first = blocks(opening, tutorial.title)
    shown = tuple(
        Part(f"section-{slug(part.title.split()[0])}", plain(part.title),
             prose.line(part.title.partition(" ")[2]),
             blocks(part.pieces, plain(part.title)), f"{plain(part.title)} {plain(part.prose)}".lower())
        for part in parts
    )  # fmt: skip
    figures = [s for part in shown for block in part.blocks for s in block.outputs if s.kind == "figure"]
    return Page(tutorial, page_name(tutorial), first, shown, tuple(sorted(sources)),
                thumbnail(figures[0]) if figures else None)  # fmt: skip


def _joined(outputs):
    """Outputs in which text is one piece: what is printed slowly comes in several."""
    found = []
    for output in outputs:
        if found and found[-1].kind == output.kind == "text":
            found[-1] = output._replace(text=found[-1].text + output.text)
        else:
            found.append(output)
    return found


def _shown(output, code, title, place):
    if output.kind == "text":
        return Shown("text", output.text.rstrip("\n"))
    width, height = struct.unpack(">II", output.png[16:24])
    words = figure_words(code) or title
    return Shown("figure", f"Figure: {words}", _address(output.png), width, height)


def _address(png, kind="png"):
    return f"data:image/{kind};base64,{base64.b64encode(png).decode()}"


def figure_words(code):
    """Return the titles that a cell gives its axes, as words for who does not see the figure."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        given = [k.value for k in node.keywords if k.arg == "title"] if node.func.attr == "set" else []
        given += node.args[:1] if node.func.attr in ("set_title", "suptitle") else []
        for value in given:
            words = [
                part.value for part in getattr(value, "values", [value]) if isinstance(part, ast.Constant)
            ]
            found.append(" ".join(str(word).strip() for word in words))
    return "; ".join(dict.fromkeys(word for word in found if word))


def thumbnail(shown, width=360):
    """Return a figure made small."""
    import io

    from PIL import Image

    raw = base64.b64decode(shown.source.partition(",")[2])
    with Image.open(io.BytesIO(raw)) as image:
        small = image.convert("RGB")
        small.thumbnail((width, width), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    small.save(buffer, "PNG", optimize=True)
    return Shown("figure", shown.text, _address(buffer.getvalue()), *small.size)
