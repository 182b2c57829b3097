"""The pages in a browser: what they draw, how they answer, and that they ask for nothing."""

import pytest

pytest.importorskip("jinja2", reason="pages need it: pip install emolab[report]")
pytest.importorskip("latex2mathml", reason="pages need it: pip install emolab[report]")
pytest.importorskip("pygments", reason="pages need it: pip install emolab[report]")

import emolab.papers  # noqa: E402
from emolab.papers.export import export  # noqa: E402
from tests.chromium import Browser, chromium  # noqa: E402
from tests.contrast import check_contrast  # noqa: E402
from tests.papers.page_reader import Reader  # noqa: E402

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(chromium() is None, reason="Chromium is not installed: apt install chromium"),
]
PAGES = ("index.html", *(f"{paper}.html" for paper in emolab.papers.PAPERS))


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    export(folder)
    return folder


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with Browser(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_complains_nothing_is_fetched_nothing_sticks_out(browser, pages, name, width):
    browser.open(pages / name, width)
    assert browser.complaints() == []
    assert [url for url in browser.requests() if not url.startswith(("file:", "data:"))] == []
    assert sum(url.startswith("file:") for url in browser.requests()) == 1
    assert browser.ask("document.documentElement.scrollWidth") <= width


def test_the_harness_hears_complaints_and_requests(browser, tmp_path):
    path = tmp_path / "bad.html"
    path.write_text(
        '<script>console.error("x"); nothere()</script><img src="gone.png"><p style="width:999px">x'
    )
    browser.open(path, 360)
    said = " ".join(browser.complaints())
    assert "Uncaught" in said and "'x'" in said
    assert any(url.endswith("gone.png") for url in browser.requests())
    assert browser.ask("document.documentElement.scrollWidth") > 360


@pytest.mark.parametrize("colour, seen", [("#767676", True), ("#777777", False)])  # 4.54 and 4.48
def test_the_harness_sees_faint_text(browser, tmp_path, colour, seen):
    path = tmp_path / "faint.html"
    path.write_text(f'<body style="background: #fff"><details><p style="color: {colour}">x</details>')
    if seen:
        check_contrast(browser, path, dark=False)
    else:
        with pytest.raises(AssertionError, match="P. rgb"):
            check_contrast(browser, path, dark=False)


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", PAGES[1:])
def test_formulas_are_seen(browser, pages, name, width):
    browser.open(pages / name, width)
    sizes = browser.ask(
        "[...document.querySelectorAll('math')].map(m => {const r = m.getBoundingClientRect();"
        "return [r.width, r.height, r.left]})"
    )
    entries = emolab.papers.ledger.entries(name.removesuffix(".html"))
    assert len(sizes) == sum(bool(e.printed) + bool(e.intended) for e in entries)
    assert all(w > 10 and h > 10 and 0 <= left < width for w, h, left in sizes)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", PAGES)
def test_text_stands_out_from_what_is_behind_it(browser, pages, name, dark):
    check_contrast(browser, pages / name, dark, least=100)


def shown(browser):
    return browser.ask(
        "[...document.querySelectorAll('[data-find]')].filter(e => e.offsetParent).map(e => e.id)"
    )


@pytest.mark.parametrize("width", [360, 1440])
def test_search_finds_an_equation(browser, pages, width):
    browser.open(pages / "song2021.html", width)
    everything = len(shown(browser))
    browser.ask("document.getElementById('search').focus()")
    browser.type("2.8")
    assert "eq-2-8" in shown(browser) and len(shown(browser)) < everything / 10
    assert browser.ask("document.getElementById('search-found').textContent").endswith(
        f"of {everything} shown"
    )
    browser.ask("document.getElementById('search').select()")
    browser.type("softmax MISPRINT")
    hits = "[...document.querySelectorAll('[data-find]')].filter(e => e.offsetParent)"
    verdicts = f"{hits}.map(e => e.className)"
    assert "eq-2-8" in shown(browser) and set(browser.ask(verdicts)) == {"entry misprint"}
    browser.ask("document.getElementById('search').select()")
    browser.type("zzzz (")
    assert shown(browser) == []
    browser.ask("location.hash = '#eq-2-9'")
    assert (
        browser.ask("new Promise(r => setTimeout(() => r(document.getElementById('search').value), 100))")
        == ""
    )
    assert len(shown(browser)) == everything


def test_search_in_the_index_leads_to_the_page(browser, pages):
    browser.open(pages / "index.html")
    browser.ask("document.getElementById('search').focus()")
    browser.type("song2021 gru candidate")
    href = browser.ask(
        "[...document.querySelectorAll('[data-find]')].find(e => e.offsetParent).querySelector('a').href"
    )
    page, _, anchor = href.rpartition("/")[2].partition("#")
    assert page == "song2021.html"
    browser.open(pages / page, fragment=f"#{anchor}")
    top = browser.ask(f"document.getElementById('{anchor}').getBoundingClientRect().top")
    assert -1 <= top < 300


def test_all_can_be_reached_with_the_keys(browser, pages):
    browser.open(pages / "liu2021.html", 1440)
    wanted = browser.ask(
        "[...document.querySelectorAll('a[href], input, summary, [tabindex=\"0\"]')]"
        ".filter(e => e.checkVisibility() && e.getClientRects().length)"
        ".map((e, i) => {e.dataset.nth = i; return i})"
    )
    seen, order = set(), []
    for _ in range(len(wanted) + 2):
        browser.press("Tab", "Tab", 9)
        at, outline = browser.ask(
            "[document.activeElement.dataset.nth, getComputedStyle(document.activeElement).outlineWidth]"
        )
        if at is None:
            break
        assert outline == "3px", f"element {at} does not show its focus"
        order.append(int(at))
        seen.add(int(at))
    assert seen == set(wanted)
    assert order[0] == 0 and order == sorted(order)


def test_the_skip_link_skips(browser, pages):
    browser.open(pages / "zhu2022.html", 1440)
    browser.press("Tab", "Tab", 9)
    assert browser.ask("document.activeElement.className") == "skip"
    assert browser.ask("document.activeElement.getBoundingClientRect().left") >= 0
    browser.press("Enter", "Enter", 13)
    browser.ask("document.activeElement.click()")
    assert browser.ask("new Promise(r => setTimeout(() => r(document.activeElement.id), 100))") == "main"


def test_code_unfolds_where_a_link_leads(browser, pages):
    browser.open(pages / "song2021.html", 1440)
    folded = browser.ask("document.querySelector('details[id]:not([open])').id")
    browser.ask(f"location.hash = '#{folded}'")
    opened = f"new Promise(r => setTimeout(() => r(document.getElementById('{folded}').open), 100))"
    assert browser.ask(opened) is True


def test_links_between_the_pages_lead_somewhere(pages):
    read = {name: Reader((pages / name).read_text(encoding="utf-8")) for name in PAGES}
    for name, page in read.items():
        assert not page.wrong and not page.open and len(page.ids) == len(set(page.ids))
        for href in page.hrefs:
            target, _, anchor = href.partition("#")
            assert not anchor or anchor in read[target or name].ids, f"{name}: {href}"


@pytest.mark.parametrize("name", PAGES)
def test_headings_and_language(browser, pages, name):
    browser.open(pages / name)
    assert browser.ask("document.documentElement.lang") == "en"
    levels = browser.ask("[...document.querySelectorAll('h1, h2, h3, h4')].map(h => Number(h.tagName[1]))")
    assert levels.count(1) == 1 and all(b - a <= 1 for a, b in zip(levels, levels[1:]))
    assert browser.ask("document.querySelectorAll('main').length") == 1
    unnamed = "[...document.querySelectorAll('a')].filter(a => !a.textContent.trim()).length"
    assert browser.ask(unnamed) == 0


def test_pages_print_without_what_serves_the_screen(browser, pages):
    browser.open(pages / "liu2026.html", 800)
    browser.call("Emulation.setEmulatedMedia", media="print")
    seen = browser.ask(
        "[...document.querySelectorAll('.search, .top, .skip')].filter(e => e.checkVisibility()).length"
    )
    assert seen == 0
    assert browser.ask("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert browser.ask("document.querySelectorAll('article math').length") > 20
    pdf = browser.call("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)["data"]
    browser.call("Emulation.setEmulatedMedia", media="")
    assert len(pdf) > 100_000
