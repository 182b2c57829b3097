"""Prose as HTML: formulas as MathML, equations' numbers and names of code as links."""

import html
import re

from emolab.papers.export.contents import slug
from emolab.papers.export.mathml import mathml
from emolab.papers.export.needed import needed
from emolab.papers.unicode_formula import unicode_formula
from emolab.teach.book.code import linked_code
from emolab.teach.citations import citations

NO_BAR = r"(?<!\\)(?<!\\left)(?<!\\right)(?<!\\Big)"  # before a bar: this one is something else
WHOLE = r"(?:[^{}|]|\{(?:[^{}|]|\{[^{}|]*\})*\})+"  # no brace is opened in it or closed that has no partner
BARS = re.compile(rf"{NO_BAR}\|(?![^|(]*\))({WHOLE}){NO_BAR}\|")  # nor in p(a | b) p(c | d)
LONG = 30  # characters of a formula that may be wider than a telephone
PARAGRAPHS = {"Question": "question", "Misprint": "misprint", "Try it": "try", "Formula": "formula-said",
              "Speed": "speed"}  # fmt: skip


class Prose:
    """A renderer of one page's prose.

    links     (word set as code) -> address or None
    pages     {file of a tutorial: address}; a link to one that is not there becomes plain text
    where     named in an error
    """

    def __init__(self, links, pages, where):
        self.links, self.pages, self.where = links, pages, where
        kind = needed("markdown_it").MarkdownIt
        dollars = needed("mdit_py_plugins.dollarmath").dollarmath_plugin
        self.reader = kind("commonmark", {"html": False}).enable("table").use(dollars, double_inline=True)
        rules = {
            "math_inline": self._inline, "math_inline_double": self._block, "math_block": self._block,
            "code_inline": self._code, "fence": self._fence, "code_block": self._fence,
            "link_open": self._link_open, "link_close": self._link_close, "table_open": self._table_open,
            "table_close": self._table_close,
        }  # fmt: skip
        for name, rule in rules.items():
            self.reader.add_render_rule(name, lambda _, tokens, i, options, env, rule=rule: rule(tokens, i))
        self.dropped = []

    def render(self, text, paper=None):
        """Return a text as HTML.

        paper     the paper that was named last before it
        """
        text = re.sub(r"(?<!\n)\n(?=\*\*[A-Z][^*\n]*\*\*)", "\n\n", text)  # a lead begins a paragraph
        shown = self.reader.render(_with_ledger(text, paper))
        for word, name in PARAGRAPHS.items():
            shown = re.sub(rf"<p>(?=<strong>{word}\b)", f'<p class="{name}">', shown)
        return shown

    def line(self, text):
        """Return one line, such as a title, as HTML."""
        return self.reader.renderInline(text)

    def _inline(self, tokens, i):
        latex = tokens[i].content
        long = ' class="long scroll"' if len(unicode_formula(latex)) > LONG else ' class="short"'
        return f"<span{long}>{mathml(with_fences(latex), self.where, 'inline')}</span>"

    def _block(self, tokens, i):
        shown = mathml(with_fences(tokens[i].content), self.where)
        if tokens[i].type == "math_block":
            return f'<div class="formula"><div class="scroll">{shown}</div></div>\n'
        return f'<span class="formula"><span class="scroll">{shown}</span></span>'  # inside a paragraph

    def _code(self, tokens, i):
        word = tokens[i].content
        href = self.links(word)
        shown = f"<code>{html.escape(word, quote=False)}</code>"
        return f'<a href="{html.escape(href)}">{shown}</a>' if href else shown

    def _fence(self, tokens, i):
        text = tokens[i].content.rstrip("\n")
        python = (tokens[i].info or "").strip() == "python"
        shown = linked_code(text) if python else html.escape(text, quote=False)
        return f'<pre class="scroll" role="region" aria-label="Example"><code>{shown}</code></pre>\n'

    def _link_open(self, tokens, i):
        target = tokens[i].attrs["href"]
        if target.endswith(".py") and "/" not in target:
            target = self.pages.get(target)
        self.dropped.append(target is None)
        return "" if target is None else f'<a href="{html.escape(target)}">'

    def _link_close(self, tokens, i):
        return "" if self.dropped.pop() else "</a>"

    def _table_open(self, tokens, i):
        return '<div class="scroll"><table>\n'

    def _table_close(self, tokens, i):
        return "</table></div>\n"


def with_fences(latex):
    r"""Return LaTeX in which |x| is \left|x\right|: a browser gives both bars of a pair the same room."""
    return BARS.sub(r"\\left|\1\\right|", latex)


def _with_ledger(text, paper):
    """The text with a link at each number of an equation."""
    for cited in reversed(citations(text, paper)):
        if cited.entry is not None:
            target = f"ledger/{cited.paper}.html#eq-{slug(cited.entry.number)}"
            text = f"{text[: cited.start]}[{cited.number}]({target}){text[cited.end :]}"
    return text


def plain(text):
    """Return prose without its signs, for a search."""
    text = re.sub(r"\$\$?(.+?)\$\$?", lambda match: unicode_formula(match[1]), text, flags=re.DOTALL)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return " ".join(re.sub(r"[`*#|]+", "", text).split())
