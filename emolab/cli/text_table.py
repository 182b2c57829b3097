"""A table as lines of text; long texts are wrapped inside their columns to the terminal's width."""

import shutil
import textwrap

NARROW = 22  # columns up to this width are never wrapped
LEAST = 18  # a wrapped column is no narrower, nor than its longest word


def text_table(heading, rows, width=None):
    """Return the lines of a table, a heading and rows of anything that str() takes.

    width     None takes the terminal's, 120 where there is none
    """
    width = width or max(60, shutil.get_terminal_size((120, 24)).columns)
    rows = [[str(cell) for cell in row] for row in (heading, *rows)]
    wide = [max(len(row[i]) for row in rows) for i in range(len(heading))]
    long = [i for i, size in enumerate(wide) if size > NARROW]
    free = width - 2 * (len(wide) - 1) - sum(size for i, size in enumerate(wide) if i not in long)
    for at, i in enumerate(sorted(long, key=lambda i: wide[i])):  # the shorter ones first: they may need less
        least = max([LEAST, *(len(word) for row in rows for word in row[i].split())])
        wide[i] = min(wide[i], max(least, free // (len(long) - at)))
        free -= wide[i]
    lines = []
    for row in rows:
        cells = [textwrap.wrap(cell, size) or [""] for cell, size in zip(row, wide)]
        for at in range(max(len(cell) for cell in cells)):
            parts = (f"{cell[at] if at < len(cell) else '':<{size}}" for cell, size in zip(cells, wide))
            lines.append("  ".join(parts).rstrip())
    return lines
