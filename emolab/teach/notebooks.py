"""Tutorials as notebooks: converted by jupytext, executed by nbclient."""

import importlib.util
import os
import re
import sys
import time
from pathlib import Path

import emolab
from emolab.core.errors import DataError, FileError
from emolab.core.files import write_text
from emolab.papers.export.needed import needed
from emolab.teach.run_cells import Executed, Output

SECONDS = 600  # for one cell
GUESS = "# put your guess"  # how a line of a tutorial ends that is the reader's to fill


def notebook_of(tutorial):
    """Return a tutorial as a notebook's tree.

    Errors    MissingExtra where jupytext is not installed
    """
    jupytext = needed("jupytext", "notebook", "notebooks need")
    notebook = jupytext.read(tutorial.path, fmt="py:percent")
    notebook.metadata.pop("jupytext", None)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":  # a neighbour is a notebook too
            cell.source = re.sub(r"\]\((\d\d_\w+)\.py\)", r"](\1.ipynb)", cell.source)
    return notebook


def open_notebook(tutorial, folder=".", fresh=False, start=True):
    """Write a tutorial as a notebook, unless it is there, and say how to start Jupyter with it.

    Returns   (path, whether an older one was kept, the command or None)
    Errors    MissingExtra where jupytext or, to start it, Jupyter is not installed
    """
    needed("jupytext", "notebook", "notebooks need")
    program = next((name for name in ("jupyterlab", "notebook") if importlib.util.find_spec(name)), None)
    if start and program is None:
        needed("jupyterlab", "notebook", "opening a notebook needs")
    path = Path(folder) / f"{tutorial.name}.ipynb"
    kept = path.exists() and not fresh
    if not kept:
        write_notebook(_unanswered(notebook_of(tutorial)), path)
    return path, kept, [sys.executable, "-m", program, str(path)] if start else None


def _unanswered(notebook):
    """Leave the places for guesses open: the page shows its own answer there, so that it runs."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = re.sub(rf"^([\w, ]+= ).*(  {GUESS})", r"\1...\2", cell.source, flags=re.MULTILINE)
    return notebook


def write_notebook(notebook, path):
    """Write a notebook's tree to a file."""
    write_text(path, needed("nbformat", "notebook", "notebooks need").writes(notebook) + "\n")


def execute_notebook(tutorial, folder):
    """Run a tutorial as a notebook in a folder of its own.

    Returns   (the notebook with its outputs, Executed)
    Errors    DataError with the cell's error; MissingExtra
    """
    nbclient = needed("nbclient", "notebook", "executed notebooks need")
    needed("ipykernel", "notebook", "executed notebooks need")
    notebook = notebook_of(tutorial)
    start = time.perf_counter()
    client = nbclient.NotebookClient(
        notebook,
        timeout=SECONDS,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],  # its warnings speak of servers
        resources={"metadata": {"path": str(folder)}},
    )
    try:
        client.execute(env=_environment())
    except nbclient.exceptions.CellExecutionError as error:
        raise DataError(f"{tutorial.path} as a notebook: {error.ename}: {error.evalue}") from error
    except (nbclient.exceptions.DeadKernelError, TimeoutError, RuntimeError) as error:  # of the kernel itself
        raise DataError(f"{tutorial.path} as a notebook: {error}") from error
    seconds = time.perf_counter() - start
    if len(notebook.cells) != len(tutorial.cells):
        raise FileError(
            f"{tutorial.path}: jupytext reads {len(notebook.cells)} cells, not {len(tutorial.cells)}"
        )
    return notebook, Executed(tuple(_outputs(cell) for cell in notebook.cells), seconds)


def _environment():
    """This process's environment, in which a notebook finds this emolab, also one that is not installed."""
    root = str(Path(emolab.__file__).resolve().parent.parent)
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    inline = "module://matplotlib_inline.backend_inline"  # whatever draws elsewhere
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "MPLBACKEND": inline}


def _outputs(cell):
    import base64

    found = []
    for output in cell.get("outputs", ()):
        if output.output_type == "stream" and output.name == "stdout":
            found.append(Output("text", output.text))
        elif "image/png" in output.get("data", {}):
            found.append(Output("figure", png=base64.b64decode(output.data["image/png"])))
        elif output.output_type == "execute_result" and "matplotlib" not in output.data["text/plain"]:
            found.append(Output("text", output.data["text/plain"] + "\n"))
    return tuple(found)
