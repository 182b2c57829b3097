"""emolab assignment: exercises handed out to a class, and what comes back graded."""

from emolab.cli.bank import check_folder
from emolab.cli.main import add_verb
from emolab.cli.papers_read import add_kind
from emolab.cli.text_table import text_table

EXAMPLE = """emolab assignment release --exercises hamming dct_two --out week1
  emolab assignment grade handed-in/ --exercises hamming dct_two --out grades"""


def add_parser(verbs):
    """Add the verb `assignment` with what it can do."""
    parser = add_verb(verbs, "assignment", EXAMPLE)
    kinds = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    kind = add_kind(kinds, "release", "write a handout: stubs, visible tests, a readme, a notebook",
                    "emolab assignment release --exercises hamming --out week1", json_too=False)  # fmt: skip
    _exercises(kind, True)
    kind.add_argument("--out", required=True, metavar="FOLDER", help="a new folder")
    kind.add_argument(
        "--title", default="Assignment", help="what the handout is called (default: %(default)s)"
    )
    kind.set_defaults(run=run_release)

    kind = add_kind(kinds, "grade", "grade a class: a folder with a folder or a zip file for each student",
                    "emolab assignment grade handed-in/ --out grades --jobs 2")  # fmt: skip
    kind.add_argument("submissions", metavar="SUBMISSIONS", help="the folder with all submissions")
    _exercises(kind, False)
    kind.add_argument("--out", required=True, metavar="FOLDER",
                      help="what is finished there and has not changed is not graded again")  # fmt: skip
    kind.add_argument(
        "--name", default="emolab", help="the assignment's name in the tables (default: %(default)s)"
    )
    kind.add_argument("--jobs", type=int, default=1, metavar="N", help="submissions at once (default: 1)")
    kind.add_argument("--executor", metavar="dask://HOST:PORT", help="grade on a Dask cluster")
    kind.add_argument("--reveal", action="store_true", help="show the hidden tests on the students' pages")
    kind.add_argument("--similar", type=float, default=0.9, metavar="SHARE",
                      help="list answers that share so much (default: %(default)s)")  # fmt: skip
    kind.add_argument("--no-pages", action="store_true", help="write tables and JSON alone")
    kind.set_defaults(run=run_grade)

    kind = add_kind(kinds, "gradescope", "write an autograder's folder, to be zipped for Gradescope",
                    "emolab assignment gradescope --exercises hamming --out ag", json_too=False)  # fmt: skip
    _exercises(kind, True)
    kind.add_argument("--out", required=True, metavar="FOLDER", help="a new folder")
    kind.set_defaults(run=run_gradescope)


def _exercises(kind, required):
    more = "" if required else " (default: all of the bank that somebody handed in)"
    kind.add_argument("--exercises", nargs="+", required=required, default=[], metavar="NAME",
                      help=f"names of exercises; emolab bank list shows them{more}")  # fmt: skip
    kind.add_argument("--bank", metavar="FOLDER", help="another bank than emolab's own")


def run_release(arguments):
    """Write a handout."""
    from emolab.teach.grading import release

    check_folder(arguments.bank)
    for path in release(arguments.exercises, arguments.out, arguments.title, arguments.bank):
        print(path)
    print("hand out the whole folder; it holds no solution, no mistake of the catalogue and no hidden test")
    return 0


def run_grade(arguments):
    """Grade a class and write all about it; status 1 where the grader itself failed on something."""
    import json

    from emolab.core.errors import ArgumentError
    from emolab.teach.grading import grade_class
    from emolab.teach.grading.report import write_report

    check_folder(arguments.bank)
    if arguments.jobs < 1:
        raise ArgumentError(f"--jobs is {arguments.jobs}, it must be 1 or more")
    if not 0 < arguments.similar <= 1:
        raise ArgumentError(f"--similar is {arguments.similar}, it must be above 0 and at most 1")
    if not arguments.no_pages:
        from emolab.papers.export.pages import page_environment

        page_environment()  # a missing extra is named before the work
    graded = grade_class(
        arguments.submissions,
        arguments.out,
        arguments.exercises,
        arguments.executor,
        arguments.jobs,
        arguments.bank,
        show=True,
    )
    summary, paths = write_report(
        graded, arguments.out, arguments.name, arguments.reveal, arguments.similar, not arguments.no_pages
    )
    if arguments.json:
        print(json.dumps(summary, indent=2))
    else:
        print("\n".join(describe(graded, summary)))
        print("\n".join(map(str, paths)))
    return 1 if summary["not_graded"] else 0


def describe(graded, summary):
    """Yield the lines of a summary."""
    kept = f", {graded.kept} of them as they were graded before" if graded.kept else ""
    yield f"{summary['students']} submissions{kept}"
    rows = []
    for one in summary["exercises"]:
        worst = max(one["tests"], key=lambda test: test["failed"])
        mistakes = sorted((m for m in one["mutants"] if m["count"]), key=lambda m: -m["count"])
        said = ", ".join(f"{m['name']} {m['count']}" for m in mistakes[:3]) or "none"
        rows.append((one["name"], f"{one['mean']:g} of {one['out_of']:g}", one["full"],
                     f"{worst['property']} ({worst['failed']})", said, len(one["trouble"])))  # fmt: skip
    heading = ("exercise", "mean", "in full", "fails most often", "known mistakes", "not run")
    yield from text_table(heading, rows)
    yield f"mean {summary['mean']:g}, median {summary['median']:g} of {summary['out_of']:g} points"
    for found in summary["not_graded"]:
        yield f"NOT GRADED {found['student']}, {found['exercise']}: {found['why']}; run the command again"
    for name in summary["left_out"]:
        yield f"left out {name}: neither a folder nor a zip file"
    for note in summary["notes"]:
        yield f"note: {note}"


def run_gradescope(arguments):
    """Write the autograder's folder."""
    from emolab.teach.grading.autograder import write_autograder

    check_folder(arguments.bank)
    for path in write_autograder(arguments.exercises, arguments.out, arguments.bank):
        print(path)
    print(f"zip its content, not the folder itself: (cd {arguments.out} && zip -qr ../autograder.zip .)")
    return 0
