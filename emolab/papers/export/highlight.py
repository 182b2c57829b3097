"""Python source as highlighted HTML; the colours stand in the pages' own style."""

from emolab.papers.export.needed import needed


def highlight(source):
    """Return source as HTML spans, escaped, without a frame around them."""
    pygments = needed("pygments")
    lexer = needed("pygments.lexers").PythonLexer(stripnl=False)
    formatter = needed("pygments.formatters").HtmlFormatter(nowrap=True)
    return pygments.highlight(source, lexer, formatter)
