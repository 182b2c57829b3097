"""What `emolab exercise` prints: the task, and what came out of a check, in at most 100 columns."""

import textwrap

from emolab.cli.demo import IN_DEMO
from emolab.cli.text_table import text_table

WIDTH = 100
WORDS = {"passed": "passed", "missed": "MISSED", "broke": "BROKE", "slow": "SLOW", "refused": "NOT RUN",
         "unwritten": "to do"}  # fmt: skip


def wrapped(text, indent=""):
    """Return a text's lines, at most 100 columns wide."""
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent) or [""]


def title(one):
    """Return an exercise's heading."""
    equations = ", ".join(one.equations)
    return f"{one.name}: {one.title}" + (f" ({equations})" if equations else "")


def task_lines(one, path, new):
    """Yield the task of an exercise, and where its file is."""
    yield from wrapped(title(one))
    yield f"tutorial {one.topic}, about {one.minutes} minutes, {one.points:g} points"
    yield ""
    for line in flowing(one.task.strip().splitlines()):
        yield from wrapped(line) if len(line) > WIDTH and not line.startswith("$$") else [line]
    yield ""
    yield f"{'written' if new else 'already there, left as it is'}: {path}"
    yield f"next: open it, write your part, then  emolab exercise check {one.name}"


def flowing(lines):
    """Return a task's lines with those of one paragraph joined; formulas, lists and code stay as they are."""
    found, inside, before = [], False, True
    for line in lines:
        apart = inside or not line.strip() or line.startswith(("$$", " ", "- ", "|"))
        if apart or before:
            found.append(line)
        else:
            found[-1] += f" {line}"
        inside ^= line.count("$$") == 1  # a formula may last several lines
        before = apart
    return found


def report_lines(one, path, report, book):
    """Yield what came out of a check."""
    yield from wrapped(f"{title(one)}  {path}")
    refused = next((test for test in report.outcomes if test.status == "refused"), None)
    if refused is not None:
        yield from wrapped(refused.said, "  ")
        yield "no test was run"
    else:
        for test in report.outcomes:
            if test.visible:
                yield from test_lines(test)
        yield hidden_line(report)
        for test in report.outcomes:
            if test.visible and test.tables:
                yield from gradient_lines(test)
        yield from printed_lines(report)
    if report.mutant is not None:
        yield from wrapped(f"tutor: {report.mutant.says}")
    yield from ending(one, report, book)


def test_lines(test):
    """Yield the lines of one visible test."""
    yield from wrapped(f"{WORDS[test.status]:<8}{test.property}", "  ")
    if test.status == "unwritten":
        yield f"{'':10}line {test.line} is still the gap"
    elif not test.passed:
        yield from wrapped(test.said, " " * 10)
        if test.line:
            yield from wrapped(f"line {test.line}: {test.text}", " " * 10)


def hidden_line(report):
    """Say how many of the hidden checks passed, and no more of them than that."""
    hidden = [test for test in report.outcomes if not test.visible]
    passed = sum(test.passed for test in hidden)
    slow = sum(test.status == "slow" for test in hidden)
    return f"  hidden checks: {passed} of {len(hidden)} passed" + (f", {slow} out of time" if slow else "")


def gradient_lines(test):
    """Yield the table of a test's gradient checks."""
    rows = [
        (f"d{row.name}", row.shape, f"{row.error:.1e}", "passed" if row.passed else "FAILED", row.worst)
        for rows in test.tables
        for row in rows
    ]
    yield f"  gradients against differences, {test.property}:"
    for line in text_table(("what", "shape", "error", "verdict", "largest difference"), rows, WIDTH - 4):
        yield "    " + line


def printed_lines(report):
    """Yield what the answer printed in its first visible test that printed something."""
    test = next((test for test in report.outcomes if test.visible and test.printed.strip()), None)
    if test is not None:
        yield f"  printed in the test of {test.property}:"
        for line in test.printed.splitlines()[:12]:
            yield "    | " + line[: WIDTH - 6]


def ending(one, report, book):
    """Yield the points, and what to do next."""
    yield f"{report.points:.3g} of {report.out_of:g} points"
    if report.passed:
        following = book.next()
        yield "all passed" + ("" if following is None else f"; next: emolab exercise start {following.name}")
        if one.plugs:
            name = one.plugs.rpartition(".")[2].removesuffix("_forward").removesuffix("_backward")
            yield f"it can stand in for the library's {name} where a run computes with it:"
            yield f"  emolab {'demo' if one.name in IN_DEMO else 'train SYSTEM'} --use {book.path(one.name)}"
        return
    given = book.state(one.name)["hints"]
    if given < len(one.hints):
        yield f"a hint: emolab exercise hint {one.name} ({given} of {len(one.hints)} seen)"


def as_dict(one, path, report):
    """Return a report as plain values for JSON: of hidden tests the count alone."""
    hidden = [test for test in report.outcomes if not test.visible]
    keys = ("test", "property", "status", "said", "line")
    return {
        "exercise": one.name,
        "file": str(path),
        "passed": report.passed,
        "points": report.points,
        "out_of": report.out_of,
        "visible": [{key: getattr(test, key) for key in keys} for test in report.outcomes if test.visible],
        "hidden": {"passed": sum(test.passed for test in hidden), "of": len(hidden)},
        "tutor": None if report.mutant is None else report.mutant.says,
    }
