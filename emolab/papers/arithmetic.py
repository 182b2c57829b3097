"""Arithmetic that holds printed numbers against each other, of the five papers or of any other.

Each function returns an Audited: both sides, how they were computed, and whether they agree to the printed
digits. `digits` counts the decimals that are printed: a number printed with d decimals stands for all that
round to it, half a unit of the last place to either side.
"""

from math import ceil, floor, sqrt

import numpy as np

from emolab.papers.claims import Audited


def agrees(printed, computed, digits):
    """Whether a computed number rounds to the printed one."""
    return abs(printed - computed) <= 0.5 * 10.0**-digits * (1 + 1e-9)


def judged(holds, printed, computed, arithmetic):
    """Audited, from whether both sides agree."""
    return Audited("holds" if holds else "does not hold", printed, computed, arithmetic)


def against_data(printed, there, holder):
    """A printed count against that of the released data, which `holder` names."""
    line = f"{holder} {there}: {printed} - {there} = {printed - there}"
    return judged(printed == there, str(printed), str(there), line)


def compare(printed, computed, digits, arithmetic):
    """A printed number against a computed one."""
    sides = f"{printed:.{digits}f}", f"{computed:.{digits + 2}f}"
    return judged(agrees(printed, computed, digits), *sides, arithmetic)


def total(parts, printed, digits=0):
    """Parts against their printed sum."""
    computed = sum(parts)
    return compare(printed, computed, digits, f"{' + '.join(map(str, parts))} = {_short(computed)}")


def mean(values, printed, digits):
    """Values against their printed mean."""
    computed = sum(values) / len(values)
    line = f"({' + '.join(map(str, values))}) / {len(values)} = {computed:.{digits + 2}f}"
    return compare(printed, computed, digits, line)


def ratio(part, whole, printed, digits, percent=True):
    """A printed rate against the counts that it is of."""
    computed = part / whole * (100 if percent else 1)
    return compare(printed, computed, digits, f"{part} / {whole} = {computed:.{digits + 2}f}")


def row_sums(matrix, names, expected=1.0, digits=2):
    """Rows of a confusion matrix of rates against what they must sum to.

    Entries are rounded, so that a row of n entries may miss by n half units of the last place that is shown.
    """
    matrix = np.asarray(matrix, float)
    sums = matrix.sum(axis=1)
    slack = 0.5 * 10.0**-digits * np.count_nonzero(matrix, axis=1)
    off = [i for i in range(len(sums)) if abs(sums[i] - expected) > 1e-9]
    beyond = [i for i in off if abs(sums[i] - expected) > slack[i] + 1e-9]
    told = ", ".join(f"{names[i]} {sums[i]:.{digits}f}" for i in off) or f"all {expected:.{digits}f}"
    note = f"; beyond rounding: {', '.join(names[i] for i in beyond)}" if beyond else ""
    return judged(not off, f"{expected:.{digits}f} in each row", told, "sum over each row" + note)


def accuracies(right, samples, printed, digits, called="accuracy"):
    """A printed overall figure against the two that the counts give: weighted and unweighted accuracy."""
    right, samples = np.asarray(right, float), np.asarray(samples, float)
    weighted = 100 * right.sum() / samples.sum()
    unweighted = 100 * (right / samples).mean()
    is_weighted, is_unweighted = (agrees(printed, value, digits) for value in (weighted, unweighted))
    other = ", which is what is printed" if is_unweighted and not is_weighted else ""
    line = (
        f"weighted: {right.sum():.0f} / {samples.sum():.0f} = {weighted:.{digits + 1}f}; mean of the "
        f"{len(right)} classes' rates: {unweighted:.{digits + 1}f}{other}"
    )
    return judged(is_weighted, f"{called} {printed:.{digits}f}", f"{weighted:.{digits + 1}f}", line)


def largest_deviation(best, lowest, average, folds, sample=False):
    """The largest standard deviation that `folds` values in a range, with this mean, can have.

    Formula   values at both ends, as many as the mean allows, one between:
              sd^2 = (sum of squares) / n - mean^2, with n - 1 in place of n for the sample's
    """
    spread = best - lowest
    if spread <= 0:
        return 0.0
    share = folds * (average - lowest) / spread  # how many stand at the best, as a fraction
    high = floor(share + 1e-9)
    values = [best] * high + [lowest] * (folds - high)
    if high < folds:
        values[high] += (share - high) * spread
    deviation = np.std(values, ddof=1 if sample else 0)
    return float(deviation)


def deviation(printed, best, lowest, average, folds, digits):
    """A printed standard deviation against what the printed range and mean allow."""
    most = max(largest_deviation(best, lowest, average, folds, sample) for sample in (False, True))
    least = sqrt(((best - average) ** 2 + (lowest - average) ** 2) / folds)
    step = 0.5 * 10.0**-digits
    possible = least - step <= printed <= most + step
    line = f"{folds} values from {lowest} to {best} with mean {average}: between {least:.4f} and {most:.4f}"
    return judged(possible, f"{printed:.{digits}f}", f"{least:.4f} to {most:.4f}", line)


def whole_counts(rates, samples, digits=2):
    """Printed rates in percent against the whole counts that so many samples can give."""
    impossible, told = [], []
    for rate in rates:
        count = rate / 100 * samples
        near = [n for n in (floor(count), ceil(count)) if agrees(rate, 100 * n / samples, digits)]
        told.append(f"{rate} is {near[0]}/{samples}" if near else f"{rate} is no n/{samples}")
        if not near:
            impossible.append(rate)
    return judged(not impossible, ", ".join(map(str, rates)), "; ".join(told), f"n / {samples}, n whole")


def gain(before, after, printed, digits):
    """A printed difference of two printed numbers."""
    computed = after - before
    return compare(printed, computed, digits, f"{after} - {before} = {computed:.{digits}f}")


def _short(value):
    return f"{value:.10g}"
