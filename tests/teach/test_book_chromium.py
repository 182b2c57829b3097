"""The book in a browser: what it draws, how it answers, and that it asks for nothing."""

import pytest

pytest.importorskip("jinja2", reason="pages need it: pip install emolab[report]")
pytest.importorskip("latex2mathml", reason="pages need it: pip install emolab[report]")
pytest.importorskip("markdown_it", reason="pages need it: pip install emolab[report]")

from emolab.teach.book.build import build, write_book  # noqa: E402
from emolab.teach.run_cells import run_cells  # noqa: E402
from emolab.teach.tutorials import read_tutorial, tutorials  # noqa: E402
from tests.chromium import Browser, chromium  # noqa: E402
from tests.contrast import check_contrast  # noqa: E402
from tests.teach import made_tutorial  # noqa: E402

pytestmark = pytest.mark.skipif(chromium() is None, reason="Chromium is not installed: apt install chromium")
MADE = "17_made_page.html"
NAMES = [f"{tutorial.name}.html" for tutorial in tutorials()]
PAGES = ["index.html", MADE, "source/emolab-audio-windows.html", *NAMES]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A made page that was run, and all tutorials that were not."""
    folder = tmp_path_factory.mktemp("book")
    made = read_tutorial(
        made_tutorial.write(tmp_path_factory.mktemp("made"), name=MADE.replace(".html", ".py"))
    )
    write_book(folder, [(made, run_cells(made)), *((tutorial, None) for tutorial in tutorials())])
    return folder


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with Browser(tmp_path_factory.mktemp("profile")) as running:
        yield running


def check_quiet(browser, path, width):
    """Nothing complains, nothing is fetched, nothing sticks out."""
    browser.open(path, width)
    assert browser.complaints() == []
    assert [url for url in browser.requests() if not url.startswith(("file:", "data:"))] == []
    assert sum(url.startswith("file:") for url in browser.requests()) == 1
    browser.ask("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert browser.ask("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_complains_nothing_is_fetched_nothing_sticks_out(browser, book, name, width):
    check_quiet(browser, book / name, width)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", PAGES)
def test_text_stands_out_from_what_is_behind_it(browser, book, name, dark):
    check_contrast(browser, book / name, dark, least=20)


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_formulas_and_figures_are_seen(browser, book, name, width):
    browser.open(book / name, width)
    sizes = browser.ask(
        "[...document.querySelectorAll('main math, main img')].map(m => {const r = m.getBoundingClientRect();"
        "return [r.width, r.height, r.left]})"
    )
    assert all(w > 4 and h > 4 and left >= 0 for w, h, left in sizes)
    assert len(sizes) >= 8 or name.startswith(("source/", "index"))
    headings = browser.ask("[...document.querySelectorAll('h1, h2, h3, h4')].map(h => Number(h.tagName[1]))")
    assert headings.count(1) == 1 and all(b - a <= 1 for a, b in zip(headings, headings[1:]))
    assert browser.ask("[...document.querySelectorAll('a')].filter(a => !a.textContent.trim()).length") == 0
    assert (
        browser.ask("[...document.querySelectorAll('img')].filter(i => !i.hasAttribute('alt')).length") == 0
    )


def shown(browser):
    return browser.ask("[...document.querySelectorAll('[data-find]')].filter(e => e.offsetParent).length")


def test_search_on_a_page_and_over_all(browser, book):
    browser.open(book / MADE)
    assert shown(browser) == 5
    browser.ask("document.getElementById('search').focus()")
    browser.type("2.8 misprint")
    assert shown(browser) == 1
    assert browser.ask("document.getElementById('search-found').textContent") == "1 of 5 shown"
    browser.ask("location.hash = '#section-3-3'")
    assert (
        browser.ask("new Promise(r => setTimeout(() => r(document.getElementById('search').value), 100))")
        == ""
    )
    assert shown(browser) == 5

    browser.open(book / "index.html", 360)
    everything = shown(browser)
    browser.ask("document.getElementById('search').focus()")
    browser.type("window harmless")
    assert shown(browser) == 1 < everything
    assert browser.ask("[...document.querySelectorAll('.chapter')].filter(e => e.offsetParent).length") == 1
    href = browser.ask(
        "[...document.querySelectorAll('[data-find]')].find(e => e.offsetParent).querySelector('a').href"
    )
    page, _, anchor = href.rpartition("/")[2].partition("#")
    browser.open(book / page, fragment=f"#{anchor}")
    assert -1 <= browser.ask(f"document.getElementById('{anchor}').getBoundingClientRect().top") < 300


@pytest.mark.parametrize("name", ["index.html", MADE])
def test_all_can_be_reached_with_the_keys(browser, book, name):
    browser.open(book / name, 360)
    wanted = browser.ask(
        "[...document.querySelectorAll('a[href], input, summary, [tabindex=\"0\"]')]"
        ".filter(e => e.checkVisibility() && e.getClientRects().length)"
        ".map((e, i) => {e.dataset.nth = i; return i})"
    )
    order = []
    for _ in range(len(wanted) + 2):
        browser.press("Tab", "Tab", 9)
        at, outline = browser.ask(
            "[document.activeElement.dataset.nth, getComputedStyle(document.activeElement).outlineWidth]"
        )
        if at is None:
            break
        assert outline == "3px", f"element {at} does not show its focus"
        order.append(int(at))
    assert order == wanted
    if name == MADE:  # its figures are wider than the telephone and scroll
        assert browser.ask("document.querySelectorAll('figure.picture[tabindex=\"0\"]').length") == 3


def test_a_line_of_code_is_marked_where_a_link_leads(browser, book):
    browser.open(book / MADE)
    href = browser.ask("document.querySelector('pre a[href*=windows]').getAttribute('href')")
    page, _, anchor = href.partition("#")
    browser.open(book / page, fragment=f"#{anchor}")
    top, colour, plain = browser.ask(
        f"(() => {{const e = document.getElementById('{anchor}'); "
        "const c = x => getComputedStyle(x).backgroundColor;"
        "return [e.getBoundingClientRect().top, c(e), c(e.nextElementSibling)]})()"
    )
    assert -1 <= top < 900 and colour != plain


@pytest.mark.slow
def test_the_whole_book(browser, tmp_path_factory):
    """Every tutorial, run, with the ledger beside it."""
    built = build(tmp_path_factory.mktemp("whole"), notebooks=False)
    assert built.failed == 0 and len(built.pages) == len(NAMES) + 1
    for path in (*built.pages, *built.sources):
        for width in (360, 1440):
            check_quiet(browser, path, width)
        for dark in (False, True):
            check_contrast(browser, path, dark)
