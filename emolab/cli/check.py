"""emolab check: every backward against central differences of its forward, as a table."""

import difflib
import json
import sys

import emolab
from emolab.cli.main import add_verb
from emolab.core.errors import ArgumentError


def add_parser(verbs):
    """Add the verb's options."""
    parser = add_verb(verbs, "check", "emolab check lstm gru --seed 1")
    parser.add_argument("layer", nargs="*", metavar="LAYER", help="only layers whose name begins so")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="draws other inputs (default 0)")
    parser.add_argument("--json", action="store_true", help="print JSON for a program to read")
    parser.set_defaults(run=run)


def run(arguments):
    """Check the cases and print them; status 1 where one fails."""
    from tqdm import tqdm

    if arguments.seed < 0:
        raise ArgumentError(f"--seed must be 0 or more, not {arguments.seed}")
    cases = choose(arguments.layer)
    results = []
    with tqdm(cases, unit="layer", delay=1, leave=False, file=sys.stderr) as bar:
        for case in bar:
            bar.set_description(case.name, refresh=False)
            results.append(check_case(case, arguments.seed))
    passed = all(result["passed"] for result in results)
    if arguments.json:
        found = {"backend": emolab.backend(), "seed": arguments.seed, "passed": passed, "cases": results}
        print(json.dumps(found, indent=2, allow_nan=False))
    else:
        print("\n".join(table(results)))
    return 0 if passed else 1


def choose(names):
    """Return the cases that the names begin, all for none.

    Errors    ArgumentError for a name that begins no case, with the nearest ones
    """
    from emolab.nn.gradient_case import gradient_cases

    cases = gradient_cases()
    if not names:
        return list(cases.values())
    chosen = {}
    for name in names:
        found = {key: case for key, case in cases.items() if key.lower().startswith(name.lower())}
        if not found:
            by_lower = {key.lower(): key for key in cases}
            near = difflib.get_close_matches(name.lower(), by_lower, n=4, cutoff=0.4)
            hint = f"; did you mean {', '.join(by_lower[key] for key in near)}?" if near else ""
            raise ArgumentError(f"emolab check: no layer is called {name!r}{hint} (emolab check lists all)")
        chosen |= found
    return list(chosen.values())


def check_case(case, seed):
    """Return one case's report as plain values; an error inside it is a failure with its message."""
    try:
        report = case.check(seed)
    except Exception as error:  # a broken layer fails its own row, not the whole table
        said = f"{type(error).__name__}: {error}"
        return {"name": case.name, "covers": list(case.covers), "passed": False, "error": None,
                "rows": [], "message": said}  # fmt: skip
    message = ""
    if not report.passed:
        try:
            report.raise_if_failed()
        except AssertionError as error:
            message = str(error)
    return {"name": case.name, "covers": list(case.covers), **report.as_dict(), "message": message}


def table(results):
    """Return the lines of the table: a row a case, then what failed and how, then the count."""
    width = max(5, *(len(result["name"]) for result in results))
    tensors = [" ".join(row["name"] for row in result["rows"]) for result in results]
    room = min(44, max(7, *(len(text) for text in tensors)))
    yield f"{'layer':<{width}}  {'tensors':<{room}}  {'worst error':>11}  {'step':>6}  verdict"
    for result, text in zip(results, tensors):
        text = text if len(text) <= room else text[: room - 3] + "..."
        error = "-" if result["error"] is None else f"{result['error']:.1e}"
        step = min((row["step"] for row in result["rows"]), default=None)
        step = "-" if step is None else f"{step:.0e}"
        verdict = "passed" if result["passed"] else "FAILED"
        yield f"{result['name']:<{width}}  {text:<{room}}  {error:>11}  {step:>6}  {verdict}"
    failed = [result for result in results if not result["passed"]]
    for result in failed:
        yield f"{result['name']}: {result['message']}"
    count = f"{len(results)} layers, {len(results) - len(failed)} passed, {len(failed)} failed"
    allowed = max((result["tolerance"] for result in results if "tolerance" in result), default=1e-7)
    yield f"{count} (backend {emolab.backend()}, float64, tolerance {allowed:.0e})"
