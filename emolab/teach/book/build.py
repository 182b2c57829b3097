"""Run the tutorials and write notebooks, the book, the code it leads to, and the ledger beside it."""

import concurrent.futures
import functools
import multiprocessing
import tempfile
from pathlib import Path
from typing import NamedTuple

from emolab.core.files import write_text
from emolab.core.progress import progress
from emolab.papers.export import export
from emolab.papers.export.contents import slug
from emolab.papers.export.needed import needed
from emolab.papers.export.pages import made, page_environment
from emolab.teach.book.code import numbered_code
from emolab.teach.book.contents import page_name, page_of, source_name
from emolab.teach.book.names import ROOT
from emolab.teach.notebooks import execute_notebook, write_notebook
from emolab.teach.run_cells import run_cells
from emolab.teach.tutorials import find_tutorial, read_tutorial, tutorials

TEMPLATES = Path(__file__).parent / "templates"


class Built(NamedTuple):
    """What was written."""

    index: Path
    pages: tuple
    sources: tuple
    notebooks: tuple
    ledger: tuple
    failed: int  # checks and audits of the ledger that did not find what they should


def build(folder, which=(), notebooks=True, jobs=1, show=False):
    """Run tutorials and write the book into a folder.

    which     numbers or names, all without any
    notebooks whether to run them as notebooks, which are written too; else as scripts
    jobs      how many run at once
    show      whether to show progress on the error stream
    Errors    MissingExtra; ArgumentError for an unknown tutorial; DataError where one breaks off
    """
    _all_installed(notebooks)
    folder = Path(folder)
    chosen = [find_tutorial(name) for name in which] or list(tutorials())
    run = functools.partial(_execute, notebooks=str(folder / "notebooks") if notebooks else None)
    paths = [str(tutorial.path) for tutorial in chosen]
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(jobs, context, max_tasks_per_child=1) as pool:
        runs = [pool.submit(run, path) for path in paths]
        try:
            executed = [r.result() for r in progress(runs, "tutorials", unit="tutorials", wanted=show)]
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    ledger = export(folder / "ledger", show)
    pages, sources = write_book(folder, list(zip(chosen, executed)))
    written = tuple(folder / "notebooks" / f"{t.name}.ipynb" for t in chosen) if notebooks else ()
    return Built(pages[-1], pages, sources, written, ledger.files, ledger.failed)


def _all_installed(notebooks):
    page_environment()
    for module in ("markdown_it", "mdit_py_plugins.dollarmath"):
        needed(module)
    for module in ("jupytext", "nbclient", "nbformat", "ipykernel") if notebooks else ():
        needed(module, "notebook", "executed notebooks need")


def _execute(path, notebooks):
    """Run one tutorial, in a process of its own."""
    tutorial = read_tutorial(path)
    if notebooks is None:
        return run_cells(tutorial)
    with tempfile.TemporaryDirectory() as scratch:
        notebook, executed = execute_notebook(tutorial, scratch)
    write_notebook(notebook, Path(notebooks) / f"{tutorial.name}.ipynb")
    return executed


def write_book(folder, chosen):
    """Write the pages of tutorials into a folder.

    chosen    [(tutorial, Executed or None)], in the order of the book
    Returns   (paths of the pages, the index last; paths of the pages of code)
    """
    folder = Path(folder)
    environment = page_environment(TEMPLATES)
    names = {tutorial.path.name: page_name(tutorial) for tutorial, _ in chosen}
    pages = [page_of(tutorial, executed, names) for tutorial, executed in chosen]
    common = {"pages": pages, "made": made(), "slug": slug, "marks": {}, "source_name": source_name}
    written = []
    for i, page in enumerate(pages):
        before, after = pages[i - 1] if i else None, pages[i + 1] if i + 1 < len(pages) else None
        seconds = chosen[i][1].seconds if chosen[i][1] else None
        shown = environment.get_template("tutorial.html").render(
            page=page, before=before, after=after, seconds=seconds, up="", **common
        )
        written.append(_write(folder / page.href, shown))
    sources = [
        _write(folder / source_name(file), environment.get_template("source.html").render(
            file=file, code=numbered_code((ROOT / file).read_text(encoding="utf-8")), up="../",
            pages_of=[page for page in pages if file in page.sources], **common))
        for file in sorted({file for page in pages for file in page.sources})
    ]  # fmt: skip
    shown = environment.get_template("book.html").render(up="", **common)
    written.append(_write(folder / "index.html", shown))
    return tuple(written), tuple(sources)


def _write(path, text):
    write_text(path, text)
    return path
