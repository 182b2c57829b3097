"""The claims of gu2025 that numbers decide: CK+ and its classes, accuracies, Table 1, layers, points."""

from emolab.papers import arithmetic
from emolab.papers.arithmetic import agrees
from emolab.papers.claims import Audited, Claim
from emolab.papers.gu2025 import tables


def _ckplus(what):
    return arithmetic.against_data(tables.CKPLUS_PRINTED[what], tables.CKPLUS[what], "the collection has")


def _subjects():
    return _ckplus("subjects")


def _sequences():
    return _ckplus("sequences")


def _labelled():
    result = _ckplus("labelled")
    share = 100 * tables.CKPLUS["labelled"] / tables.CKPLUS["sequences"]
    return result._replace(arithmetic=f"{result.arithmetic}; {share:.1f} % of the sequences have a label")


def _classes():
    data, system = tables.CKPLUS_CLASSES, tuple(tables.TABLE_1)
    lacking, strange = [x for x in data if x not in system], [x for x in system if x not in data]
    line = f"labelled but never given: {', '.join(lacking)}; given but no label: {', '.join(strange)}"
    return arithmetic.judged(not lacking and not strange, ", ".join(data), ", ".join(system), line)


def _rate_of_all():
    return arithmetic.whole_counts([tables.ACCURACY_CKPLUS], tables.CKPLUS["sequences"])


def _count_of_all():
    right, of = tables.CKPLUS_RIGHT, tables.CKPLUS["sequences"]
    return arithmetic.ratio(right, of, tables.ACCURACY_CKPLUS, 2)


def _rate_of_labelled():
    rate, of = tables.ACCURACY_CKPLUS, tables.CKPLUS["labelled"]
    result = arithmetic.whole_counts([rate], of)
    low = int(rate * of / 100)
    near = f"{low}/{of} is {100 * low / of:.2f}, {low + 1}/{of} is {100 * (low + 1) / of:.2f}"
    return result._replace(arithmetic=f"{result.arithmetic}: {near}")


def _wholly_judged():
    """What the printed rate can mean on sequences of which only some have a label."""
    sequences, labelled, right = tables.CKPLUS["sequences"], tables.CKPLUS["labelled"], tables.CKPLUS_RIGHT
    without = sequences - labelled
    line = (
        f"{sequences} - {labelled} = {without} have no label to be right by; of {right} called right at "
        f"least {right} - {labelled} = {right - labelled} are of these"
    )
    return arithmetic.judged(right <= labelled, f"{right} right by a label", f"at most {labelled}", line)


def _training_accuracy():
    rate = tables.ACCURACY_TRAINING
    near = {n: (n * 19 // 20, n * 19 // 20 + 1) for n in range(1, 2001)}
    possible = [n for n, counts in near.items() if any(agrees(rate, 100 * k / n, 0) for k in counts)]
    line = f"neither data nor counts are named; {len(possible)} of 2,000 sizes of a test set can give it"
    found = "cannot be decided" if len(possible) > 1 else "holds"
    return Audited(found, f"{rate:.0f} %", "94.5 to 95.5 % of an unknown number", line)


def _sum_of_shares():
    return arithmetic.total(list(tables.TABLE_1.values()), 100)


def _rounded_shares():
    """Whether shares that are rounded to the nearest whole per cent can sum to what is printed."""
    parts = [value for value in tables.TABLE_1.values() if value]
    slack, missing = 0.5 * len(tables.TABLE_1), 100 - sum(tables.TABLE_1.values())
    line = (
        f"{len(tables.TABLE_1)} numbers, each up to 0.5 off: up to {slack:g}; {len(parts)} of them are not 0"
    )
    return arithmetic.judged(missing <= slack, f"{missing} missing", f"up to {slack:g} by rounding", line)


def _layers():
    """Whether the counts of layers say which network it is."""
    told = tables.LAYERS["video"]
    blocks = (told["fully connected"] - 2) // 2
    ways = sum(1 for a in range(1, blocks) for b in range(1, blocks - a) for c in range(1, blocks - a - b))
    line = (
        f"no convolution, size or order is named; {blocks} pairs of layers parted by pools into 4 stages "
        f"alone can stand in {ways} ways, one of which (3, 4, 6, 3) is built here"
    )
    kinds = ", ".join(f"{n} {kind}" for kind, n in told.items())
    return Audited("cannot be decided" if ways > 1 else "holds", kinds, f"{ways} arrangements", line)


def _points():
    printed, there = tables.LANDMARKS, tables.CKPLUS_LANDMARKS
    line = f"no list of the {printed}; the test's own files mark {there}: {printed - there} have no truth"
    return Audited("cannot be decided" if printed > there else "holds", str(printed), str(there), line)


CLAIMS = (
    Claim(
        "Section 2.1, landmarks", "150 points of a face are found", "cannot be decided", _points,
        "which points is not said; any model of 68 or more can be read or fitted",
    ),
    Claim(
        "Section 2.3, layers", "the counts of layers tell the network", "cannot be decided", _layers,
        "the accuracy cannot be reproduced from them",
    ),
    Claim(
        "Section 2.5", "95 % of emotions are recognised", "cannot be decided", _training_accuracy,
        "no data is named",
    ),
    Claim("Section 3.1, CK+", "how many people there are", "does not hold", _subjects, "59 too many"),
    Claim("Section 3.1, CK+", "how many sequences there are", "holds", _sequences),
    Claim(
        "Section 3.1, CK+", "every sequence has a label", "does not hold", _labelled,
        "little more than half of them have one",
    ),
    Claim(
        "Section 3.1, CK+", "the system's classes are those of the test", "does not hold", _classes,
        "contempt cannot be named, and neutral cannot be right",
    ),
    Claim("Section 3.1, accuracy", "98.65 % is a count of 593", "holds", _rate_of_all),
    Claim("Section 3.1, accuracy", "98.65 % is 585 of 593", "holds", _count_of_all),
    Claim(
        "Section 3.1, accuracy", "98.65 % is a count of the 327 that have a label", "does not hold",
        _rate_of_labelled, "so sequences without a label were counted",
    ),
    Claim(
        "Section 3.1, accuracy", "585 sequences agree with their label", "does not hold", _wholly_judged,
        "more are called right than have a label",
    ),
    Claim("Table 1", "shares of the whole sum to 100", "does not hold", _sum_of_shares, "they sum to 99"),
    Claim("Table 1", "rounding can be what is missing", "holds", _rounded_shares),
)  # fmt: skip
