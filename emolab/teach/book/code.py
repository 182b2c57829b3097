"""Code as highlighted HTML, whose names lead to the library's files, line by line."""

import html

from emolab.papers.export.needed import needed


def linked_code(text, links=(), href=None):
    """Return code as HTML spans, with a link around each piece that leads somewhere.

    links     Links in order, not overlapping
    href      (link) -> address
    """
    tokens = needed("pygments.lexers").PythonLexer(stripnl=False).get_tokens_unprocessed(text)
    cuts = sorted({place for link in links for place in (link.start, link.end)})
    opens = {link.start: link for link in links}
    closes = {link.end for link in links}
    out = []
    for at, kind, value in tokens:
        edges = [at, *(cut for cut in cuts if at < cut < at + len(value)), at + len(value)]
        for start, end in zip(edges, edges[1:]):
            if start in opens:
                link = opens[start]
                out.append(f'<a href="{html.escape(href(link))}" title="{link.file}:{link.line}">')
            piece = html.escape(value[start - at : end - at], quote=False)
            name = _css(kind)
            out.append(f'<span class="{name}">{piece}</span>' if name and piece.strip() else piece)
            if end in closes:
                out.append("</a>")
    return "".join(out)


def _css(kind):
    known = needed("pygments.token").STANDARD_TYPES
    while kind not in known:
        kind = kind.parent
    return known[kind]


def numbered_code(text):
    """Return a whole file as HTML, each line with its number and an anchor L1, L2, ..."""
    lines = linked_code(text.rstrip("\n")).split("\n")
    # a token that spans lines, such as a docstring, is closed and opened again
    out, still = [], ""
    for number, line in enumerate(lines, 1):
        line, still = still + line, _open_span(still + line)
        end = "</span>" if still else ""
        at = f'<a class="at" href="#L{number}">{number}</a>'
        out.append(f'<span class="line" id="L{number}">{at}{line}{end}</span>')
    return "\n".join(out)


def _open_span(line):
    """The span that a line leaves open, '' for none."""
    at = line.rfind("<span")
    return line[at : line.index(">", at) + 1] if at >= 0 and "</span>" not in line[at:] else ""
