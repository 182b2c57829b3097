"""What liu2026 says in numbers, each held against the others."""

from math import ceil, floor

import numpy as np

from emolab.papers.arithmetic import agrees, judged, mean, row_sums, total
from emolab.papers.claims import Audited, Claim
from emolab.papers.liu2026 import tables


def _descriptors():
    return total(tables.IS11_PARTS, tables.IS11_DESCRIPTORS)


def _functionals():
    product = tables.IS11_DESCRIPTORS * tables.IS11_FUNCTIONALS
    return judged(
        product == tables.IS11_VALUES, str(tables.IS11_VALUES), str(product),
        f"{tables.IS11_DESCRIPTORS} x {tables.IS11_FUNCTIONALS} = {product}; "
        f"{tables.IS11_VALUES} / {tables.IS11_DESCRIPTORS} = "
        f"{tables.IS11_VALUES / tables.IS11_DESCRIPTORS:.2f}, no whole number",
    )  # fmt: skip


def _set_itself():
    parts = [contours * each for contours, each in tables.IS11_KINDS]
    terms = " + ".join(f"{a} x {b}" if a > 1 else str(b) for a, b in tables.IS11_KINDS)
    contours = sum(contours for contours, _ in tables.IS11_KINDS if contours > 1)
    right = sum(parts) == tables.IS11_VALUES and contours == sum(tables.IS11_CONTOURS)
    return judged(
        right, str(tables.IS11_VALUES), str(sum(parts)),
        f"{terms} = {sum(parts)}, of %d descriptors + %d deltas" % tables.IS11_CONTOURS,
    )  # fmt: skip


def _samples():
    emotions, each = len(tables.EMOTIONS), tables.SAMPLES_EACH
    return judged(
        emotions * each == tables.SAMPLES_PRINTED, str(tables.SAMPLES_PRINTED), str(emotions * each),
        f"{emotions} emotions x {each} samples = {emotions * each}",
    )  # fmt: skip


def _groups():
    each = {count: count / tables.SHUFFLED_GROUPS for count in (tables.SAMPLES, tables.SAMPLES_PRINTED)}
    whole = all(share == int(share) for share in each.values())
    told = ", ".join(f"{share:g} of {count}" for count, share in each.items())
    return judged(
        whole,
        f"{tables.SHUFFLED_GROUPS} groups",
        told,
        f"samples / {tables.SHUFFLED_GROUPS}, whole either way",
    )


def _genders():
    return total(tables.GENDERS, tables.PARTICIPANTS)


def _clinical():
    return total(tables.CLINICAL_GROUPS, tables.PARTICIPANTS)


def _actors():
    return total(tables.IEMOCAP_GENDERS, tables.IEMOCAP_ACTORS)


def _widths():
    return total(tables.GRADE_WIDTHS, 1.0, 1)


def _equal_widths():
    widths = sorted(set(tables.GRADE_WIDTHS))
    return judged(
        len(widths) == 1, f"{len(tables.GRADE_WIDTHS)} grades", f"widths {', '.join(map(str, widths))}",
        f"the widest over the narrowest: {widths[-1] / widths[0]:g}; the scale weighs emotions unevenly",
    )  # fmt: skip


def _one_split():
    tested = {
        "8:1:1": tables.SAMPLES * tables.SPLIT[-1] // sum(tables.SPLIT),
        f"{tables.FOLDS} folds": tables.SAMPLES // tables.FOLDS,
    }
    told = ", ".join(f"{name} tests {count}" for name, count in tested.items())
    found = "holds" if len(set(tested.values())) == 1 else "cannot be decided"
    line = f"of {tables.SAMPLES} samples; missing: which of the two each figure comes from"
    return Audited(found, "8:1:1 and 5-fold", told, line)


def least_samples(rates, digits=2, most=1000):
    """The fewest samples whose counts can round to all these rates, and sum to them.

    Note      row sums of whole counts are 1; None where no number up to `most` will do
    """
    step = 0.5 * 10.0**-digits
    for n in range(1, most + 1):
        low = [max(0, ceil((rate - step) * n - 1e-9)) for rate in rates]
        high = [floor((rate + step) * n + 1e-9) for rate in rates]
        if all(a <= b for a, b in zip(low, high)) and sum(low) <= n <= sum(high):
            return n
    return None


def _tenth():
    needed = [least_samples(row) for row in tables.FIGURE_10.tolist()]
    held = tables.SAMPLES * tables.SPLIT[-1] // sum(tables.SPLIT)
    known = [n for n in needed if n is not None]
    told = ", ".join(f"{name} {n}" for name, n in zip(tables.EMOTIONS, needed))
    return judged(
        len(known) == len(needed) and sum(known) <= held,
        f"{held} samples in the tenth that is tested", f"at least {sum(known)}",
        f"fewest samples whose whole counts round to the row: {told}",
    )  # fmt: skip


