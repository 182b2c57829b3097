"""Pages of a graded class: one for each student, one for the instructor of each, and a summary."""

from pathlib import Path

from emolab.core.files import write_text
from emolab.papers.export.contents import slug
from emolab.papers.export.pages import made, page_environment
from emolab.teach.grading.file_names import file_name
from emolab.teach.grading.gradescope import shows_mutant

TEMPLATES = Path(__file__).parent / "templates"
STATUSES = {  # what a reader is told
    "passed": "passed", "missed": "not met", "broke": "broke off", "slow": "out of time",
    "refused": "not run", "unwritten": "not written",
}  # fmt: skip


def write_pages(graded, summary, out, assignment="emolab", reveal=False):
    """Write students/NAME.html, instructor/NAME.html and summary.html; returns the summary's path.

    reveal    whether the students' pages show the hidden tests too
    Errors    MissingExtra where the extra `report` is not installed
    """
    environment = page_environment(TEMPLATES)
    environment.globals.update(shows_mutant=shows_mutant, statuses=STATUSES, points=points)
    out = Path(out)
    common = {"assignment": assignment, "made": made(), "slug": slug, "marks": {}, "file_name": file_name}
    template = environment.get_template("student.html")
    for result in graded.results:
        name = f"{file_name(result['student'])}.html"
        for folder, whole in (("students", reveal), ("instructor", True)):
            shown = template.render(result=result, whole=whole, instructor=folder == "instructor",
                                    pending=pending(result), **common)  # fmt: skip
            write_text(out / folder / name, shown)
    shown = environment.get_template("summary.html").render(
        summary=summary, results=graded.results, exercises=graded.exercises, **common
    )
    write_text(out / "summary.html", shown)
    return out / "summary.html"


def pending(result):
    """Return (how many hidden tests a result has, what they are worth)."""
    hidden = [test for one in result["exercises"] for test in one["tests"] if not test["visible"]]
    return len(hidden), sum(test["out_of"] for test in hidden)


def points(value):
    """Return points in short: 4, 2.5, 1.33."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
