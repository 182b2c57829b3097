"""A bank of two small exercises and submissions to it, for tests."""

from tests.teach import small_exercise

HIDDEN = small_exercise.HIDDEN.replace("double is twice x", "double keeps every axis").replace(
    "total is the sum of all entries", "total takes any number of axes"
)
RIGHT = small_exercise.SOURCE
MUTANT = RIGHT.replace("2 * x", "3 * x")
HALF = RIGHT.replace("return x.sum()", "return 0.0")


def write_bank(folder, more=small_exercise.MUTANTS + "[weights]\ntest_double = 3\n"):
    """Write the bank; returns its folder, whose exercises are `twice` and `once_more`."""
    small_exercise.write_exercise(folder, hidden=HIDDEN, more="\n".join(reversed_weights(more)))
    place = folder / "bank" / "01_topic" / "twice"
    other = folder / "bank" / "01_topic" / "once_more"
    other.mkdir()
    for path in place.iterdir():
        (other / path.name).write_text(path.read_text().replace('"Twice"', '"Once more"'))
    return folder / "bank"


def reversed_weights(more):
    """The weights' table first: tables of an array that follow it end it."""
    mutants, _, weights = more.partition("[weights]")
    return [f"[weights]{weights}", mutants] if weights else [mutants]


def hand_in(folder, student, **files):
    """Write a student's files; returns the student's folder."""
    home = folder / student
    home.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = home / f"{name}.py"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return home