def _hundred_each():
    rows = {name: row.sum() * 100 for name, row in zip(tables.EMOTIONS, tables.FIGURE_10)}
    off = {name: count for name, count in rows.items() if abs(count - tables.SAMPLES_EACH) > 1e-6}
    told = ", ".join(f"{name} {count:.0f}" for name, count in off.items())
    return judged(
        not off, f"{tables.SAMPLES_EACH} of each emotion", told or "all",
        "of 100 samples each percent is one sample, so that nothing is rounded",
    )  # fmt: skip


def _rows():
    return row_sums(tables.FIGURE_10, tables.EMOTIONS)


def _diagonal():
    values = [round(100 * float(value)) for value in np.diag(tables.FIGURE_10)]
    return mean(values, tables.FIGURE_10_PRINTED, 1)


def _most_confused():
    matrix, names = tables.FIGURE_10, tables.EMOTIONS
    named = {(names.index(a), names.index(b)) for a, b in tables.CONFUSED_PRINTED}
    level = min(matrix[place] for place in named)
    cells = {
        (i, j)
        for i in range(len(names))
        for j in range(len(names))
        if i != j and matrix[i, j] >= level - 1e-9
    }
    more = ", ".join(f"{names[i]} -> {names[j]} ({matrix[i, j]:.0%})" for i, j in sorted(cells - named))
    return judged(
        cells == named, f"{len(named)} pairs at {level:.0%}", f"{len(cells)} pairs",
        f"all cells off the diagonal of {level:.0%} or more; not named: {more or 'none'}",
    )  # fmt: skip


def _prose(row):
    def audit():
        names, said = tables.EMOTIONS, tables.FIGURE_10_PROSE[row]
        cells = tables.FIGURE_10[names.index(row)]
        printed = ", ".join(f"{name} {percent}%" for name, percent in said.items())
        computed = {name: 100 * cells[names.index(name)] for name in said}
        right = all(agrees(percent, computed[name], 0) for name, percent in said.items())
        told = ", ".join(f"{name} {value:.0f}%" for name, value in computed.items())
        return judged(right, printed, told, f"row {row} of the matrix")

    return audit


def _least():
    diagonal = 100 * np.diag(tables.FIGURE_10)
    lowest = tables.EMOTIONS[int(diagonal.argmin())]
    return judged(
        diagonal.min() > tables.FIGURE_10_LEAST, f"above {tables.FIGURE_10_LEAST}%", f"{diagonal.min():.0f}%",
        f"the lowest of the diagonal is {lowest}",
    )  # fmt: skip


def _delays(name):
    rows = tables.TABLE_3[name]
    first, last = rows[min(rows)], rows[max(rows)]
    return rows, dict(zip(first._fields, zip(first, last)))


def _told(growth, unit):
    return ", ".join(f"{method} +{value:g}{unit}" for method, value in growth.items())


def _always_lower():
    worst = {
        name: max(row.proposed - min(row.lstm, row.dean) for row in rows.values())
        for name, rows in tables.TABLE_3.items()
    }
    told = ", ".join(f"{name} {-value} ms at least" for name, value in worst.items())
    return judged(max(worst.values()) < 0, "lower in every row", told, "the better of the others minus it")


def _smallest_growth(name):
    def audit():
        _, ends = _delays(name)
        growth = {method: last - first for method, (first, last) in ends.items()}
        least = all(growth["proposed"] < growth[other] for other in ("lstm", "dean"))
        return judged(least, "the smallest growth", _told(growth, " ms"), "row 500 minus row 100")

    return audit


def _smallest_share(name):
    def audit():
        _, ends = _delays(name)
        growth = {method: 100 * (last - first) / first for method, (first, last) in ends.items()}
        least = all(growth["proposed"] < growth[other] for other in ("lstm", "dean"))
        told = ", ".join(f"{method} +{value:.1f}%" for method, value in growth.items())
        return judged(least, "the smallest growth", told, "row 500 minus row 100, over row 100")

    return audit


def _unit():
    unit, (_, ends) = tables.SENSE_OF_DATA_VOLUME, _delays("own")
    each = {volume: tables.TABLE_3["own"][volume].proposed / volume for volume in (100, 500)}
    told = ", ".join(f"{value:.3f} ms a unit at {volume}" for volume, value in each.items())
    found = "cannot be decided" if unit is None else "holds"
    first, last = ends["proposed"]
    line = f"five times the volume takes {last / first:.2f} times as long; missing: what a unit of it is"
    return Audited(found, "latency by data volume, 100 to 500", told, line)


