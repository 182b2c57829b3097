"""The book without a browser: every page is whole, its links lead somewhere, its formulas can be drawn."""

import re
import sys

import pytest

pytest.importorskip("jinja2", reason="pages need it: pip install emolab[report]")
pytest.importorskip("latex2mathml", reason="pages need it: pip install emolab[report]")
pytest.importorskip("markdown_it", reason="pages need it: pip install emolab[report]")

import emolab.papers  # noqa: E402
from emolab.core.errors import ArgumentError, MissingExtra  # noqa: E402
from emolab.papers.export.contents import entry_anchors  # noqa: E402
from emolab.papers.ledger import entries  # noqa: E402
from emolab.teach.book.build import build, write_book  # noqa: E402
from emolab.teach.book.code import linked_code, numbered_code  # noqa: E402
from emolab.teach.book.contents import figure_words, page_of  # noqa: E402
from emolab.teach.book.names import code_links, find_code, imported, word_place  # noqa: E402
from emolab.teach.book.prose import Prose, plain, with_fences  # noqa: E402
from emolab.teach.run_cells import Output, run_cells  # noqa: E402
from emolab.teach.tutorials import read_tutorial, tutorials  # noqa: E402
from tests.papers import made_paper  # noqa: E402
from tests.papers.page_reader import Reader  # noqa: E402
from tests.teach import made_tutorial  # noqa: E402

