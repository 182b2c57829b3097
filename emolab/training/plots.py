"""Pictures of a training: curves, confusion matrix, folds. Each function returns a Matplotlib Figure.

They need no window and leave no global state. Colours are Okabe and Ito's, which the colour-blind tell apart.
"""

from pathlib import Path

import numpy as np

from emolab.core.errors import ArgumentError, DataError
from emolab.core.files import atomic_write
from emolab.training.history import History
from emolab.training.metrics import FoldSummary, summarise_folds

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
FORMATS = ("png", "pdf", "svg")
GREY = "#666666"


def plot_curves(histories, title=None):
    """Loss and accuracy over the epochs, training dashed and validation solid.

    histories   a History, or {name: History} to compare several
    Errors      DataError where one has no epoch
    """
    if isinstance(histories, History):
        histories = {"": histories}
    for name, history in histories.items():
        if not len(history):
            raise DataError(f"plot_curves: the history {name!r} has no epoch yet")
    figure = new_figure(9.5, 3.8)
    left, right = figure.subplots(1, 2)
    for place, (name, history) in enumerate(histories.items()):
        train, held_out = _two_colours(place, len(histories))
        prefix = f"{name}, " if name else ""
        _curve(left, history, history.loss, f"{prefix}training", train, "--")
        _curve(left, history, history.validation_loss, f"{prefix}validation", held_out, "-")
        _curve(right, history, 100 * history.accuracy, f"{prefix}training", train, "--")
        _curve(right, history, 100 * history.validation_accuracy, f"{prefix}validation", held_out, "-")
        if history.best_epoch is not None:
            at = [history.best_epoch - 1]
            said = f"{prefix}epoch {history.best_epoch}, kept"
            best = dict(color=held_out, s=42, zorder=5, edgecolor="white", label=said)
            left.scatter(history.epoch[at], history.validation_loss[at], **best)
            right.scatter(history.epoch[at], 100 * history.validation_accuracy[at], **best)
    left.set_ylabel("cross-entropy loss (nats)")
    left.set_ylim(bottom=0)
    right.set_ylabel("accuracy (% of the clips)")
    right.set_ylim(0, 102)
    for axes in (left, right):
        axes.set_xlabel("epoch")
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.legend(frameon=False, fontsize=8.5)
        _open(axes)
    return _titled(figure, title)


def _two_colours(place, many):
    if many == 1:
        return COLOURS[0], COLOURS[1]
    return (COLOURS[place % len(COLOURS)],) * 2


def _curve(axes, history, values, label, colour, dash):
    if not np.isnan(values).all():
        alone = "o" if len(values) == 1 else None
        axes.plot(history.epoch, values, dash, label=label, color=colour, linewidth=1.8, marker=alone)


def plot_confusion(matrix, names=None, title=None):
    """A confusion matrix: each row in per cent of its clips, the counts below in small print.

    Shapes    matrix (C, C), rows the truth; names: C labels, 0..C-1 if None
    Errors    DataError for a matrix that is not square, or another number of names
    """
    matrix = np.asarray(matrix)
    C = len(matrix)
    if matrix.shape != (C, C) or C == 0 or (matrix < 0).any():
        raise DataError(f"plot_confusion: matrix has shape {matrix.shape}; it must be (C, C) counts")
    names = [str(i) for i in range(C)] if names is None else [str(name) for name in names]
    if len(names) != C:
        raise DataError(f"plot_confusion: {len(names)} names for {C} classes")
    totals = matrix.sum(axis=1)  # (C,)
    share = np.where(totals[:, None] > 0, matrix / np.maximum(totals[:, None], 1), 0)  # (C, C)
    side = max(2.4, 0.78 * C)
    figure = new_figure(side + 0.1 * max(map(len, names)) + 2.4, side + 1.4)
    axes = figure.subplots()
    image = axes.imshow(100 * share, cmap="Blues", vmin=0, vmax=100)
    for i, j in np.ndindex(C, C):
        if matrix[i, j]:
            ink = dict(ha="center", color="white" if share[i, j] > 0.55 else "#222222")
            weight = "bold" if i == j else "normal"
            said = f"{100 * share[i, j]:.0f} %"
            axes.text(j, i + 0.05, said, va="bottom", fontsize=10, weight=weight, **ink)
            axes.text(j, i + 0.12, f"{matrix[i, j]}", va="top", fontsize=7.5, **ink)
    for i in np.flatnonzero(totals == 0):
        axes.text((C - 1) / 2, i, "no clip", ha="center", va="center", color=GREY, fontsize=9)
    axes.set_xticks(range(C), names, rotation=40 if C > 4 else 0, ha="right" if C > 4 else "center")
    axes.set_yticks(range(C), [f"{name}  ({total})" for name, total in zip(names, totals)])
    axes.set_xlabel("predicted")
    axes.set_ylabel("true (number of clips)")
    axes.set_xticks(np.arange(C - 1) + 0.5, minor=True)
    axes.set_yticks(np.arange(C - 1) + 0.5, minor=True)
    axes.grid(which="minor", color="white", linewidth=1.5)
    axes.tick_params(which="both", length=0)
    for edge in axes.spines.values():
        edge.set_visible(False)
    bar = figure.colorbar(image, ax=axes, fraction=0.045, pad=0.03)
    bar.set_label("% of the row's clips")
    bar.outline.set_visible(False)
    return _titled(figure, title)