def _curves():
    bounds = ", ".join(f"{name} {word} {value}" for name, (word, value) in tables.CORRELATION_BOUNDS.items())
    ours, best = tables.CORRELATION_BOUNDS["proposed"][1], tables.CORRELATION_BOUNDS["dean"][1]
    found = "cannot be decided" if tables.FIGURES_7_TO_9 is None else "holds"
    line = f"the bounds do not contradict each other ({ours} >= {best}); missing: the values of the curves"
    return Audited(found, bounds, "none printed", line)


CLAIMS = (
    Claim(
        "Section 2.1.2, descriptors", "4, 50 and 54 descriptors of IS11 are 108", "holds", _descriptors,
        "the sum is right; the set has 59 and 59 deltas",
    ),
    Claim(
        "Section 2.1.2, functionals", "39 functionals of 108 descriptors are 4,368 values", "does not hold",
        _functionals, "not every functional is taken of every descriptor",
    ),
    Claim(
        "Section 2.1.2, IS11", "the set has 4,368 values", "holds", _set_itself,
        "by how the set is made up, from 118 contours and 12 values of the voiced parts",
    ),
    Claim("Table 2, genders", "42 men and 43 women are 85 participants", "holds", _genders),
    Claim("Table 2, clinical groups", "60, 15 and 10 people are 85 participants", "holds", _clinical),
    Claim(
        "Section 4.2, grades", "nine grades cover the scale from 0 to 1", "holds", _widths,
        "each inner edge stands in two of them",
    ),
    Claim(
        "Section 4.2, widths", "the nine grades are alike", "does not hold", _equal_widths,
        "a correlation of grades counts disgust differently",
    ),
    Claim(
        "Section 4.2, split", "the figures come from one protocol", "cannot be decided", _one_split,
        "an 8:1:1 split and five folds exclude each other",
    ),
    Claim(
        "Section 4.3.1, samples", "nine emotions of 100 samples are 9,000", "does not hold", _samples,
        "900 samples, of which each of the figures is a part",
    ),
    Claim("Section 4.3.1, groups", "the samples make 15 groups of one size", "holds", _groups),
    Claim(
        "Figures 7 to 9", "WA, UA and correlation are above those of two other methods", "cannot be decided",
        _curves, "what the text bounds cannot be recomputed",
    ),
    Claim("Section 4.3.4, IEMOCAP", "five men and five women are ten actors", "holds", _actors),
    Claim("Table 3, every row", "the proposed method is the fastest in every row", "holds", _always_lower),
    *(
        Claim(
            f"Table 3, growth on {place}", "the proposed method's latency grows least, in milliseconds",
            "holds", _smallest_growth(name),
        )
        for name, place in (("own", "its own data"), ("IEMOCAP", "IEMOCAP"))
    ),
    Claim(
        "Table 3, relative growth on its own data", "the proposed method's latency grows least, as a share",
        "does not hold", _smallest_share("own"), "few milliseconds are much of a small delay",
    ),
    Claim(
        "Table 3, relative growth on IEMOCAP", "the proposed method's latency grows least, as a share",
        "holds", _smallest_share("IEMOCAP"),
    ),
    Claim(
        "Table 3, unit", "latency grows with the data volume", "cannot be decided", _unit,
        "the table cannot be measured again",
    ),
    Claim(
        "Figure 10, rows", "rows of the confusion matrix sum to 1", "does not hold", _rows,
        "trust has 2 percent too much, disgust 1 too little",
    ),
    Claim(
        "Figure 10, average", "the mean of the diagonal is 93.4", "does not hold", _diagonal,
        "it is the figure that the paper compares by",
    ),
    Claim(
        "Figure 10, samples of each emotion", "the matrix is of 100 samples of each emotion", "does not hold",
        _hundred_each, "then its cells would be whole counts",
    ),
    Claim(
        "Figure 10, tested part", "the matrix is of the tenth that is held out", "does not hold", _tenth,
        "so small cells need more samples than a tenth has",
    ),
    Claim(
        "Figure 10, most confused", "three pairs of emotions are confused most", "does not hold",
        _most_confused, "two more have as much",
    ),
    *(
        Claim(f"Figure 10, {row}", f"what the text reads from the row {row}", "holds", _prose(row))
        for row in tables.FIGURE_10_PROSE
    ),
    Claim("Figure 10, lowest", "every emotion is recognised above 90 percent", "holds", _least),
)  # fmt: skip
