"""A graded class in figures: points, tests that failed, mistakes that are known, answers that are alike."""

from collections import Counter
from statistics import mean, median

from emolab.teach.grading.similarity import SHARE, compare


def summarise(graded, share=SHARE):
    """Return the summary of a Class, plain values.

    share     from which on two answers are listed as alike
    """
    totals = [result["points"] for result in graded.results]
    return {
        "students": len(totals),
        "out_of": sum(one.points for one in graded.exercises),
        "mean": round(mean(totals), 3), "median": round(median(totals), 3),
        "lowest": min(totals), "highest": max(totals),
        "exercises": [_exercise(graded, i, share) for i in range(len(graded.exercises))],
        "not_graded": [
            {"student": result["student"], "exercise": one["name"], "why": one["error"]}
            for result in graded.results for one in result["exercises"] if one["error"]
        ],
        "left_out": list(graded.left_out),
        "notes": list(dict.fromkeys(note for result in graded.results for note in result["notes"])),
        "share": share,
    }  # fmt: skip


def _exercise(graded, i, share):
    wanted = graded.exercises[i]
    found = [(result["student"], result["exercises"][i]) for result in graded.results]
    tests = [
        {"test": test["test"], "property": test["property"], "visible": test["visible"],
         "failed": sum(one["tests"][k]["status"] != "passed" for _, one in found),
         "statuses": dict(Counter(one["tests"][k]["status"] for _, one in found))}
        for k, test in enumerate(found[0][1]["tests"])
    ]  # fmt: skip
    students = {}
    for student, one in found:
        if one["mutant"]:
            students.setdefault(one["mutant"]["name"], []).append(student)
    answers = {
        one.student: one.pieces[i].text
        for one in graded.submissions
        if one.pieces[i].text and not one.pieces[i].why
    }
    compared = compare(wanted, answers, share)
    return {
        "name": wanted.name, "title": wanted.title, "out_of": wanted.points,
        "mean": round(mean(one["points"] for _, one in found), 3),
        "full": sum(abs(one["points"] - wanted.points) < 1e-6 for _, one in found),
        "tests": tests,
        "mutants": [
            {"name": mutant.name, "says": mutant.says, "count": len(students.get(mutant.name, ())),
             "students": students.get(mutant.name, [])}
            for mutant in wanted.mutants
        ],
        "trouble": [{"student": student, "why": one["trouble"]} for student, one in found if one["trouble"]],
        "alike": [pair._asdict() for pair in compared.pairs],
        "alike_count": compared.count,
        "too_short": compared.short,
    }  # fmt: skip
