"""Run a tutorial without a window: its cells in order, with what each prints and draws."""

import ast
import contextlib
import io
import linecache
import sys
import time
import traceback
import types
from pathlib import Path
from typing import NamedTuple

import emolab
from emolab.core.errors import DataError
from emolab.core.progress import progress

DPI = 110


class Output(NamedTuple):
    """What a cell gave."""

    kind: str  # "text" or "figure"
    text: str = ""
    png: bytes = b""


class Executed(NamedTuple):
    """A tutorial that was run."""

    outputs: tuple  # for each cell a tuple of Output; empty for prose
    seconds: float


def run_cells(tutorial, show=False):
    """Run a tutorial's code from top to bottom in a fresh module, and return what its cells gave.

    show      whether to show progress on the error stream
    Errors    DataError with the file, the line and the error where a cell breaks off
    """
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    start = time.perf_counter()
    module = types.ModuleType("__main__")
    module.__file__ = str(tutorial.path)
    outputs = []
    with _main(module), contextlib.ExitStack() as stack:
        stack.callback(plt.close, "all")
        stack.enter_context(
            emolab.use(emolab.backend())
        )  # a page that switches the backend keeps it to itself
        cells = progress(tutorial.cells, tutorial.name, unit="cells", wanted=show)
        for cell in cells:
            outputs.append(() if cell.prose else _run_cell(cell, tutorial, module, plt))
    return Executed(tuple(outputs), time.perf_counter() - start)


@contextlib.contextmanager
def _main(module):
    before, path = sys.modules["__main__"], sys.path.copy()
    sys.modules["__main__"] = module
    try:
        yield
    finally:
        sys.modules["__main__"] = before
        sys.path[:] = path


def _run_cell(cell, tutorial, module, plt):
    found, printed = [], io.StringIO()

    def collect():
        if printed.getvalue():
            found.append(Output("text", printed.getvalue()))
            printed.seek(0)
            printed.truncate()

    def show(*args, **kwargs):
        collect()
        for number in plt.get_fignums():
            buffer = io.BytesIO()
            plt.figure(number).savefig(buffer, format="png", dpi=DPI)
            found.append(Output("figure", png=buffer.getvalue()))
        plt.close("all")

    name = str(tutorial.path)
    linecache.checkcache(name)
    before = plt.show
    plt.show = show
    try:
        tree = ast.parse(cell.text, name)
        ast.increment_lineno(tree, cell.line - 1)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        with contextlib.redirect_stdout(printed):
            exec(compile(tree, name, "exec"), module.__dict__)
            value = None if last is None else eval(_value(last, name), module.__dict__)
            if value is not None and not _is_call_on_axes(value):
                printed.write(f"{value!r}\n")  # as a notebook does
    except SyntaxError as error:  # its line counts from the cell's first
        line = cell.line - 1 + (error.lineno or 1)
        raise DataError(f"{name}, line {line}: Python cannot read this ({error.msg})") from error
    except Exception as error:  # a page may raise anything
        frames = reversed(traceback.extract_tb(error.__traceback__))
        line = next((frame.lineno for frame in frames if frame.filename == name), cell.line)
        said = str(error) or cell.text.splitlines()[line - cell.line].strip()  # a bare assert: its line
        raise DataError(f"{name}, line {line}: {type(error).__name__}: {said}") from error
    finally:
        plt.show = before
    collect()
    return tuple(found)


def _value(expression, name):
    return compile(ast.Expression(expression.value), name, "eval")


def _is_call_on_axes(value):
    return type(value).__module__.startswith("matplotlib.")


def save_figures(executed, folder):
    """Write the figures of a run into a folder, numbered; what an earlier run left there goes.

    Returns   their paths
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("figure_[0-9][0-9].png"):
        old.unlink()
    figures = [output for cell in executed.outputs for output in cell if output.kind == "figure"]
    paths = [folder / f"figure_{i:02d}.png" for i in range(1, len(figures) + 1)]
    for path, figure in zip(paths, figures):
        path.write_bytes(figure.png)
    return paths
