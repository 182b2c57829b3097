"""The solution markers of a source, and what is made from it: the stub, the solution, a mutant."""

import re

from emolab.core.errors import FormatError

BEGIN, END = "# BEGIN SOLUTION", "# END SOLUTION"
YOUR_TURN = 'raise NotImplementedError("your turn")'


def split_source(text, where="source.py"):
    """Return [(inside a solution, [lines])], in order.

    Errors    FormatError for markers that do not pair, or none at all
    """
    parts, inside = [(False, [])], False
    for number, line in enumerate(text.splitlines(), 1):
        mark = line.strip()
        if mark in (BEGIN, END):
            if inside == (mark == BEGIN):
                raise FormatError(f"{where}, line {number}: {mark!r} without its partner")
            inside = mark == BEGIN
            parts.append((inside, [line] if inside else []))
        else:
            parts[-1][1].append(line)
    if inside:
        raise FormatError(f"{where}: {BEGIN!r} has no {END!r}")
    if len(parts) < 3:
        raise FormatError(f"{where}: it has no {BEGIN!r} and {END!r}")
    return parts


def stub(text, where="source.py"):
    """Return the source with `raise NotImplementedError("your turn")` in each solution's place."""
    lines = []
    for inside, part in split_source(text, where):
        if inside:
            lines.append(re.match(r"\s*", part[0]).group() + YOUR_TURN)
        else:
            lines += part
    return "\n".join(lines) + "\n"


def solution(text, where="source.py"):
    """Return the source without its markers."""
    lines = [line for inside, part in split_source(text, where) for line in part[1 if inside else 0 :]]
    return "\n".join(lines) + "\n"


def solution_lines(text, where="source.py"):
    """Return the lines between the markers, the markers left out."""
    return [line for inside, part in split_source(text, where) if inside for line in part[1:]]


def mutated(text, find, put, where="source.py"):
    """Return the solution with `find`, which stands once between the markers, replaced by `put`.

    Errors    FormatError where it stands there more than once, or not at all
    """
    parts = split_source(text, where)
    blocks = ["\n".join(part[1 if inside else 0 :]) for inside, part in parts]
    times = sum(block.count(find) for (inside, _), block in zip(parts, blocks) if inside)
    if times != 1:
        raise FormatError(f"{where}: {find!r} stands {times} times between the markers, it must be once")
    whole = [block.replace(find, put) if inside else block for (inside, _), block in zip(parts, blocks)]
    return "\n".join(whole) + "\n"