MADE = "17_made_page"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A made page that was run, and all tutorials that were not."""
    folder = tmp_path_factory.mktemp("book")
    made = read_tutorial(made_tutorial.write(tmp_path_factory.mktemp("made"), name=f"{MADE}.py"))
    write_book(folder, [(made, run_cells(made)), *((tutorial, None) for tutorial in tutorials())])
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
            for path in folder.rglob("*.html")}  # fmt: skip


def test_every_page_is_whole_and_asks_for_nothing(book):
    assert {"index.html", f"{MADE}.html", "01_from_sound_to_mfcc.html"} <= set(book)
    for name, text in book.items():
        read = Reader(text)
        assert not read.wrong and not read.open, (name, read.wrong[:3], read.open)
        assert len(read.ids) == len(set(read.ids)), name
        assert all(source.startswith("data:") for source in read.sources) and read.scripts == 1, name
        assert not re.search(r"@import|url\(", text), name


def test_links_lead_somewhere(book):
    ids = {name: set(Reader(text).ids) for name, text in book.items()}
    for paper in emolab.papers.PAPERS:
        ids[f"ledger/{paper}.html"] = set(entry_anchors(entries(paper)).values())
    ids["ledger/index.html"] = set()
    to_ledger = to_code = 0
    for name, text in book.items():
        for href in Reader(text).hrefs:
            page, _, anchor = href.partition("#")
            folder = name.rpartition("/")[0]
            target = page.removeprefix("../") if page.startswith("../") else f"{folder}/{page}".strip("/")
            target = name if not page else target
            assert target in ids, f"{name}: {href}"
            assert not anchor or anchor in ids[target], f"{name}: {href}"
            to_ledger += target.startswith("ledger/") and bool(anchor)
            to_code += target.startswith("source/")
    assert to_ledger > 20 and to_code > 100


def test_formula_numbers_lead_to_the_ledger_and_code_to_its_line(book):
    page = book[f"{MADE}.html"]
    assert '<a href="ledger/song2021.html#eq-2-25">2.25</a>' in page
    assert '<a href="ledger/song2021.html#eq-2-23">2.23</a>' in page
    file, line = find_code("emolab.audio.hamming")
    assert f'href="source/emolab-audio-windows.html#L{line}" title="{file}:{line}"' in page
    source = book["source/emolab-audio-windows.html"]
    shown = re.search(rf'id="L{line}">(.*)', source)[1]
    assert "hamming" in shown or "@" in shown
    assert 'href="source/emolab-audio-windows.html#L1"><code>emolab/audio/windows.py</code>' in page
    assert "<code>no.such.name</code>" in page


def test_prose_is_drawn_and_escaped(book):
    page = book[f"{MADE}.html"]
    main = page.partition("<main")[2].partition("<footer")[0]
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    assert page.count("<math") == 5 and "munderover" in page and "mfrac" in page and "$" not in main
    assert '<p class="misprint">' in page and '<p class="try">' in page and "<table>" in page
    assert "<code>.sum()</code>" in page and "`" not in main
    assert 'alt="Figure: a window"' in page and 'alt="Figure: all alike"' in page
    assert page.count("data:image/png") == 3 and "largest &lt; " in page
    assert page.count('<details class="answer">') == 2  # what one is to guess is folded
    assert "Another page" in page


def test_each_tutorial_draws_its_formulas(book):
    for tutorial in tutorials():
        text = book[f"{tutorial.name}.html"]
        assert text.count("<math") >= 5, tutorial.name
        assert "\\frac" not in text and "$$" not in text, tutorial.name


def test_search_finds_sections(book):
    hits = re.findall(r'data-find="([^"]*)"><a href="([^"]+)"', book["index.html"])
    found = [href for words, href in hits if "hamming" in words and "cos" in words]
    assert f"{MADE}.html#section-3-1" in found
    assert plain("**A** `b` [c](d) $x_1^2$") == "A b c x₁²"


def test_names_in_code_are_those_of_the_library():
    known = {"audio": "emolab.audio", "mfcc": "emolab.audio.mfcc", "nn": "emolab.nn"}
    text = 'ä = "ö"; y = audio.mfcc(x)\nz = mfcc(nn.LSTM(3).forward, nn, nn.no_such, x.audio.mfcc)'
    found = [(text[link.start : link.end], link.file) for link in code_links(text, known)]
    assert [name for name, _ in found] == ["audio.mfcc", "mfcc", "nn.LSTM"]
    assert found[2][1] == "emolab/nn/lstm.py"
    assert word_place("audio.mfcc(signal, rate)", known) == find_code("emolab.audio.mfcc")
    assert word_place("audio", known) is None and word_place("os.path", known) is None
    assert word_place("emolab/../setup.py", known) is None


def test_a_name_that_the_page_assigns_is_its_own(tmp_path):
    text = made_tutorial.TEXT.replace("answer = 400", "nn = 3; answer = 400")
    known = imported(read_tutorial(made_tutorial.write(tmp_path, text)))
    assert known == {"emolab": "emolab", "audio": "emolab.audio", "mfcc": "emolab.audio.mfcc"}


def test_code_keeps_its_text():
    text = 'def f(x):\n    """Two\n    lines <b>."""\n    return f"{x!r} & {audio.mfcc}"  # ä\n'
    links = code_links(text, {"audio": "emolab.audio"})
    for shown in (linked_code(text, links, lambda link: "#"), numbered_code(text)):
        bare = re.sub(r'<a class="at".*?</a>|<[^>]+>', "", shown)
        bare = bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        assert bare.rstrip("\n") == text.rstrip("\n")
        read = Reader(shown)
        assert not read.wrong and not read.open
    assert all(f'id="L{i}"' in numbered_code(text) for i in range(1, 5))


def test_a_figure_in_words():
    code = 'a.set(title="one", xlabel="x")\nb.set_title(f"two {k} three")\nf.suptitle("one")\nc.set(title=t)'
    assert figure_words(code) == "one; two three"


@pytest.mark.parametrize(
    "module", ["jinja2", "markdown_it", "mdit_py_plugins.dollarmath", "latex2mathml.converter"]
)
def test_a_missing_package_is_named_before_anything_runs(monkeypatch, tmp_path, module):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtra, match=r"pip install 'emolab\[report\]'"):
        build(tmp_path / "book", notebooks=False)
    assert not (tmp_path / "book").exists()


@pytest.mark.parametrize("module", ["jupytext", "nbclient", "ipykernel"])
def test_notebooks_name_their_extra(monkeypatch, tmp_path, module):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtra, match=r"pip install 'emolab\[notebook\]'"):
        build(tmp_path / "book")


def test_build_runs_writes_and_exports(monkeypatch, tmp_path):
    made_paper.install(monkeypatch)
    path = made_tutorial.write(tmp_path)
    built = build(tmp_path / "book", [path], notebooks=False)
    assert built.index == tmp_path / "book" / "index.html" and built.failed == 0
    assert {p.name for p in built.pages} == {"03_made_page.html", "index.html"}
    assert {p.name for p in built.ledger} == {"made2020.html", "index.html"}
    assert built.sources and built.notebooks == ()
    assert (tmp_path / "book" / "03_made_page.html").read_text(encoding="utf-8").count("data:image/png") == 3


def test_latex_that_cannot_be_read_is_told_with_its_page(tmp_path):
    text = made_tutorial.TEXT.replace(r"\frac{a}{b}", r"\nosuch{a}")
    made = read_tutorial(made_tutorial.write(tmp_path, text))
    with pytest.raises(ArgumentError, match="tutorial 03"):
        write_book(tmp_path / "book", [(made, None)])


def test_a_pair_of_bars_has_two_alike_sides():
    assert with_fences(r"\max(|a|, |x_t|)") == r"\max(\left|a\right|, \left|x_t\right|)"
    assert with_fences("r(|i - j|) = |f(x)|") == r"r(\left|i - j\right|) = \left|f(x)\right|"
    for kept in (r"p(a | b)\,p(c | d)", r"\|x\|", r"\left| x \right|", r"\Big| x \Big|", r"\frac{|a}{b|}"):
        assert with_fences(kept) == kept
    shown = Prose(lambda word: None, {}, "here").render("$2|w|$ and\n\n$$|X(b)| = 1$$\n")
    assert shown.count('form="prefix">&#x0007C;') == shown.count('form="postfix">&#x0007C;') == 2


def test_what_is_printed_in_pieces_is_shown_as_one(tmp_path):
    made = read_tutorial(made_tutorial.write(tmp_path, name=f"{MADE}.py"))
    run = run_cells(made)
    first = next(i for i, outputs in enumerate(run.outputs) if any(o.kind == "text" for o in outputs))
    pieces = (Output("text", "one\n"), Output("text", "two\n"), *run.outputs[first])
    outputs = (*run.outputs[:first], pieces, *run.outputs[first + 1 :])
    blocks = [b for part in page_of(made, run._replace(outputs=outputs), {}).parts for b in part.blocks]
    assert next(b.outputs[0].text for b in blocks if b.outputs).startswith("one\ntwo")
