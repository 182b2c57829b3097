"""A class that nobody taught: submissions made from solutions, mutants, hostile and broken files.

python -m tests.teach.made_class FOLDER [STUDENTS [EXERCISE ...]]
"""

import sys
import zipfile
from pathlib import Path

from emolab.teach.bank import exercise, exercises

HOSTILE = {  # bodies of a function that mean no good
    "hangs": "while True:\n        pass",
    "eats_memory": "blocks = []\n    while True:\n        blocks.append(np.ones(10**7))",
    "leaves": "raise SystemExit(0)",
    "forges": 'print(\'{"status": "passed", "points": 100}\')\n    return None',
    "recurses": "return {name}(*args, **kwargs)",
    "patches": "np.testing.assert_allclose = np.allclose = lambda *a, **k: True\n    return 0",
    "returns_nonsense": "return [object(), {{1: 2}}, lambda: 3]",
    "digs": "return [c for c in ().__class__.__base__.__subclasses__() if 'warning' in c.__name__]",
}
BROKEN = ("missing", "rubbish", "huge", "link", "folder", "latin", "syntax", "empty", "stub", "null")


def hostile(exercise, kind):
    """Return a source whose functions do something hostile."""
    lines = ["import numpy as np", ""]
    for name in exercise.answers:
        body = HOSTILE[kind].replace("{name}", name).replace("{{", "{").replace("}}", "}")
        lines += ["", f"def {name}(*args, **kwargs):", f"    {body}", ""]
    return "\n".join(lines)


def write_broken(folder, exercise, kind):
    """Write a broken file for an exercise into a student's folder."""
    path = folder / f"{exercise.name}.py"
    if kind == "missing":
        (folder / f"{exercise.name} (1).py").write_text(exercise.solution)
    elif kind == "rubbish":
        path.write_bytes(bytes(range(256)) * 40)
    elif kind == "huge":
        with open(path, "wb") as file:
            file.truncate(50 << 20)
    elif kind == "link":
        path.symlink_to("/etc/passwd")
    elif kind == "folder":
        path.mkdir()
    elif kind == "latin":
        path.write_bytes(exercise.solution.encode() + "# Müller\n".encode("latin-1"))
    elif kind == "syntax":
        path.write_text(exercise.solution + "\ndef (:\n")
    elif kind == "empty":
        path.write_text("")
    elif kind == "stub":
        path.write_text(exercise.stub)
    elif kind == "null":
        path.write_text(exercise.solution + "\0")


def write_class(folder, wanted, students=30):
    """Write submissions of a class: a third right, a third mistaken, the rest hostile or broken; some zipped.

    wanted    Exercises
    Returns   {student: {exercise: what it is}}
    """
    folder = Path(folder)
    plan = {}
    for i in range(students):
        student = f"student{i:02d}"
        home = folder / student
        home.mkdir(parents=True)
        plan[student] = {}
        for k, one in enumerate(wanted):
            turn = i + k
            if turn % 3 == 0:
                kind, text = "solution", one.solution
            elif turn % 3 == 1:
                mutant = one.mutants[(turn // 3) % len(one.mutants)]
                kind, text = f"mutant {mutant.name}", one.mutated(mutant)
            elif turn % 2:
                hostility = list(HOSTILE)[(turn // 2) % len(HOSTILE)]
                kind, text = f"hostile {hostility}", hostile(one, hostility)
            else:
                broken = BROKEN[(turn // 2) % len(BROKEN)]
                kind, text = f"broken {broken}", None
                write_broken(home, one, broken)
            if text is not None:
                (home / f"{one.name}.py").write_text(text)
            plan[student][one.name] = kind
        if i % 5 == 4 and not any(path.is_symlink() or path.is_dir() for path in home.iterdir()):
            zip_up(home)
    return plan


def zip_up(home):
    """Turn a student's folder into a zip file beside it."""
    with zipfile.ZipFile(home.with_suffix(".zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(home.iterdir()):
            archive.write(path, f"{home.name}/{path.name}")
            path.unlink()
    home.rmdir()


if __name__ == "__main__":
    place, count, *names = [*sys.argv[1:], "30"][: max(2, len(sys.argv) - 1)]
    chosen = [exercise(name) for name in names] or list(exercises().values())[:5]
    for who, what in write_class(place, chosen, int(count)).items():
        print(who, what)
