import re
import sys
import xml.etree.ElementTree as xml

import pytest

pytest.importorskip("jinja2", reason="pages need it: pip install emolab[report]")
pytest.importorskip("latex2mathml", reason="pages need it: pip install emolab[report]")
pytest.importorskip("pygments", reason="pages need it: pip install emolab[report]")

from emolab.core.errors import ArgumentError, MissingExtra  # noqa: E402
from emolab.papers.code_place import code_place  # noqa: E402
from emolab.papers.export import export  # noqa: E402
from emolab.papers.export.mathml import mathml  # noqa: E402
from emolab.papers.export.pages import powers  # noqa: E402
from emolab.papers.export.printed_tables import printed_tables  # noqa: E402
from emolab.papers.ledger import swapped  # noqa: E402
from tests.papers import made_paper  # noqa: E402
from tests.papers.page_reader import Reader  # noqa: E402


@pytest.fixture
def pages(monkeypatch, tmp_path):
    made_paper.install(monkeypatch)
    found = export(tmp_path)
    return {path.name: path.read_text(encoding="utf-8") for path in found.files}


def test_a_page_for_each_paper_and_an_index(pages):
    assert set(pages) == {"made2020.html", "index.html"}


@pytest.mark.parametrize("name", ["made2020.html", "index.html"])
def test_pages_are_whole_and_ask_for_nothing(pages, name):
    text = pages[name]
    read = Reader(text)
    assert not read.wrong and not read.open
    assert len(read.ids) == len(set(read.ids))
    assert read.sources == ["data:,"] and read.scripts == 1
    assert not re.search(r"@import|url\(|https?://(?!www\.w3\.org/1998/Math)", text)


@pytest.mark.parametrize("name", ["made2020.html", "index.html"])
def test_links_lead_somewhere(pages, name):
    ids = {page: set(Reader(text).ids) for page, text in pages.items()}
    hrefs = Reader(pages[name]).hrefs
    assert hrefs
    for href in hrefs:
        page, _, anchor = href.partition("#")
        assert (page or name) in pages, href
        assert not anchor or anchor in ids[page or name], href


def test_code_and_formula_lead_to_each_other(pages):
    page = pages["made2020.html"]
    assert 'id="code-relu_forward"' in page and 'href="#code-relu_forward"' in page
    article = re.search(r'<article[^>]*id="eq-1-14".*?</article>', page, re.DOTALL)[0]
    assert 'href="#eq-1-15"' in article  # what the code implements also
    assert "emolab/nn/relu.py:" in article and '<span class="nf">relu_forward</span>' in article
    assert 'href="made2020.html#code-relu_forward"' in pages["index.html"]


def test_everything_is_escaped(pages):
    for text in pages.values():
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


def test_errata_verdicts_and_results_are_shown(pages):
    page = pages["made2020.html"]
    article = re.search(r'<article[^>]*id="eq-1-1".*?</article>', page, re.DOTALL)[0]
    assert article.count("<math") == 2 and "Erratum." in article and "printed" in article
    assert "The check holds" in article and "largest difference" in article
    assert "232 / 294 = 78.91" in page


def test_tables_stand_beside_their_audits(pages):
    table = re.search(
        r'<div class="data" id="table-table-1">.*?\n</div>\n', pages["made2020.html"], re.DOTALL
    )[0]
    assert "the overall accuracy is 78.5" in table and "does not hold" in table
    assert "an unnamed unit" not in table  # which is of Table 10


def test_a_failing_check_is_marked(monkeypatch, tmp_path):
    made_paper.install(monkeypatch)
    with swapped("relu_forward", lambda x: (x, None)):
        found = export(tmp_path)
    page = (tmp_path / "made2020.html").read_text(encoding="utf-8")
    assert found.failed == 2 and page.count("The check fails") == 2 and "2 of the checks" in page


@pytest.mark.parametrize("module", ["jinja2", "latex2mathml.converter", "pygments"])
def test_a_missing_package_is_named(monkeypatch, tmp_path, module):
    made_paper.install(monkeypatch)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtra, match=r"pip install 'emolab\[report\]'"):
        export(tmp_path)
    assert not list(tmp_path.iterdir())


def test_mathml_joins_words_and_lifts_bounds():
    root = xml.fromstring(mathml(r"\mathrm{softmax}(x) = \sum_{i=1}^{n} x_i < \arg 3"))
    tags = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert "munderover" in tags and root.get("display") == "block"
    texts = [element.text for element in root.iter()]
    assert {"softmax", "arg"} <= set(texts) and "<" in texts and "∑" in texts


@pytest.mark.parametrize("latex", [r"\nosuchcommand{x}", r"\frac{a", r"\left( x"])
def test_latex_that_cannot_be_read_is_told_with_its_place(latex):
    with pytest.raises(ArgumentError, match="made2020 1.1"):
        mathml(latex, "made2020 1.1")


def test_all_formulas_of_the_papers_can_be_drawn():
    import emolab.papers
    from emolab.papers.ledger import entries

    count = 0
    for paper in emolab.papers.PAPERS:
        for entry in entries(paper):
            for latex in filter(None, (entry.printed, entry.intended)):
                xml.fromstring(mathml(latex, f"{paper} {entry.number}"))
                count += 1
    assert count > 100


def test_tables_keep_their_numbers_and_notes():
    found = {table.title: table for table in printed_tables("liu2026")}
    figure = found["Figure 10"]
    assert figure.heading[1:] == tuple(row[0] for row in figure.rows) and figure.heading[1] == "trust"
    assert figure.rows[0][1:5] == ("0.93", "0.03", "0.02", "0")
    assert found["Table 3"].heading[:3] == ("", "", "proposed")
    songs = {table.title: table for table in printed_tables("song2021")}
    assert "prose gives 79" in songs["Table 4.1"].note


def test_code_is_found_where_it_stands():
    place = code_place("emolab.papers.song2021.settings.PAPER")
    assert place.file == "emolab/papers/song2021/settings.py" and place.source.startswith("PAPER")
    assert code_place("emolab.papers.song2021.PAPER") == place._replace(name="emolab.papers.song2021.PAPER")
    relu = code_place("relu")
    assert "def relu(x):" in relu.source and relu.kernel == "emolab/kernels/relu.py"
    with pytest.raises(ArgumentError):
        code_place("emolab.nn.NoSuchLayer")


def test_small_numbers_are_written_as_powers():
    assert powers("off 1.3e-16 (at most 1e-10)") == "off 1.3·10⁻¹⁶ (at most 10⁻¹⁰)"
    assert powers("2.0e+03; 1e+00, 0.0e+00.") == "2.0·10³; 1, 0."
    assert powers("x1e-10 and file1.e-3") == "x1e-10 and file1.e-3"


def test_all_code_of_the_papers_is_found():
    import emolab.papers
    from emolab.papers.ledger import entries

    names = {name for paper in emolab.papers.PAPERS for entry in entries(paper) for name in entry.code}
    places = [code_place(name) for name in names]
    assert len(places) > 50 and all(p.source and p.line > 0 and p.file.startswith("emolab/") for p in places)
