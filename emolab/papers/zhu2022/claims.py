"""The claims of zhu2022 that numbers decide: invariances, counts of data, labels, Tables 1 and 2."""

import numpy as np

from emolab.papers import arithmetic
from emolab.papers.claims import Claim
from emolab.papers.zhu2022 import tables


def _invariance(change):
    """How many pixels of a random picture a change of it moves to another bin of the pattern's 256."""
    from emolab.vision import lbp

    rng = np.random.default_rng(0)
    image = rng.uniform(1, 200, (34, 34))
    counts = [np.bincount(lbp(x, border="crop").ravel(), minlength=256) for x in (image, change(image))]
    moved = int(np.abs(counts[0] - counts[1]).sum()) // 2
    line = "256 bins of 8 neighbours on a circle, before and after, over 32 by 32 pixels"
    return arithmetic.judged(moved == 0, "0 pixels in another bin", f"{moved} pixels", line)


def _grey():
    return _invariance(lambda image: 1.2 * image + 10)


def _rotation():
    return _invariance(np.rot90)


def _fer2013_parts():
    printed = tables.FER2013_PRINTED
    return arithmetic.total([printed[name] for name in ("training", "validation", "test")], printed["all"])


def _fer2013(part):
    counts = tables.FER2013_PRINTED[part], tables.FER2013[part]
    return arithmetic.against_data(*counts, "the released file holds")


def _fer2013_all():
    return _fer2013("all")


def _fer2013_training():
    return _fer2013("training")


def _fer2013_rest():
    both = [_fer2013(name) for name in ("validation", "test")]
    return arithmetic.judged(
        all(one.found == "holds" for one in both), *(", ".join(part) for part in list(zip(*both))[1:])
    )


def _joined():
    joined = [tables.JOINED_LABELS.get(label, label) for label in tables.CHEAVD_LABELS]
    return list(dict.fromkeys(tables.SAME_LABELS.get(label, label) for label in joined))


def _label_count():
    joined, final = _joined(), tables.FINAL_LABELS
    line = f"{len(tables.CHEAVD_LABELS)} labels, two of them joined: {len(joined)}"
    return arithmetic.judged(len(joined) == len(final), str(len(final)), str(len(joined)), line)


def _label_names():
    joined, final = _joined(), tables.FINAL_LABELS
    lacking, strange = ([x for x in a if x not in b] for a, b in ((joined, final), (final, joined)))
    line = f"joined but not final: {', '.join(lacking)}; final but joined from none: {', '.join(strange)}"
    return arithmetic.judged(not lacking and not strange, ", ".join(final), ", ".join(joined), line)


def _gain(after, before):
    rows = tables.TABLE_1
    return arithmetic.gain(rows[before].accuracy, rows[after].accuracy, tables.GAINS[after, before], 1)


def _gain_voice():
    return _gain(2, 1)


def _gain_face():
    return _gain(4, 3)


def _fused_best():
    rows = tables.TABLE_1
    fused, others = rows[5].accuracy, [rows[n].accuracy for n in range(1, 5)]
    line = f"{fused} - {max(others)} = {fused - max(others):.1f} above the best single road"
    return arithmetic.judged(fused > max(others), f"{fused} above all others", f"at most {max(others)}", line)


def _samples():
    return arithmetic.total([row.samples for row in tables.TABLE_2], tables.TABLE_2_SAMPLES)


def _right():
    return arithmetic.total([row.right for row in tables.TABLE_2], tables.TABLE_2_RIGHT)


def _rates():
    each = [arithmetic.ratio(row.right, row.samples, row.accuracy, 1) for row in tables.TABLE_2]
    wrong = [row.name for row, one in zip(tables.TABLE_2, each) if one.found != "holds"]
    line = "; ".join(f"{row.name} {one.arithmetic}" for row, one in zip(tables.TABLE_2, each))
    return arithmetic.judged(
        not wrong,
        ", ".join(one.printed for one in each),
        ", ".join(one.computed for one in each),
        line,
    )


