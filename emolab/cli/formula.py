"""emolab formula: which equations a function implements; without a name, what has none."""

import inspect
import json

from emolab.cli.main import add_verb
from emolab.cli.text_table import text_table


def add_parser(verbs):
    """Add the verb's options."""
    parser = add_verb(verbs, "formula", "emolab formula mfcc")
    parser.add_argument(
        "name", nargs="?", metavar="NAME", help="a function or class, such as mfcc or gru_forward"
    )
    parser.add_argument("--json", action="store_true", help="print JSON for a program to read")
    parser.set_defaults(run=run)


def run(arguments):
    """Print what the function implements, or what is not joined."""
    found = report() if arguments.name is None else tell(arguments.name)
    if arguments.json:
        print(json.dumps(found, indent=2, allow_nan=False))
    else:
        print("\n".join(_report_lines(found) if arguments.name is None else _lines(found)))
    return 0


def tell(name):
    """Return all that is known of a function, as plain values."""
    from emolab.core.registry import formulas
    from emolab.papers.code_place import code_place
    from emolab.papers.equation_index import equations_of
    from emolab.papers.ledger import implementation

    name, known = equations_of(name)
    place = code_place(name)
    registered = formulas().get(name)
    cites = () if registered is None else registered.equations
    return {
        "name": name, "file": place.file, "line": place.line, "kernel": place.kernel, "cuda": place.cuda,
        "formula": inspect.getdoc(implementation(name)) or "",
        "cites": list(cites),
        "equations": [_row(item) for item in known],
    }  # fmt: skip


def report():
    """Return the functions without an equation and the equations without a function, as plain values."""
    from emolab.core.registry import formulas
    from emolab.papers.equation_index import equation_index, without_code, without_equation

    index = equation_index()
    alone = without_equation(index)
    return {
        "functions": len(formulas()),
        "without_equation": [{"name": name, "cites": list(cites)} for name, cites in alone.items()],
        "without_function": [_row(item) for item in without_code()],
    }


def _row(item):
    entry = item.entry
    return {"paper": item.paper, "number": entry.number, "title": entry.title, "verdict": entry.verdict}


def _lines(found):
    yield f"{found['name']}  {found['file']}:{found['line']}"
    yield f"kernel  {found['kernel'] or 'none: NumPy alone'}"
    if found["cuda"]:
        yield f"cuda    {found['cuda']}, for CuPy's arrays"
    yield ""
    yield from found["formula"].splitlines()
    yield ""
    if found["equations"]:
        yield f"implements {_count(len(found['equations']), 'entry', 'entries')}:"
        rows = [(row["paper"], row["number"], row["verdict"], row["title"]) for row in found["equations"]]
        yield from ("  " + line for line in text_table(("paper", "number", "verdict", "title"), rows))
        yield "emolab papers show PAPER NUMBER shows one of them"
    else:
        yield "implements no equation of the five papers"
    beside = [text for text in found["cites"] if text.partition(" ")[0] not in _papers()]
    if beside:
        yield f"from elsewhere: {', '.join(beside)}"


def _report_lines(found):
    alone, bare = found["without_equation"], found["without_function"]
    yield f"{len(alone)} of {found['functions']} functions implement no equation of the five papers:"
    rows = [(row["name"], ", ".join(row["cites"]) or "-") for row in alone]
    yield from ("  " + line for line in text_table(("function", "from elsewhere"), rows))
    yield ""
    yield f"{_count(len(bare), 'equation has', 'equations have')} no function{':' if bare else ''}"
    if bare:
        rows = [(row["paper"], row["number"], row["verdict"], row["title"]) for row in bare]
        yield from ("  " + line for line in text_table(("paper", "number", "verdict", "title"), rows))


def _count(number, one, many):
    return f"{number} {one if number == 1 else many}"


def _papers():
    import emolab.papers

    return emolab.papers.PAPERS
