"""Any paper's table of results held against its own arithmetic and against the figures printed beside it."""

from typing import NamedTuple

import numpy as np

from emolab.core.errors import ArgumentError
from emolab.papers import arithmetic
from emolab.papers.claims import Audited
from emolab.papers.results_file import ClassCounts, Confusion, FoldResults, Printed

MOST_NAMED = 3  # confusions that are listed


class Figures(NamedTuple):
    """What a paper prints beside its table; each a Printed or None."""

    accuracy: Printed | None = None
    mean: Printed | None = None
    best: Printed | None = None
    lowest: Printed | None = None
    std: Printed | None = None
    folds: int | None = None
    samples: tuple = ()  # one number for all, or one a class or fold


class Audit(NamedTuple):
    """What a table is, what follows from it, and each statement's audit."""

    kind: str
    figures: tuple  # of (name, text)
    audits: tuple  # of (title, Audited)

    @property
    def holds(self):
        """Whether nothing was found that does not hold."""
        return all(result.found != "does not hold" for _, result in self.audits)


def audit_table(table, figures=Figures()):  # noqa: B008 - a NamedTuple does not change
    """Run every arithmetic that applies to a table that `read_results` read; None for figures alone.

    Errors    ArgumentError for a figure that says nothing about such a table
    """
    kinds = {Confusion: _confusion, ClassCounts: _class_counts, FoldResults: _folds, type(None): _summary}
    return kinds[type(table)](table, figures)


def _refuse(figures, names, kind):
    for name in names:
        if getattr(figures, name) not in (None, ()):
            raise ArgumentError(f"--{name} says nothing about {kind}; leave it out")


def _confusion(table, figures):
    _refuse(figures, ("best", "lowest", "std", "folds"), "a confusion matrix")
    audits = []
    if table.unit == "counts":
        right, samples = np.diag(table.matrix), table.matrix.sum(axis=1)
        if (samples == 0).any():
            empty = table.names[int(np.argmin(samples))]
            raise ArgumentError(f"the row {empty!r} is empty: no sample of that class; leave the class out")
        rates, shown = 100 * right / samples, f"{samples.sum():.0f} samples"
        lines = _both_accuracies(right, samples)
        audits += _counted(table.names, right, samples, figures)
    else:
        top = 1.0 if table.unit == "rates" else 100.0
        rates, shown = 100 / top * np.diag(table.matrix), f"each row of {top:g}"
        lines = [("mean of the diagonal (unweighted accuracy)", f"{rates.mean():.2f} %")]
        audits += _row_sums(table, top)
        audits += _rated(table, rates, 2 if table.unit == "rates" else 0, figures)
    lines += [("lowest and highest class", _ends(table.names, rates)), ("most confused", _confused(table))]
    audits += _mean_of_rates(rates, figures)
    kind = f"a confusion matrix of {table.unit}, {len(rates)} classes, {shown} ({table.note})"
    return Audit(kind, tuple(lines), tuple(audits))


def _class_counts(table, figures):
    _refuse(figures, ("best", "lowest", "std", "folds"), "counts of classes")
    right, samples = np.array(table.right, float), np.array(table.samples, float)
    rates = 100 * right / samples
    audits = []
    if table.printed:
        printed = [_percent(value, like=table.printed) for value in table.printed]
        for name, one, part, whole in zip(table.names, printed, table.right, table.samples):
            audits.append((f"rate of {name}", arithmetic.ratio(part, whole, one.value, one.digits)))
    audits += _counted(table.names, right, samples, figures)
    audits += _mean_of_rates(rates, figures)
    lines = [*_both_accuracies(right, samples), ("lowest and highest class", _ends(table.names, rates))]
    kind = f"counts of {len(rates)} classes, {samples.sum():.0f} samples"
    return Audit(kind, tuple(lines), tuple(audits))


