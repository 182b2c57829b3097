"""Grades as tables: one row a student, one row a test, and the columns that nbgrader's own export has."""

import csv
import io
from pathlib import Path

from emolab.core.files import write_json, write_text

NBGRADER = ("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
            "raw_score",             "late_submission_penalty", "score", "max_score")  # fmt: skip
TESTS = ("student", "exercise", "test", "property", "visible", "status", "points", "out_of", "said", "mutant")


def write_sheets(graded, summary, out, assignment="emolab"):
    """Write grades.csv, tests.csv, nbgrader.csv, grades.json and summary.json; returns their paths."""
    out = Path(out)
    names = [one.name for one in graded.exercises]
    tables = {
        "grades.csv": [
            ("student", "points", "out_of", "percent", *names, "trouble"),
            *map(_row, graded.results),
        ],
        "tests.csv": [TESTS, *(row for result in graded.results for row in _test_rows(result))],
        "nbgrader.csv": [NBGRADER, *(_nbgrader(result, assignment) for result in graded.results)],
    }
    for name, rows in tables.items():
        write_text(out / name, table(rows))
    write_json(out / "grades.json", {"assignment": assignment, "results": list(graded.results)})
    write_json(out / "summary.json", {"assignment": assignment, **summary})
    return [out / name for name in (*tables, "grades.json", "summary.json")]


def table(rows):
    """Return rows as CSV; no cell is taken for a formula by a spreadsheet."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return buffer.getvalue()


def _harmless(cell):
    if not isinstance(cell, str):
        return cell
    cell = cell.replace("\0", " ").replace("\r", " ")
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t")) else cell


def _row(result):
    said = (one["trouble"] or one["error"] for one in result["exercises"])
    trouble = "; ".join(dict.fromkeys(filter(None, said)))  # a broken zip file is said once
    percent = round(100 * result["points"] / result["out_of"], 1) if result["out_of"] else 0
    points = [one["points"] for one in result["exercises"]]
    return (result["student"], result["points"], result["out_of"], percent, *points, trouble)


def _test_rows(result):
    for one in result["exercises"]:
        mutant = one["mutant"]["name"] if one["mutant"] else ""
        for test in one["tests"]:
            yield (result["student"], one["name"], test["test"], test["property"],
                   "visible" if test["visible"] else "hidden", test["status"], test["points"], test["out_of"],
                   test["said"], mutant)  # fmt: skip


def _nbgrader(result, assignment):
    score = result["points"]
    return (
        assignment,
        "",
        result["handed_in"],
        result["student"],
        "",
        "",
        "",
        score,
        0.0,
        score,
        result["out_of"],
    )
