"""What makes a tutorial one: its parts, their order and size, held against the page."""

import ast
import re
import sys
from typing import NamedTuple

from emolab.teach.citations import citations, last_paper, mask

OPENING_LINES = 8
CODE_LINES = 32
PAGE_LINES = (300, 720)
TRIES = (2, 12)
GUESS = "# put your "
CORE = {"numpy", "matplotlib", "scipy", "emolab", "numba", "tqdm", "PIL"}  # what every installation has
CLOSING = ("In the papers", "Exercise")


class Finding(NamedTuple):
    """Something that is not as it should be."""

    line: int
    said: str


class Section(NamedTuple):
    """A section of a page."""

    title: str  # as it stands behind '## '
    line: int
    prose: str
    pieces: tuple  # (whether prose, text, line) in order


def sections(tutorial):
    """Return (the text before the first section, the sections)."""
    opening, found = [], []
    for cell in tutorial.cells:
        pieces = _split(cell) if cell.prose else [(None, cell.text, cell.line)]
        for title, text, line in pieces:
            if title is not None:
                found.append((title, line, []))
            (found[-1][2] if found else opening).append((cell.prose, text, line))
    return tuple(opening), tuple(
        Section(title, line, "\n".join(text for prose, text, _ in pieces if prose), tuple(pieces))
        for title, line, pieces in found
    )


def _split(cell):
    """A prose cell's pieces, (title of the section that it begins or None, text, line)."""
    pieces, title, lines, first = [], None, [], cell.line
    for i, line in enumerate(cell.text.split("\n")):
        if line.startswith("## "):
            if any(said.strip() for said in lines):
                pieces.append((title, "\n".join(lines), first))
            title, lines, first = line[3:].strip(), [], cell.line + i
        else:
            lines.append(line)
    pieces.append((title, "\n".join(lines), first))
    return pieces


def check_anatomy(tutorial, bank=None, files=None):
    """Return the Findings of a tutorial, none where all is as it should be.

    bank      {name of an exercise: number of its tutorial}, None to leave that out
    files     names of the tutorials' files, None to leave that out
    """
    opening, parts = sections(tutorial)
    found = [*_opening(tutorial), *_numbers(tutorial, parts), *_closing(tutorial, parts, bank, files)]
    for part in parts:
        found += _section(part)
    found += _code(tutorial)
    found += _tries(tutorial)
    found += _cited(tutorial, parts)
    found += _language(tutorial)
    return sorted(set(found))


def _opening(tutorial):
    cell = tutorial.cells[0]
    if not cell.prose or not re.match(rf"# {int(tutorial.number or 0)}\. \S", cell.text):
        yield Finding(1, f"the page must begin with '# {int(tutorial.number or 0)}. Title' in prose")
        return
    lines = [line for line in cell.text.split("\n")[1:] if line.strip()]
    if not 2 <= len(lines) <= OPENING_LINES:
        yield Finding(cell.line, f"the opening has {len(lines)} lines, 2 to {OPENING_LINES} are wanted")
    if tutorial.minutes is None:
        yield Finding(
            cell.line, "the opening must say how long the page takes: 'about an hour', '50 minutes'"
        )
    if "need" not in cell.text:
        yield Finding(cell.line, "the opening must say what one needs to know")
    text = tutorial.path.read_text(encoding="utf-8")
    count = len(text.splitlines())
    if not PAGE_LINES[0] <= count <= PAGE_LINES[1]:
        yield Finding(1, f"the page has {count} lines, {PAGE_LINES[0]} to {PAGE_LINES[1]} are an hour")


def _numbers(tutorial, parts):
    for k, part in enumerate(parts, 1):
        wanted = f"{int(tutorial.number)}.{k} "
        if not part.title.startswith(wanted):
            yield Finding(part.line, f"the section must be called '## {wanted}...', not '## {part.title}'")
    if len(parts) < 4:
        yield Finding(1, f"{len(parts)} sections make no page")
    if sum("**Speed.**" in part.prose for part in parts) != 1:
        yield Finding(1, "one section must have a paragraph that begins with **Speed.**")