def _folds(table, figures):
    values = [_percent(value, like=table.accuracies) for value in table.accuracies]
    rates = np.array([value.value for value in values])
    spread = [float(np.std(rates, ddof=ddof)) for ddof in (0, 1)]
    lines = [
        ("mean", f"{rates.mean():.2f} %"),
        ("best and lowest", f"{rates.max():.2f} %, {rates.min():.2f} %"),
        ("standard deviation", f"{spread[0]:.2f} points (of the folds), {spread[1]:.2f} (estimate, n - 1)"),
    ]
    audits = []
    if figures.folds is not None:
        audits.append(("number of folds", arithmetic.total([len(rates)], figures.folds)))
    for name, title in (("accuracy", "accuracy, as the mean of the folds"), ("mean", "mean of the folds")):
        if getattr(figures, name) is not None:
            line = f"sum of {len(rates)} folds / {len(rates)}"
            audits.append((title, _compare(_percent(getattr(figures, name)), rates.mean(), line)))
    for name, found in (("best", rates.max()), ("lowest", rates.min())):
        if getattr(figures, name) is not None:
            audits.append(
                (f"{name} fold", _compare(_percent(getattr(figures, name)), found, f"{name} of the file"))
            )
    if figures.std is not None:
        audits.append(("standard deviation", _deviation_of(figures.std, spread)))
    samples = table.samples or _each(figures.samples, len(rates), "fold")
    for i, (value, size) in enumerate(zip(values, samples), 1):
        audits.append((f"whole count, fold {i}", arithmetic.whole_counts([value.value], size, value.digits)))
    if table.samples and len(figures.samples) == 1:
        audits.append(("samples in all", arithmetic.total(table.samples, figures.samples[0])))
    if table.samples and len(set(table.samples)) > 1:
        weighted = float(np.average(rates, weights=table.samples))
        lines.append(("mean, weighted by the folds' samples", f"{weighted:.2f} %"))
    return Audit(f"accuracies of {len(rates)} folds", tuple(lines), tuple(audits))


def _summary(table, figures):
    """Figures of folds without the folds: what mean, range and deviation allow of each other."""
    _refuse(figures, ("accuracy",), "folds that are not there")
    if figures.best is None or figures.lowest is None:
        raise ArgumentError(
            "without a file give --best and --lowest, and --mean, --std, --folds, --samples as printed"
        )
    best, lowest = _percent(figures.best), _percent(figures.lowest)
    mean = None if figures.mean is None else _percent(figures.mean)
    audits = []
    if mean is not None:
        inside = lowest.value <= mean.value <= best.value
        found = "holds" if inside else "does not hold"
        said = f"{lowest.value:g} to {best.value:g}"
        audits.append(
            ("the mean lies in the range", Audited(found, f"{mean.value:g}", said, "lowest <= mean <= best"))
        )
    if figures.std is not None and (mean is None or figures.folds is None):
        raise ArgumentError("--std needs --mean and --folds: they bound what it can be")
    if figures.std is not None and audits[0][1].found == "holds":
        audits.append(("standard deviation", _deviation_in_range(figures, best, lowest, mean)))
    for size in _each(figures.samples, 1, "fold"):
        for name, value in (("best", best), ("lowest", lowest)):
            audits.append(
                (f"whole count, {name}", arithmetic.whole_counts([value.value], size, value.digits))
            )
        if mean is not None and figures.folds is not None:
            every = size * figures.folds
            audits.append((f"whole count, mean of {figures.folds} folds of {size}",
                           arithmetic.whole_counts([mean.value], every, mean.digits)))  # fmt: skip
    return Audit("figures of folds, without the folds", (), tuple(audits))


def _deviation_in_range(figures, best, lowest, mean):
    std, folds = figures.std, figures.folds
    if folds < 2:
        raise ArgumentError("--folds must be 2 or more")
    whole = arithmetic.deviation(std.value, best.value, lowest.value, mean.value, folds, std.digits)
    if whole.found == "holds" or std.value >= 1:
        return whole
    # below 1, a deviation may be a fraction, beside a mean in percent
    values = best.value / 100, lowest.value / 100, mean.value / 100
    return arithmetic.deviation(std.value, *values, folds, std.digits)


def _deviation_of(printed, spread):
    near = [found for found in spread if arithmetic.agrees(printed.value, found, printed.digits)]
    near += [
        f for f in spread if printed.value < 1 and arithmetic.agrees(printed.value, f / 100, printed.digits)
    ]
    said = f"{spread[0]:.{printed.digits + 2}f} or {spread[1]:.{printed.digits + 2}f}"
    line = "root of the mean square deviation, over n or n - 1; in points, or below 1 as a fraction"
    return Audited("holds" if near else "does not hold", f"{printed.value:.{printed.digits}f}", said, line)


def _counted(names, right, samples, figures):
    """Audits of counts against printed totals and accuracies."""
    audits = []
    if len(figures.samples) == 1:
        audits.append(("samples in all", arithmetic.total([int(n) for n in samples], figures.samples[0])))
    elif figures.samples:
        for name, have, printed in zip(names, samples, _each(figures.samples, len(samples), "class")):
            audits.append((f"samples of {name}", arithmetic.total([int(have)], printed)))
    if figures.accuracy is not None:
        one = _percent(figures.accuracy)
        audits.append(("accuracy", arithmetic.accuracies(right, samples, one.value, one.digits)))
    return audits


