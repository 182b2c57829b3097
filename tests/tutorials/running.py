"""Run tutorials in tests: a file of tests takes every fourth of them, so that they spread."""

from pathlib import Path

import numba
import pytest

import emolab
from emolab.teach.run_cells import run_cells
from emolab.teach.tutorials import read_tutorial

FOLDER = Path(__file__).resolve().parents[2] / "tutorials"
PARTS = 4


def part(which):
    """Return the paths of one part of the tutorials, as parameters of a test."""
    return [_parameter(path) for path in sorted(FOLDER.glob("[0-9][0-9]_*.py"))[which::PARTS]]


def _parameter(path):
    compiles = numba.config.DISABLE_JIT and "numba.njit" in path.read_text(encoding="utf-8")
    marks = pytest.mark.skipif(
        compiles, reason="the tutorial compiles loops of its own, which take hours in Python"
    )
    return pytest.param(path, id=path.stem, marks=marks)


def check_run(path):
    """Run a tutorial: it breaks off nowhere, draws at each plt.show(), and leaves no trace."""
    # without the compiler kernels are loops of Python, which take hours over pictures: formulas take seconds
    with emolab.use("numpy" if numba.config.DISABLE_JIT else emolab.backend()):
        before = emolab.backend()
        tutorial = read_tutorial(path)
        executed = run_cells(tutorial)
        assert emolab.backend() == before, "a tutorial leaves the backend as it found it"
    figures = [o for outputs in executed.outputs for o in outputs if o.kind == "figure"]
    assert len(figures) >= 3
    for cell, outputs in zip(tutorial.cells, executed.outputs):
        shown = sum(output.kind == "figure" for output in outputs)
        assert shown or "plt.show()" not in cell.text, f"line {cell.line}: plt.show() with nothing to show"
    assert all(len(figure.png) > 3000 for figure in figures), "a picture has something in it"
