"""Gradescope: a submission's results.json, and a folder that is zipped to be its autograder."""

import sys
from pathlib import Path

from emolab.core.errors import EmolabError
from emolab.core.files import write_json

AFTER = "after_published"  # hidden tests count at once, and are seen when the instructor publishes the grades


def gradescope_result(result):
    """Return one submission's result in Gradescope's form, plain values."""
    tests = []
    for number, one in enumerate(result["exercises"], 1):
        for k, test in enumerate(one["tests"], 1):
            tests.append({
                "name": f"{one['name']}: {test['property']}", "number": f"{number}.{k}",
                "score": test["points"],
                "max_score": test["out_of"], "status": "passed" if test["status"] == "passed" else "failed",
                "visibility": "visible" if test["visible"] else AFTER, "tags": [one["name"]],
                "output": _words(test),
            })  # fmt: skip
    said = [f"{one['name']}: {one['trouble'] or one['error']}" for one in result["exercises"]
            if one["trouble"] or one["error"]]  # fmt: skip
    said += [f"{one['name']}: {one['mutant']['says']}" for one in result["exercises"] if shows_mutant(one)]
    return {
        "execution_time": result["seconds"], "output": "\n".join(said), "visibility": "visible",
        "stdout_visibility": "hidden", "tests": tests, "extra_data": {"notes": result["notes"]},
    }  # fmt: skip


def shows_mutant(one):
    """Whether a student may read what is said to the mistake: only where a visible test shows it too."""
    failed = any(test["visible"] and test["status"] != "passed" for test in one["tests"])
    return bool(one["mutant"]) and failed


def _words(test):
    if test["status"] == "passed":
        return ""
    where = f"\nline {test['line']}: {test['text']}" if test["line"] else ""
    printed = f"\nit printed:\n{test['printed']}" if test["printed"] and test["visible"] else ""
    return f"{test['said']}{where}{printed}"


def main(arguments=None):
    """Grade one submission inside Gradescope: FOLDER OUT NAME..., with the status of a command."""
    from emolab.teach.grading.grade import grade_submission
    from emolab.teach.grading.submissions import read_submission

    folder, out, *names = sys.argv[1:] if arguments is None else arguments
    try:
        result = grade_submission(read_submission("submission", Path(folder), names))
        write_json(out, gradescope_result(result))
    except EmolabError as error:
        said = f"This could not be graded, which is no fault of yours. Tell your instructor: {error}"
        write_json(out, {"score": 0, "output": said, "stdout_visibility": "hidden"})
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