def _is(part, name):
    return part.title.partition(" ")[2] == name


def _closing(tutorial, parts, bank, files):
    if len(parts) < 2 or not all(_is(part, name) for part, name in zip(parts[-2:], CLOSING)):
        yield Finding(
            parts[-1].line if parts else 1, "the last two sections must be 'In the papers' and 'Exercise'"
        )
        return
    last = parts[-1]
    named = re.findall(r"`emolab exercise start (\w+)`", last.prose)
    if len(named) != 1:
        yield Finding(last.line, "the section Exercise must name one: `emolab exercise start NAME`")
    elif bank is not None and bank.get(named[0]) != tutorial.number:
        where = f"it belongs to {bank[named[0]]}" if named[0] in bank else "the bank has no such exercise"
        yield Finding(last.line, f"exercise {named[0]}: {where}")
    lead = re.search(r"^Next: \[[^\]]+\]\(([^)]+)\)", last.prose, re.MULTILINE)
    if lead is None and tutorial.number != "16":
        yield Finding(last.line, "the page must end with 'Next: [title](file.py).'")
    for target in re.findall(r"\]\(([^)#:]+\.py)\)", tutorial.prose):
        if files is not None and target not in files:
            yield Finding(last.line, f"the link to {target} leads nowhere")


def _section(part):
    if any(_is(part, name) for name in CLOSING):
        return
    if "**Question.**" not in part.prose:
        yield Finding(part.line, f"{part.title}: no **Question.**")
    if not re.search(r"\*\*(Formula|Speed)\b", part.prose):
        yield Finding(part.line, f"{part.title}: no **Formula**")
    if not any("plt.show()" in text for prose, text, _ in part.pieces if not prose):
        yield Finding(part.line, f"{part.title}: no picture, plt.show()")


def _code(tutorial):
    for cell in tutorial.cells:
        if cell.prose:
            continue
        count = cell.text.count("\n") + 1
        if count > CODE_LINES:
            yield Finding(cell.line, f"a cell of {count} lines; {CODE_LINES} at most can be taken in at once")
        for node in ast.walk(ast.parse(cell.text)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                top = name.partition(".")[0]
                if top not in CORE and top not in sys.stdlib_module_names:
                    yield Finding(cell.line, f"{top} is not in every installation")


def _tries(tutorial):
    cells = tutorial.cells
    count = 0
    for place, cell in enumerate(cells):
        if not cell.prose or "**Try it" not in cell.text:
            continue
        count += 1
        answer = next((c for c in cells[place + 1 :] if not c.prose), None)
        if answer is None or GUESS not in answer.text or "assert" not in answer.text:
            yield Finding(
                cell.line, f"the cell after **Try it.** must have '{GUESS}guess here' and an assert"
            )
    if not TRIES[0] <= count <= TRIES[1]:
        yield Finding(1, f"{count} cells to try, {TRIES[0]} to {TRIES[1]} are wanted")


def _cited(tutorial, parts):
    paper = None
    for part in parts:
        for prose, text, line in part.pieces:
            if not prose:
                continue
            for cited in citations(text, paper):
                where = line + text.count("\n", 0, cited.start)
                if cited.entry is None:
                    yield Finding(where, f"no paper named here has an equation {cited.number} in the ledger")
                elif (
                    cited.entry.verdict == "misprint"
                    and _in_formula(text, cited)
                    and ("**Misprint" not in part.prose)
                ):
                    yield Finding(
                        where, f"{cited.paper} {cited.number} is a misprint; the section does not say so"
                    )
            paper = last_paper(text, paper)


def _in_formula(text, cited):
    """Whether the citation stands behind the word **Formula** in its own bracket."""
    return re.search(r"\*\*Formula\.?\*\*[^)]*$", text[: cited.start]) is not None


def _language(tutorial):
    for cell in tutorial.cells:
        if not cell.prose:
            continue
        for at, line in enumerate(mask(cell.text).split("\n")):
            if "!" in line:
                yield Finding(cell.line + at, "an exclamation mark")
            if any(ord(letter) > 0x2BFF for letter in line):
                yield Finding(cell.line + at, "a pictograph")
