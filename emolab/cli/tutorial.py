"""emolab tutorial: sixteen pages to read, run, and make a book of."""

from emolab.cli.main import add_verb
from emolab.cli.papers_read import add_kind
from emolab.cli.text_table import text_table
from emolab.core.errors import MissingExtra

EXAMPLE = "emolab tutorial open 1"


def add_parser(verbs):
    """Add the verb `tutorial` with what it can do."""
    parser = add_verb(verbs, "tutorial", EXAMPLE)
    kinds = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    kind = add_kind(kinds, "list", "list the tutorials: how long, whether run, their exercises",
                    "emolab tutorial list")  # fmt: skip
    kind.set_defaults(run=run_list)

    kind = add_kind(kinds, "open", "write a tutorial as a notebook into this folder, and start Jupyter",
                    "emolab tutorial open 1", json_too=False)  # fmt: skip
    kind.add_argument("which", metavar="N", help="its number, or a part of its name")
    kind.add_argument("--fresh", action="store_true", help="begin anew where the notebook is there already")
    kind.add_argument("--write-only", action="store_true", help="write the notebook and start nothing")
    kind.set_defaults(run=run_open)

    kind = add_kind(kinds, "run", "run a tutorial from top to bottom, and keep its figures as files",
                    "emolab tutorial run 1", json_too=False)  # fmt: skip
    kind.add_argument("which", metavar="N", help="its number, a part of its name, or your copy of the file")
    kind.add_argument("--out", metavar="FOLDER", help="where to put the figures (default: the cache folder)")
    kind.set_defaults(run=run_one)

    kind = add_kind(kinds, "build", "run tutorials, write notebooks and a book that needs no network",
                    "emolab tutorial build --out book", json_too=False)  # fmt: skip
    kind.add_argument("which", nargs="*", metavar="N", help="some tutorials (default: all)")
    kind.add_argument("--out", default="emolab-book", metavar="FOLDER", help="default: %(default)s")
    kind.add_argument("--no-notebooks", action="store_true", help="write the book alone, without Jupyter")
    kind.add_argument("--jobs", type=int, default=1, metavar="N",
                      help="tutorials at once; their own timings suffer (default: 1)")  # fmt: skip
    kind.set_defaults(run=run_build)


def run_list(arguments):
    """Print the tutorials."""
    import json

    from emolab.teach.runs import was_run
    from emolab.teach.tutorials import tutorials

    found = [
        {"number": t.number, "title": t.title, "minutes": t.minutes, "run": was_run(t),
         "exercises": list(t.exercises), "file": str(t.path)}
        for t in tutorials()
    ]  # fmt: skip
    if arguments.json:
        print(json.dumps(found, indent=2))
        return 0
    rows = [
        (f["number"], f["title"], f["minutes"] or "?", f["run"], ", ".join(f["exercises"]) or "none")
        for f in found
    ]
    print("\n".join(text_table(("number", "title", "minutes", "run", "exercises"), rows)))
    print("\nemolab tutorial open N opens one as a notebook, emolab tutorial run N runs it without one")
    return 0


def run_open(arguments):
    """Write the notebook and start Jupyter."""
    from emolab.teach.notebooks import open_notebook
    from emolab.teach.tutorials import find_tutorial

    tutorial = find_tutorial(arguments.which)
    try:
        path, kept, command = open_notebook(tutorial, ".", arguments.fresh, start=not arguments.write_only)
    except MissingExtra as error:
        error.add_note(f"without Jupyter: read and change a copy of {tutorial.path}")
        error.add_note(
            f"and run it:  emolab tutorial run COPY.py; as it is:  emolab tutorial run {tutorial.number}"
        )
        raise
    if kept:
        print(f"{path} is there already and is opened as you left it (--fresh begins anew)")
    else:
        print(f"{path} written")
    if command is None:
        return 0
    import subprocess

    print("Jupyter starts; Ctrl-C twice here ends it", flush=True)
    return 1 if subprocess.call(command) else 0


def run_one(arguments):
    """Run one tutorial and say where its figures are."""
    from emolab.teach.run_cells import run_cells, save_figures
    from emolab.teach.runs import figures_folder, remember_run
    from emolab.teach.tutorials import find_tutorial

    tutorial = find_tutorial(arguments.which)
    print(f"{tutorial.number}. {tutorial.title}: {tutorial.path}", flush=True)
    executed = run_cells(tutorial, show=True)
    for outputs in executed.outputs:
        for output in outputs:
            if output.kind == "text":
                print(output.text, end="" if output.text.endswith("\n") else "\n")
    paths = save_figures(executed, arguments.out or figures_folder(tutorial))
    if not arguments.which.endswith(".py"):
        remember_run(tutorial, executed.seconds)
    print(f"all cells ran and all answers hold, in {executed.seconds:.0f} s")
    if paths:
        print(f"{len(paths)} figures: {paths[0]} to {paths[-1].name}")
    for name in tutorial.exercises:
        print(f"next: emolab exercise start {name}")
    return 0


def run_build(arguments):
    """Build the notebooks and the book."""
    from emolab.core.errors import ArgumentError
    from emolab.teach.book import build

    if arguments.jobs < 1:
        raise ArgumentError(f"--jobs is {arguments.jobs}, it must be 1 or more")
    built = build(
        arguments.out, arguments.which, notebooks=not arguments.no_notebooks, jobs=arguments.jobs, show=True
    )
    for path in built.notebooks:
        print(path)
    print(
        f"pages: {len(built.pages)} to read, {len(built.sources)} of code, {len(built.ledger)} of the ledger"
    )
    print(f"open {built.index}")
    if built.failed:
        print(
            f"{built.failed} checks or audits of the ledger found what they should not; its pages mark them"
        )
    return 1 if built.failed else 0