def plot_folds(results, chance=None, title=None):
    """A bar for each fold's accuracy, with the mean and one standard deviation around it.

    results   {name: FoldSummary or list of accuracies}, such as random folds beside subject-disjoint ones
    chance    accuracy of guessing, drawn as a line
    """
    if not results:
        raise DataError("plot_folds: there is no result to show")
    summaries = {
        name: value if isinstance(value, FoldSummary) else summarise_folds(value)
        for name, value in results.items()
    }
    widths = [len(summary.values) for summary in summaries.values()]
    figure = new_figure(min(14, max(5.0, 0.42 * sum(widths) + 1.2 * len(widths) + 1)), 4)
    axes = figure.subplots()
    start, ticks, labels = 0.0, [], []
    for colour, (name, summary) in zip(COLOURS * len(widths), summaries.items()):
        places = start + np.arange(len(summary.values))
        mean, std = 100 * summary.mean, 100 * summary.std
        axes.bar(places, 100 * np.array(summary.values), width=0.8, color=colour, alpha=0.75)
        span = places[0] - 0.5, places[-1] + 0.5
        axes.fill_between(span, mean - std, mean + std, color=colour, alpha=0.22, linewidth=0)
        axes.plot(span, [mean, mean], color=colour, linewidth=2)
        axes.text(np.mean(span), 106, f"{name}\n{mean:.1f} ± {std:.1f} %", ha="center", va="bottom",
                  color=colour, fontsize=10, weight="bold")  # fmt: skip
        ticks += places.tolist()
        labels += [str(k) for k in range(1, len(places) + 1)]
        start = places[-1] + 2.2
    if chance is not None:
        axes.axhline(100 * chance, color=GREY, linestyle=":", linewidth=1.4)
        axes.text(1.005, 100 * chance, "chance", color=GREY, fontsize=9, va="center",
                  transform=axes.get_yaxis_transform())  # fmt: skip
    axes.set_xticks(ticks, labels)
    axes.set_xlabel("fold")
    axes.set_ylabel("accuracy (% of the test clips)")
    axes.set_ylim(0, 104)
    axes.set_xlim(-0.9, ticks[-1] + 0.9)
    _open(axes)
    axes.grid(axis="x", visible=False)
    return _titled(figure, title)


def new_figure(width, height):
    """Return an empty Figure of so many inches, laid out without overlaps."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained", facecolor="white")


def save_figure(figure, path, dpi=150):
    """Write a figure as .png, .pdf or .svg, whole or not at all; returns the path.

    Errors    ArgumentError for another ending, FileError where the folder cannot be written
    """
    path = Path(path)
    kind = path.suffix.lower().lstrip(".")
    if kind not in FORMATS:
        raise ArgumentError(f"save_figure: {path.name} must end in .{', .'.join(FORMATS)}")
    with atomic_write(path) as file:
        figure.savefig(file, format=kind, dpi=dpi)
    return path


def _open(axes):
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(color="#dddddd", linewidth=0.7)
    axes.set_axisbelow(True)


def _titled(figure, title):
    if title:
        figure.suptitle(title, fontsize=12, weight="bold")
    return figure