def _overall():
    rows = tables.TABLE_2
    right, samples = [row.right for row in rows], [row.samples for row in rows]
    return arithmetic.accuracies(right, samples, tables.TABLE_2_PRINTED, 1)


def _mean_of_classes():
    rates = [100 * row.right / row.samples for row in tables.TABLE_2]
    result = arithmetic.mean([round(rate, 3) for rate in rates], tables.TABLE_2_PRINTED, 1)
    return result._replace(arithmetic=f"mean of the classes' rates: {result.arithmetic}")


def _over_80():
    others = [row for row in tables.TABLE_2 if row.name not in (*tables.OVER_80, *tables.BELOW_70)]
    named = [row for row in tables.TABLE_2 if row.name in tables.OVER_80]
    low = [f"{row.name} {row.accuracy}" for row in (*named, *others) if row.accuracy <= 80]
    lowest = min(row.accuracy for row in named)
    line = f"the four named: from {lowest} on; others than these and the two weak ones: " + ", ".join(
        f"{row.name} {row.accuracy}" for row in others
    )
    return arithmetic.judged(not low, "all above 80", ", ".join(low) or "all above 80", line)


def _below_70():
    rates = {row.name: row.accuracy for row in tables.TABLE_2 if row.name in tables.BELOW_70}
    told = ", ".join(f"{name} {rate}" for name, rate in rates.items())
    return arithmetic.judged(
        max(rates.values()) < 70, "both below 70", told, f"largest {max(rates.values())}"
    )


def _both_tables():
    one, other = tables.TABLE_1[5].accuracy, tables.TABLE_2_PRINTED
    return arithmetic.compare(one, other, 1, f"Table 1 {one}, Table 2 {other}")


CLAIMS = (
    Claim("Section 3.1, grey", "brightness and contrast do not change the features", "holds", _grey),
    Claim(
        "Section 3.1, rotation", "a circle of neighbours makes rotation change nothing", "does not hold",
        _rotation,
        "a turn moves the bits around the circle; the mapping ri is needed",
    ),
    Claim("Section 4.1, FER2013", "the three parts sum to the whole", "holds", _fer2013_parts),
    Claim(
        "Section 4.1, FER2013", "how many pictures there are", "does not hold", _fer2013_all,
        "one picture of the training part is missing from the count",
    ),
    Claim(
        "Section 4.1, FER2013", "how many pictures are for training", "does not hold", _fer2013_training,
        "so the sum agrees with itself, and not with the data",
    ),
    Claim("Section 4.1, FER2013", "how many are for validation and test", "holds", _fer2013_rest),
    Claim("Section 4.1, labels", "eight labels become seven", "holds", _label_count),
    Claim(
        "Section 4.1, labels", "the seven joined labels are the seven of the face's data", "does not hold",
        _label_names, "worried is trained as scared: another emotion under its name",
    ),
    Claim("Table 1", "three kinds of features and attention gain 8.3 points", "holds", _gain_voice),
    Claim("Table 1", "blocks, scales and transfer gain 7.7 points", "holds", _gain_face),
    Claim("Table 1", "the fused decision is better than each road alone", "holds", _fused_best),
    Claim("Table 2", "samples of all classes", "holds", _samples),
    Claim("Table 2", "correct ones of all classes", "holds", _right),
    Claim("Table 2", "rate of each class from its counts", "holds", _rates),
    Claim(
        "Table 2", "overall accuracy", "does not hold", _overall,
        "the accuracy over all samples is 80.87; what is printed is the mean of the classes' rates",
    ),
    Claim("Table 2", "the overall figure as the mean of the classes' rates", "holds", _mean_of_classes),
    Claim("Tables 1 and 2", "one overall figure in both", "holds", _both_tables),
    Claim(
        "Section 4.3", "all emotions but disgust and surprise are above 80 %", "does not hold", _over_80,
        "scared is below",
    ),
    Claim("Section 4.3", "disgust and surprise are below 70 %", "holds", _below_70),
)  # fmt: skip