def _row_sums(table, top):
    result = arithmetic.row_sums(table.matrix, table.names, top, table.digits)
    if result.found == "does not hold" and "beyond rounding" not in result.arithmetic:
        said = "; rounding of the entries alone may explain it"
        result = result._replace(found="cannot be decided", arithmetic=result.arithmetic + said)
    audits = [("row sums", result)]
    across = arithmetic.row_sums(table.matrix.T, table.names, top, table.digits)
    if result.found == "does not hold" and "beyond rounding" not in across.arithmetic:
        line = "the columns sum as rows should: the truth seems to stand in the columns; transpose the file"
        audits.append(("rows are true", Audited("does not hold", "rows true", "columns true", line)))
    return audits


def _rated(table, rates, shift, figures):
    """Audits of a matrix of rates against a printed accuracy and the classes' samples."""
    audits = []
    samples = figures.samples if len(figures.samples) == 1 else _each(figures.samples, len(rates), "class")
    digits = max(0, table.digits - shift)
    if len(samples) == len(rates):
        for name, row, size in zip(table.names, table.matrix * 10.0**shift, samples):
            result = arithmetic.whole_counts([round(float(v), 9) for v in row if v], size, digits)
            audits.append((f"whole counts of {name}", result))
    if figures.accuracy is None:
        return audits
    one = _percent(figures.accuracy)
    mean, low, high = float(rates.mean()), float(rates.min()), float(rates.max())
    slack = 0.5 * 10.0**-digits
    if len(samples) == len(rates):
        right = rates / 100 * np.array(samples, float)
        return [*audits, ("accuracy", arithmetic.accuracies(right, samples, one.value, one.digits))]
    line = f"mean of the {len(rates)} rates on the diagonal: {mean:.{one.digits + 2}f}"
    shown = f"{one.value:.{one.digits}f}"
    if abs(one.value - mean) <= 0.5 * 10.0**-one.digits * (1 + 1e-9):
        return [
            *audits,
            ("accuracy, unweighted", Audited("holds", shown, f"{mean:.{one.digits + 2}f}", line)),
        ]
    bounds = f"{low:g} to {high:g}"
    if not low - slack <= one.value <= high + slack:
        said = f"{line}; no weights bring it out of the range of the diagonal"
        return [*audits, ("accuracy", Audited("does not hold", shown, bounds, said))]
    said = f"{line}, which is not it; a weighted one may be anything in {bounds}: give --samples N1,N2,..."
    return [*audits, ("accuracy", Audited("cannot be decided", shown, f"{mean:.{one.digits + 2}f}", said))]


def _mean_of_rates(rates, figures):
    if figures.mean is None:
        return []
    line = f"mean of the {len(rates)} classes' rates"
    return [("mean of the classes' rates", _compare(_percent(figures.mean), float(rates.mean()), line))]


def _both_accuracies(right, samples):
    return [
        (
            "weighted accuracy",
            f"{right.sum():.0f} / {samples.sum():.0f} = {100 * right.sum() / samples.sum():.2f} %",
        ),
        ("unweighted accuracy", f"mean of the classes' rates = {100 * (right / samples).mean():.2f} %"),
    ]


def _percent(printed, like=None):
    """A printed rate in percent; it is a fraction where it and all like it are at most 1."""
    if all(value.value <= 1 for value in like or (printed,)) and (like or printed.digits):
        return Printed(round(100 * printed.value, 9), max(0, printed.digits - 2))
    return printed


def _compare(printed, computed, line):
    return arithmetic.compare(printed.value, float(computed), printed.digits, line)


def _each(samples, count, what):
    if len(samples) in (0, count):
        return samples
    if len(samples) == 1:
        return samples * count
    many = {"class": "classes", "fold": "folds"}[what] if count > 1 else what
    raise ArgumentError(f"--samples has {len(samples)} numbers for {count} {many}")


def _ends(names, rates):
    low, high = int(np.argmin(rates)), int(np.argmax(rates))
    return f"{names[low]} {rates[low]:.2f} %, {names[high]} {rates[high]:.2f} %"


def _confused(table):
    whole = {"rates": 1.0, "percent": 100.0}.get(table.unit, table.matrix.sum(axis=1, keepdims=True))
    rates = table.matrix / whole
    off = np.where(np.eye(len(rates), dtype=bool), 0.0, rates)
    limit = np.sort(off, axis=None)[-min(MOST_NAMED, off.size)]
    pairs = [(off[i, j], i, j) for i, j in np.argwhere(off >= max(limit, 1e-12))]
    told = [
        f"{table.names[i]} as {table.names[j]} {100 * rate:.1f} %"
        for rate, i, j in sorted(pairs, key=lambda p: -p[0])
    ]
    return ", ".join(told) or "nothing"
